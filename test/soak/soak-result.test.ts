import { expect, test } from 'vitest';
import { hasPassed, type SoakResult, soakLines, soakVerdict } from '../../scripts/soak/soak-result.ts';

const GOOD: SoakResult = {
  ...{ on: '2026-11-27', state: 'ended', hoursRun: 0.251 },
  plan: { hours: 0.25, perSecond: 2, operators: 12, seed: 1, calm: false },
  ...{ calls: 1_800, talked: 1_790, gaveUp: 10, unseen: [], troubles: { 'kill -9 of redis': 3 } },
  ...{ lines: [], faults: [] },
};

test('a soak that came to its end without a fault has passed', () => {
  expect(soakVerdict(GOOD)).toBe('PASS: 1800 calls in 0.25 of 0.25 hours, and no fault');
  expect(hasPassed(GOOD)).toBe(true);
});

test('one in which nobody could tell whether Cordboard grows says so', () => {
  const short = { ...GOOD, lines: ['Cordboard holds 62.5 MiB: NOT JUDGED: too short'] };
  expect(soakVerdict(short)).toMatch(/and no fault; whether Cordboard grows was not judged$/);
});

test('one with a fault has failed, and says the first', () => {
  const bad = { ...GOOD, faults: ['+77050000001: it has 2 records', 'another'] };
  expect(soakVerdict(bad)).toMatch(/^FAIL: 2 faults in .*, the first: \+77050000001: it has 2 records$/);
  expect(hasPassed(bad)).toBe(false);
});

test('one that was broken off has not passed, and says how long it ran', () => {
  const broken = { ...GOOD, state: 'broken off', hoursRun: 0.1 } as const;
  expect(soakVerdict(broken)).toBe(
    'FAIL: broken off after 0.10 of 0.25 hours; until then there was no fault',
  );
  expect(hasPassed(broken)).toBe(false);
});

test('of many faults the first fifty are shown, and how many more there are', () => {
  const faults = Array.from({ length: 60 }, (_, index) => `fault ${index}`);
  const lines = soakLines({ ...GOOD, faults });
  expect(lines.filter((line) => line.startsWith('BROKEN: fault'))).toHaveLength(50);
  expect(lines.at(-1)).toBe('BROKEN: and 10 more');
});
