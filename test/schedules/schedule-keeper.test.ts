import { describe, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import type { ScheduleRules } from '../../src/bundle/index.ts';
import { type Schedule, stateAt } from '../../src/flow/index.ts';
import { ScheduleKeeper } from '../../src/schedules/index.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const rules = (fromMin: number, toMin: number): ReadonlyMap<string, ScheduleRules> => {
  const week = Array.from({ length: 7 }, () => [{ fromMin, toMin }]);
  const none = { holidays: new Set<string>(), exceptions: new Map(), emergency: false };
  return new Map([['office', { zone: 'Europe/Berlin', week, ...none }]]);
};

/** A keeper at 12:00 in Berlin, and all that it told. */
function kept() {
  const clock = new SimulatedClock({ monoMs: 0, wallMs: Date.parse('2026-11-26T11:00Z') });
  const told: ReadonlyMap<string, Schedule>[] = [];
  const keeper = new ScheduleKeeper({ rules: rules(540, 1_020), clock, changed: (all) => told.push(all) });
  const state = () => stateAt(keeper.schedules.get('office')!, clock.now().wallMs);
  return { clock, told, keeper, state };
}

describe('what is made of the opening hours', () => {
  test('is there from the beginning, and serves a day without being made anew', () => {
    const { clock, told, state } = kept();
    expect(state()).toBe('open');
    clock.advance(DAY_MS - HOUR_MS);
    expect(told).toHaveLength(0);
    expect(state()).toBe('open');
  });

  test('is made anew every day, so that it always reaches 400 days ahead', () => {
    const { clock, told, state } = kept();
    clock.advance(3 * DAY_MS);
    expect(told).toHaveLength(3);
    expect(told.at(-1)!.get('office')!.untilMs).toBe(clock.now().wallMs + 400 * DAY_MS);
    clock.advance(410 * DAY_MS);
    expect(state()).toBe('open');
  });

  test('is made anew soon after the machine was set to another time', () => {
    for (const jumpMs of [-1_000 * DAY_MS, 1_000 * DAY_MS]) {
      const { clock, state } = kept();
      clock.jumpWall(jumpMs);
      expect(state()).toBeUndefined();
      clock.advance(HOUR_MS);
      expect(state()).toBe('open');
    }
  });

  test('follows the files at once', () => {
    const { told, keeper, state } = kept();
    keeper.rulesChanged(rules(0, 60));
    expect(state()).toBe('closed');
    expect(told).toEqual([keeper.schedules]);
  });

  test('is left alone after the end', () => {
    const { clock, told, keeper } = kept();
    keeper.close();
    clock.advance(10 * DAY_MS);
    expect(told).toEqual([]);
  });
});
