import { expect, test } from 'vitest';
import { parseDuration } from '../../src/base/index.ts';

test.each([
  ['500ms', 500],
  ['20s', 20_000],
  ['1m30s', 90_000],
  ['2h', 7_200_000],
  ['1h1m1s1ms', 3_661_001],
  ['90m', 5_400_000],
  ['0s', 0],
])('%s is %i ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '20', 's', '1.5s', '-1s', '30s1m', '20 s', '20S', '1d', '1s1s', '1234567890ms', ' 1s'])(
  '"%s" is no duration',
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);
