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

test('a process that has not lived for an hour and a half is not judged, and that is said', () => {
  const { faults, lines } = judgeWork(
    life(10, (minute) => 70 + minute),
    CALLS_AN_HOUR,
  );
  expect(faults).toEqual([]);
  expect(lines.at(-1)).toMatch(/grew by 60\.\d+ ± .* NOT JUDGED: its last process lived for 0\.16 hours/);
});

test('what grows only in the first hour does not count', () => {
  const fills = (minute: number): number => 60 + Math.min(minute, 55);
  expect(judgeWork(life(180, fills), CALLS_AN_HOUR).faults).toEqual([]);
});

test('a process that keeps three KiB of each call is told behind an hour and a half', () => {
  const leaks = (minute: number): number => 70 + (minute * 120 * 3) / 1_024;
  expect(judgeWork(life(95, leaks), CALLS_AN_HOUR).faults.join()).toMatch(/IT GROWS/);
});

test('the last process is judged, and not how heavy those before it were', () => {
  const weights = [...life(10, () => 30), ...life(10, () => 90, 2, 10)];
  const { faults, lines } = judgeWork(weights, CALLS_AN_HOUR);
  expect(faults).toEqual([]);
  expect(lines[0]).toBe('cordboard: 200 to 200 MiB, 48 to 48 open files, 2 processes');
});

test('behind the first hour two MiB an hour are too many, however few they are a call', () => {
  const weights = life(180, (minute) => 70 + (2 * minute) / 60);
  expect(judgeWork(weights, CALLS_AN_HOUR).faults.join()).toMatch(/IT GROWS: at most 1 MiB an hour/);
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
