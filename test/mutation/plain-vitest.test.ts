import { describe, expect, test } from 'vitest';
import * as plain from '../../scripts/mutation/plain-vitest.ts';

/** A check of the stand-in, as a test of a room would write it. */
type Check = (expect: typeof plain.expect) => unknown;

const BOTH: readonly (readonly [what: string, holds: Check, fails: Check])[] = [
  ['toBeDefined', (is) => is(1).toBeDefined!(), (is) => is(undefined).toBeDefined!()],
  ['toMatch, a text', (is) => is('abc').toMatch!('b'), (is) => is('abc').toMatch!('d')],
  ['toMatch, a pattern', (is) => is('abc').toMatch!(/^a/), (is) => is('abc').toMatch!(/^b/)],
  [
    'toContainEqual',
    (is) => is([{ a: 1 }]).toContainEqual!({ a: 1 }),
    (is) => is([{}]).toContainEqual!({ a: 1 }),
  ],
  ['toBeLessThanOrEqual', (is) => is(2).toBeLessThanOrEqual!(2), (is) => is(3).toBeLessThanOrEqual!(2)],
  [
    'maps',
    (is) => is(new Map([['a', { b: 1 }]])).toEqual!(new Map([['a', { b: 1 }]])),
    (is) => is(new Map([['a', 1]])).toEqual!(new Map([['a', 2]])),
  ],
  [
    'stringContaining',
    (is) => is({ a: 'abc' }).toEqual!({ a: is.stringContaining('b') }),
    (is) => is({ a: 'abc' }).toEqual!({ a: is.stringContaining('d') }),
  ],
  [
    'arrayContaining',
    (is) => is([1, { a: 2 }]).toEqual!(is.arrayContaining([{ a: 2 }])),
    (is) => is([1]).toEqual!(is.arrayContaining([2])),
  ],
  [
    'toThrow, a pattern',
    (is) =>
      is(() => {
        throw new Error('it is late');
      }).toThrow!(/late$/),
    (is) =>
      is(() => {
        throw new Error('it is late');
      }).toThrow!(/^late/),
  ],
  [
    'toThrow without any',
    (is) =>
      is(() => {
        throw new Error('');
      }).toThrow!(),
    (is) => is(() => 1).toThrow!(),
  ],
];

describe('what stands in for Vitest while mutants are judged', () => {
  test.each(BOTH)('lets through what is so, and nothing else: %s', (_, holds, fails) => {
    expect(() => holds(plain.expect)).not.toThrow();
    expect(() => fails(plain.expect)).toThrow(/^not as expected/);
  });

  test('collects the tests of a file by their names, but for those that wait for something', () => {
    plain.collected.length = 0;
    plain.beginFile('file');
    plain.describe('group', () => {
      plain.test('one', () => undefined);
      plain.test('another', async () => undefined);
      plain.test.each([1, 2])('row', () => undefined);
    });
    expect(plain.collected.map(({ name }) => name)).toEqual([
      'file > group > one',
      'file > group > row (1)',
      'file > group > row (2)',
    ]);
  });
});
