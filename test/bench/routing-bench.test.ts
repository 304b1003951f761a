import { expect, test } from 'vitest';
import { valueFigure } from '../../scripts/bench/figures.ts';
import { Driver, fill, KINDS } from '../../scripts/bench/routing/events.ts';
import { makeRouter } from '../../scripts/bench/routing/make-router.ts';
import { measureCore, measureEvents } from '../../scripts/bench/routing/measure-events.ts';
import { countDifferent, measureNaive } from '../../scripts/bench/routing/measure-naive.ts';
import { measureStorm } from '../../scripts/bench/routing/measure-storm.ts';
import { NaiveRouter } from '../../scripts/bench/routing/naive-router.ts';
import { TARGETS, wrongDecisions } from '../../scripts/bench/routing/routing-bench.ts';
import { Traffic } from '../../scripts/bench/routing/traffic.ts';
import { firstCallers, worldOf } from '../../scripts/bench/routing/world.ts';

const SMALL = { waiting: 400, operators: 80, needs: 12, seed: 3 };

test('the naive router and the fast one decide the same', () => {
  const { decisions, different } = measureNaive(SMALL, 500, 2_500);
  expect(different).toBe(0);
  expect(decisions).toBeGreaterThan(500);
});

test('a router that forgets the head start of a caller is found out', () => {
  class Forgetful extends NaiveRouter {
    override enter(...[entering, nowMs]: Parameters<NaiveRouter['enter']>): ReturnType<NaiveRouter['enter']> {
      return super.enter({ ...entering, boostMs: 0 }, nowMs);
    }
  }
  const world = worldOf(SMALL);
  expect(countDifferent(world, makeRouter(SMALL), new Forgetful(), 2_000)).toBe(1);
});

test('the world stays as it is: as many wait, every kind of event happens, the same seed is the same world', () => {
  const run = (): readonly string[] => {
    const world = worldOf(SMALL);
    const driver = new Driver(makeRouter(SMALL));
    const traffic = new Traffic(world);
    fill(world, driver.routing);
    return Array.from({ length: 4_000 }, () => {
      const event = traffic.next();
      driver.deliver(event);
      traffic.heed(driver.matches.splice(0));
      expect(Math.abs(driver.routing.counts.waiting - SMALL.waiting)).toBeLessThanOrEqual(20);
      return `${event.kind} ${event.callId} ${event.operatorId}`;
    });
  };
  const events = run();
  expect(new Set(events.map((event) => event.split(' ')[0]))).toEqual(new Set(KINDS));
  expect(run()).toEqual(events);
});

test('operators have three to eight skills, needs three widenings, and the first callers are of all ages', () => {
  const world = worldOf(SMALL);
  for (const { skills } of world.profiles) {
    expect(Object.keys(skills).length).toBeGreaterThanOrEqual(3);
    expect(Object.keys(skills).length).toBeLessThanOrEqual(8);
  }
  expect(world.demands.map(({ stages }) => stages.length)).toEqual(Array(SMALL.needs).fill(3));
  const ages = [...firstCallers(world)].map(({ enteredMs }) => -enteredMs);
  expect(ages).toEqual([...ages].sort((a, b) => b - a));
  expect([ages[0], ages.length]).toEqual([300_000, SMALL.waiting]);
});

test('the core makes as many decisions as the whole router', () => {
  const [whole, core] = [measureEvents(SMALL, 3_000), measureCore(SMALL, 3_000)];
  expect(core.decisions).toBe(whole.decisions);
  expect(core.kinds.map(({ kind, count }) => [kind, count])).toEqual(
    whole.kinds.map(({ kind, count }) => [kind, count]),
  );
});

test('a storm of stage changes is decided in parts as in one pass', () => {
  const { decisions, parts, different } = measureStorm({ ...SMALL, waiting: 12_000 });
  expect(decisions).toBeGreaterThan(SMALL.operators / 2);
  expect(parts).toBeGreaterThan(1);
  expect(different).toBe(0);
});

test('only a wrong decision makes the bench fail, not a slow one', () => {
  const [late, wrong] = TARGETS.map(({ measure }) =>
    valueFigure('routing', 'cordboard', measure, 1e9, '', 1),
  ).reduce<[number, number]>(
    ([slow, bad], figure) => (wrongDecisions([figure]) > 0 ? [slow, bad + 1] : [slow + 1, bad]),
    [0, 0],
  );
  expect([late, wrong]).toEqual([TARGETS.length - 2, 2]);
});
