import { expect, test } from 'vitest';
import type { Clock } from '../../src/base/index.ts';
import { LoadMeter } from '../../src/boot/load-meter.ts';
import type { Load } from '../../src/switchboard/index.ts';

/** Time in which every look comes late by as much as the test says. */
class LateClock implements Clock {
  lateMs = 0;
  #monoMs = 0;
  #next: (() => void) | null = null;

  now() {
    return { monoMs: this.#monoMs, wallMs: 0 };
  }

  after(delayMs: number, fire: () => void): () => void {
    this.#next = () => {
      this.#monoMs += delayMs + this.lateMs;
      fire();
    };
    return () => {
      this.#next = null;
    };
  }

  looks(count: number, lateMs: number): void {
    this.lateMs = lateMs;
    for (let look = 0; look < count; look++) this.#next?.();
  }
}

function measured() {
  const told: Load[] = [];
  const clock = new LateClock();
  const meter = new LoadMeter({ answerMs: () => 7, tell: (load) => told.push(load), clock });
  meter.start();
  return { told, clock, meter };
}

test('who is held up once is late once, and that is no load', () => {
  const { told, clock } = measured();
  clock.looks(20, 1);
  clock.looks(1, 3_000);
  clock.looks(20, 1);
  expect(told.length).toBeGreaterThan(10);
  expect(Math.max(...told.map(({ lagMs }) => lagMs))).toBe(1);
  expect(told.at(-1)).toEqual({ lagMs: 1, answerMs: 7 });
});

test('how long nothing was done is kept until it is asked for', () => {
  const { clock, meter } = measured();
  clock.looks(1, 3_000);
  clock.looks(20, 1);
  expect(meter.takeLongestMs()).toBe(3_000);
  expect(meter.takeLongestMs()).toBe(0);
});

test('who is late at each look of a second has too much to do', () => {
  const { told, clock, meter } = measured();
  clock.looks(6, 300);
  expect(told.map(({ lagMs }) => lagMs)).toEqual([0, 300]);
  expect(meter.load.lagMs).toBe(300);
  clock.looks(3, 2);
  expect(meter.load.lagMs).toBe(2);
  meter.close();
  clock.looks(9, 2);
  expect(told).toHaveLength(3);
});
