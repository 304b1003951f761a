import { describe, expect, test } from 'vitest';
import { prngFrom } from '../../src/base/index.ts';
import { Bits } from '../../src/routing/core/bits.ts';

/** Some are at the borders of words and of groups of words. */
const BORDERS = [0, 31, 32, 63, 64, 991, 992, 1_022, 1_023, 1_024, 1_055, 2_047, 2_048, 3_100];
const CAPACITY = 3_101;

function drawn(seed: number, oneOf: number): { readonly bits: Bits; readonly members: Set<number> } {
  const prng = prngFrom(seed);
  const bits = new Bits(CAPACITY);
  const members = new Set<number>();
  for (const item of [...BORDERS, ...Array.from({ length: CAPACITY }, (_, index) => index)]) {
    const isIn = prng.chance(1, oneOf);
    bits.put(item, isIn);
    if (isIn) members.add(item);
    else members.delete(item);
  }
  return { bits, members };
}

const walked = (bits: Bits, other: Bits): number[] => {
  const found: number[] = [];
  for (let at = bits.nextCommon(other, 0); at >= 0; at = bits.nextCommon(other, at + 1)) found.push(at);
  return found;
};

/** Words that are not empty, as marks in groups of 32: worked out from the words, and as the set knows them. */
function marks({ words, summary }: Bits): {
  readonly wanted: readonly number[];
  readonly known: readonly number[];
} {
  const wanted = Array.from(summary, () => 0);
  for (const [at, word] of words.entries()) if (word !== 0) wanted[at >>> 5]! |= 1 << (at & 31);
  return { wanted, known: [...summary] };
}

describe('a set of small integers', () => {
  test.each([1, 2, 30, 700])('holds what was put into it: one of %i', (oneOf) => {
    const { bits, members } = drawn(oneOf, oneOf);
    const inOrder = [...members].toSorted((a, b) => a - b);
    expect(walked(bits, bits)).toEqual(inOrder);
    for (const item of BORDERS) {
      expect(bits.has(item)).toBe(members.has(item));
      expect(bits.next(item)).toBe(inOrder.find((member) => member >= item) ?? -1);
    }
    expect(bits.next(CAPACITY)).toBe(-1);
    expect(bits.next(10 * CAPACITY)).toBe(-1);
  });

  test.each([
    [1, 2],
    [2, 3],
    [3, 40],
    [40, 40],
    [700, 700],
  ])('has in common with another what is in both: one of %i, one of %i', (few, many) => {
    const [one, other] = [drawn(1, few), drawn(2, many)];
    const common = [...one.members].filter((item) => other.members.has(item)).toSorted((a, b) => a - b);
    expect(walked(one.bits, other.bits)).toEqual(common);
    expect(one.bits.countCommon(other.bits)).toBe(common.length);
    expect(one.bits.meets(other.bits)).toBe(common.length > 0);
  });

  test.each(BORDERS)('of a single member finds it from everywhere before: %i', (item) => {
    const bits = new Bits(CAPACITY);
    bits.add(item);
    for (const from of [0, ...BORDERS]) expect(bits.next(from)).toBe(from <= item ? item : -1);
    bits.drop(item);
    expect(walked(bits, bits)).toEqual([]);
  });

  test('keeps its members when it grows', () => {
    const bits = new Bits(40);
    for (const item of [0, 33, 39]) bits.add(item);
    bits.grow(CAPACITY);
    bits.add(3_100);
    expect(walked(bits, bits)).toEqual([0, 33, 39, 3_100]);
  });

  test.each([40, 1_023, 1_024, 1_025, 2_048, CAPACITY])(
    'of %i marks the words that hold something',
    (capacity) => {
      const prng = prngFrom(capacity);
      const bits = new Bits(capacity);
      const compare = (): void => {
        const { wanted, known } = marks(bits);
        expect(known).toEqual(wanted);
      };
      for (let step = 0; step < 300; step += 1) bits.put(prng.below(capacity), prng.chance(1, 3));
      compare();
      bits.grow(capacity + 1_000);
      compare();
      const few = new Bits(capacity + 1_000);
      few.add(capacity - 1);
      bits.take(few.words);
      compare();
      expect(walked(bits, few)).toEqual([capacity - 1]);
      bits.drop(capacity - 1);
      compare();
      expect(bits.next(0)).toBe(-1);
    },
  );

  test.each([32, 1_024, 2_048])('that is full to the last of %i words ends there', (capacity) => {
    const bits = new Bits(capacity);
    for (let item = 0; item < capacity; item += 1) bits.add(item);
    expect(bits.countCommon(bits)).toBe(capacity);
    expect(bits.next(capacity - 1)).toBe(capacity - 1);
    bits.drop(capacity - 1);
    expect([bits.next(capacity - 1), bits.next(capacity), bits.countCommon(bits)]).toEqual([
      -1,
      -1,
      capacity - 1,
    ]);
  });
});
