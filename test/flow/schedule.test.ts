import { expect, test } from 'vitest';
import { nextChangeMs, type Schedule, stateAt } from '../../src/flow/index.ts';

const OFFICE: Schedule = {
  changes: [
    { atMs: 100, state: 'closed' },
    { atMs: 200, state: 'open' },
    { atMs: 300, state: 'holiday' },
  ],
  untilMs: 400,
};

test.each([
  ['before the first change', 99, undefined, 100],
  ['at the first change', 100, 'closed', 200],
  ['just before the next', 199, 'closed', 200],
  ['at the next', 200, 'open', 300],
  ['after the last', 399, 'holiday', 400],
] as const)('a schedule says %s what is so, and until when', (_, atMs, state, changeMs) => {
  expect(stateAt(OFFICE, atMs)).toBe(state);
  expect(nextChangeMs(OFFICE, atMs)).toBe(changeMs);
});

test.each([400, 401, Number.NaN])('a schedule says nothing of %d, which is beyond its end', (atMs) => {
  expect(stateAt(OFFICE, atMs)).toBeUndefined();
});
