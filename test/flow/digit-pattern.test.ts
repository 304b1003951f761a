import { expect, test } from 'vitest';
import { matchesPattern } from '../../src/flow/digit-pattern.ts';

test.each([
  ['date', '29022024', true],
  ['date', '29022023', false],
  ['date', '29021900', false],
  ['date', '29022000', true],
  ['date', '31042026', false],
  ['date', '01132026', false],
  ['date', '00012026', false],
  ['date', '31121899', false],
  ['date', '3112026', false],
  ['phone', '123456', false],
  ['phone', '1234567', true],
  ['phone', '123456789012345', true],
  ['phone', '1234567890123456', false],
  ['luhn', '4111111111111111', true],
  ['luhn', '4111111111111112', false],
  ['luhn', '79927398713', true],
  ['luhn', '79927398731', false],
  ['luhn', '0', false],
  [undefined, '', true],
] as const)('%s %s: %s', (pattern, digits, fits) => {
  expect(matchesPattern(digits, pattern)).toBe(fits);
});
