import { expect, test } from 'vitest';
import { judgeRest, judgeWork } from '../../scripts/soak/judge-weight.ts';
import type { Weight } from '../../scripts/soak/weight.ts';

const CALLS_AN_HOUR = 7_200;
const MINUTE_MS = 60_000;

/** A Cordboard looked at twice a minute, which holds so much in its minutes of life. */
const life = (minutes: number, heldMib: (minute: number) => number, pid = 1, fromMinute = 0): Weight[] =>
  Array.from({ length: 2 * minutes }, (_, index) => ({
    ...{ part: 'cordboard', pid, atMs: (fromMinute + index / 2) * MINUTE_MS, mib: 200, files: 48 },
    held: { mib: heldMib(index / 2) + (index % 2) / 10, resources: 30 },
  }));

test('a process that keeps three KiB of each call is told within ten minutes', () => {
  const { faults } = judgeWork(
    life(10, (minute) => 70 + (minute * 120 * 3) / 1_024),
    CALLS_AN_HOUR,
  );
  expect(faults.join()).toMatch(/IT GROWS/);
});

test('one that holds what it held is none, and is said to be so', () => {
  const { faults, lines } = judgeWork(
    life(10, () => 70),
    CALLS_AN_HOUR,
  );
  expect(faults).toEqual([]);
  expect(lines.join()).toMatch(/at most 7\.03 MiB an hour/);
});

test('what grows only while it begins does not count', () => {
  const begins = (minute: number): number => 60 + 10 * Math.min(minute, 1.5);
  expect(judgeWork(life(12, begins), CALLS_AN_HOUR).faults).toEqual([]);
});

test('the last process is judged, and not how heavy those before it were', () => {
  const weights = [...life(10, () => 30), ...life(10, () => 90, 2, 10)];
  const { faults, lines } = judgeWork(weights, CALLS_AN_HOUR);
  expect(faults).toEqual([]);
  expect(lines[0]).toBe('cordboard: 200 to 200 MiB, 48 to 48 open files, 2 processes');
});

test('one that has lived for two minutes says that it was too short a time', () => {
  expect(
    judgeWork(
      life(2, () => 70),
      CALLS_AN_HOUR,
    ).lines.join(),
  ).toMatch(/for too short a time/);
});

test('behind the first hour two MiB an hour are too many, however few they are a call', () => {
  const weights = life(180, (minute) => 70 + (2 * minute) / 60);
  expect(judgeWork(weights, CALLS_AN_HOUR).faults.join()).toMatch(/IT GROWS: at most 1\.00 MiB an hour/);
  expect(
    judgeWork(
      life(180, () => 70),
      CALLS_AN_HOUR,
    ).faults,
  ).toEqual([]);
});

test('files and timers that are there at rest, and were not before the first call, are told', () => {
  const [first, ...others] = life(3, () => 70);
  const last = others.at(-1)!;
  expect(judgeRest([first!, ...others]).faults).toEqual([]);
  expect(judgeRest([first!, { ...last, files: 60 }]).faults.join()).toMatch(/60 open files \(48 before/);
  const held = { mib: 70, resources: 60 };
  expect(judgeRest([first!, { ...last, held }]).faults.join()).toMatch(/60 timers/);
});

test('a Cordboard that was never weighed proves nothing', () => {
  expect(judgeRest([]).faults).toEqual(['Cordboard was never weighed']);
});
