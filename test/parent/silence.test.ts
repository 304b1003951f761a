import { expect, test } from 'vitest';
import { Silence } from '../../src/parent/silence.ts';

const LIMIT_MS = 30_000;

/** Looks of one answer each, so many milliseconds after each other, from 0 on. */
function silenceOf(looks: readonly (readonly [afterMs: number, hasAnswered: boolean])[]): Silence {
  const silence = new Silence(0);
  let nowMs = 0;
  for (const [afterMs, hasAnswered] of looks) {
    nowMs += afterMs;
    silence.looked(hasAnswered, nowMs);
  }
  return silence;
}

const silent = (count: number) => Array.from({ length: count }, () => [4_500, false] as const);

test('it lasts as long as there is no answer', () => {
  expect(silenceOf(silent(6)).lasts(LIMIT_MS)).toBe(false);
  expect(silenceOf(silent(7)).lasts(LIMIT_MS)).toBe(true);
});

test('one answer ends it', () => {
  expect(silenceOf([...silent(6), [500, true], ...silent(6)]).lasts(LIMIT_MS)).toBe(false);
});

test('one look alone tells nothing', () => {
  expect(silenceOf([[5_000, false]]).lasts(4_000)).toBe(false);
  expect(
    silenceOf([
      [2_500, false],
      [2_500, false],
    ]).lasts(4_000),
  ).toBe(true);
});

test('a machine that slept has heard nobody meanwhile, and begins anew', () => {
  const slept = [[3_600_000, false] as const];
  expect(silenceOf([...silent(1), ...slept, ...silent(6)]).lasts(LIMIT_MS)).toBe(false);
  expect(silenceOf([...silent(1), ...slept, ...silent(7)]).lasts(LIMIT_MS)).toBe(true);
});
