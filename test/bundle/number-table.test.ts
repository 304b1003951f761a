import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPattern, shadowOf } from '../../src/base/index.ts';
import { numberTable } from '../../src/bundle/number-table.ts';

const rule = (pattern: string) => ({
  ...{
    pattern,
    flow: pattern,
    language: 'en',
    class: null,
    boostMs: 0,
    answer: 'first_sound' as const,
    label: '',
  },
});
const table = (patterns: readonly string[], otherwise = false) =>
  numberTable(patterns.map(rule), otherwise ? rule('default') : undefined);

describe('a dialled number', () => {
  test.each([
    ['100', '100'],
    ['101', '10X'],
    ['1012', '10*'],
    ['10', '10*'],
    ['+74951234567', '+74951234567'],
    ['+74951234568', '+7495XXXXXXX'],
    ['+749512345680', '+7*'],
    ['10a', 'default'],
    ['', 'default'],
    ['*20', 'default'],
    ['X', 'default'],
    ['__proto__', 'default'],
  ])('%s is met by %s', (dialled, pattern) => {
    const rules = ['10X', '10*', '100', '+7495XXXXXXX', '+7*', '+74951234567'];
    expect(table(rules, true).find(dialled)?.pattern).toBe(pattern);
  });

  test('without a default an unknown number has no rule', () => {
    expect(table(['100']).find('200')).toBeUndefined();
  });

  test('among patterns the first in the file wins', () => {
    expect(table(['1X3', '12X']).find('123')?.pattern).toBe('1X3');
    expect(table(['12X', '1X3']).find('123')?.pattern).toBe('12X');
  });
});

describe('a shadow', () => {
  test.each([
    ['12X', ['1XX'], '1XX'],
    ['1XX', ['12X'], undefined],
    ['12*', ['1*'], '1*'],
    ['12X4', ['12*'], '12*'],
    ['12*', ['12X4'], undefined],
    ['+7X', ['XX*'], undefined],
    ['123', ['1*'], undefined],
  ])('%s under %s: %s', (later, earlier, shadow) => {
    expect(shadowOf(later, earlier)).toBe(shadow);
  });

  test('is never reached, and what has none is reached by some number', () => {
    const pattern = fc
      .tuple(fc.stringMatching(/^[0-2X]{1,3}$/), fc.boolean())
      .map(([fixed, open]) => `${fixed}${open ? '*' : ''}`);
    const patterns = fc.uniqueArray(
      pattern.filter((one) => /[X*]/.test(one)),
      { minLength: 2, maxLength: 2 },
    );
    const longer = (texts: readonly string[]) =>
      texts.flatMap((text) => [...'0129'].map((digit) => text + digit));
    const numbers = [1, 2, 3].reduce((all) => [...all, ...longer(all)], longer(['']));
    fc.assert(
      fc.property(patterns, ([first, second]) => {
        const found = numbers.some((dialled) => table([first!, second!]).find(dialled)?.pattern === second);
        expect(found).toBe(shadowOf(second!, [first!]) === undefined);
      }),
    );
  });
});

test.each(['100', '+7495*', '8800XXXXXXX', 'X'])('%s is a pattern', (text) => {
  expect(isPattern(text)).toBe(true);
});

test.each(['', '*', '+', '1*2', '1+', '1 2', '12a', 'x', '9'.repeat(40)])('"%s" is none', (text) => {
  expect(isPattern(text)).toBe(false);
});
