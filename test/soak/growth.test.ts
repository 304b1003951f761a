import { expect, test } from 'vitest';
import { growthOf, verdictOn } from '../../scripts/soak/growth.ts';

const HOUR_MS = 3_600_000;
/** A sample every minute; `noise` goes up and down around the line. */
const line = (perHour: number, minutes: number, noise = 0) =>
  Array.from({ length: minutes }, (_, minute) => ({
    atMs: minute * 60_000,
    value: 70 + (perHour * minute) / 60 + (minute % 2 === 0 ? noise : -noise),
  }));

test('the growth of a line is its slope, known exactly', () => {
  const growth = growthOf(line(6, 30));
  expect(growth?.perHour).toBeCloseTo(6, 6);
  expect(growth?.plusMinus).toBeCloseTo(0, 6);
});

test('the bounds hold the slope, and are the wider the shorter it was looked at', () => {
  const [short, long] = [growthOf(line(1, 10, 0.5))!, growthOf(line(1, 300, 0.5))!];
  for (const { perHour, plusMinus } of [short, long]) expect(Math.abs(perHour - 1)).toBeLessThan(plusMinus);
  expect(short.plusMinus).toBeGreaterThan(20 * long.plusMinus);
});

test('of few samples nothing is said', () => {
  expect(growthOf(line(1, 5))).toBeNull();
  expect(verdictOn(null, 1)).toBe('tooShort');
});

test('it grows, or holds, when its bounds are on one side of the limit', () => {
  expect(verdictOn({ perHour: 5, plusMinus: 1 }, 1)).toBe('grows');
  expect(verdictOn({ perHour: 0.2, plusMinus: 0.5 }, 1)).toBe('holds');
  expect(verdictOn({ perHour: 0.2, plusMinus: 1.5 }, 1)).toBe('tooShort');
  expect(verdictOn({ perHour: 1.5, plusMinus: 1 }, 1)).toBe('tooShort');
});

test('time is counted in hours', () => {
  const samples = [0, 1, 2, 3, 4, 5].map((hour) => ({ atMs: hour * HOUR_MS, value: 2 * hour }));
  expect(growthOf(samples)?.perHour).toBeCloseTo(2, 9);
});
