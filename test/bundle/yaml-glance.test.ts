import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { glance } from '../../src/bundle/yaml-glance.ts';

const limits = { characters: 10_000, words: 40, entries: 5 };
const many = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');
/** What is said, and what stands there. */
const seen = (text: string): string => {
  const wrong = glance(text, limits);
  return wrong === undefined ? 'nothing' : `${wrong.complaint.code} at ${text.slice(wrong.offset)}`;
};

describe('one look', () => {
  test.each<[string, string, string]>([
    ['entries below each other', many(6, (at) => `k${at}: 1`), 'TOO_MANY at k5: 1'],
    ['entries of an entry', `a:\n${many(6, (at) => `  k${at}: 1`)}`, 'TOO_MANY at k5: 1'],
    ['items of a list', many(6, (at) => `- k${at}`), 'TOO_MANY at - k5'],
    ['signs in many lines', many(21, () => 'a: []'), 'FILE_TOO_LARGE at ['],
    ['signs in one line', `a: [${','.repeat(42)}`, 'FILE_TOO_LARGE at ,,'],
  ])('sees too many %s', (_, text, says) => expect(seen(text).slice(0, says.length)).toBe(says));

  test.each<[string, string]>([
    ['as many as may be', many(5, (at) => `k${at}: 1`)],
    ['the same names in many maps', many(3, (at) => `k${at}:\n  a: 1\n  b: 1\n  c: 1`)],
    ['lists at the place of their keys', many(2, (at) => `k${at}:\n- a: 1\n  b: 1\n- a: 2\n  b: 2`)],
    ['brackets below each other', many(4, (at) => `"k${at}": {\n  "a": 1\n},`)],
    ['comments and empty lines', many(9, () => '# why\n\r\n   \n')],
    ['a word without an end', 'a'.repeat(9_000)],
  ])('lets pass %s', (_, text) => expect(seen(text)).toBe('nothing'));
});

test('a map that may be so large is let pass, however it is written', () => {
  const tree = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('a', 1, true, ''),
      fc.dictionary(fc.constantFrom(...'abcdefgh'), tie('any'), { maxKeys: 5, noNullPrototype: true }),
      fc.array(tie('any'), { maxLength: 5 }),
    ),
  })).any;
  fc.assert(
    fc.property(tree, fc.nat(3), (value, indent) => {
      expect(glance(JSON.stringify(value, null, indent), { ...limits, words: 10_000 })).toBeUndefined();
    }),
  );
});
