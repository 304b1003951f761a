import { describe, expect, test } from 'vitest';
import { prngFrom } from '../../src/base/index.ts';
import { ABSENT, Callers, INTS, KEY_BLOCK } from '../../src/routing/core/callers.ts';
import { Sequence } from '../../src/routing/core/sequence.ts';

const LINES = 3;
const CALLERS = 600;
const STEPS = 6_000;

/** A sequence beside plain sorted arrays; who joins is drawn so that some come in order and some anywhere. */
class Pair {
  readonly #callers = new Callers(CALLERS);
  readonly #plain: number[][] = Array.from({ length: LINES }, () => []);
  readonly sequence: Sequence;
  readonly #slots: readonly number[];

  constructor(order: 'key' | 'age') {
    this.sequence = new Sequence(this.#callers, order);
    this.sequence.grow(LINES);
    const prng = prngFrom(7);
    this.#slots = Array.from({ length: CALLERS }, (_, number) => {
      const caller = this.#callers.take(`call-${number}`);
      const enteredMs = prng.chance(1, 5) ? prng.below(CALLERS) : number;
      this.#callers.setKey(caller, prng.chance(1, 8) ? 4 : 5, enteredMs, prng.below(3) * 20, number);
      return caller;
    });
    this.#isBefore =
      order === 'key' ? (a, b) => this.#callers.isBefore(a, b) : (a, b) => this.#callers.isOlder(a, b);
  }

  readonly #isBefore: (one: number, other: number) => boolean;

  join(line: number, number: number): void {
    const caller = this.#slots[number]!;
    this.sequence.join(line, caller);
    this.#plain[line]!.push(caller);
    this.#plain[line]!.sort((a, b) => (this.#isBefore(a, b) ? -1 : 1));
  }

  leave(number: number): void {
    const caller = this.#slots[number]!;
    const line = this.#plain.findIndex((callers) => callers.includes(caller));
    this.sequence.leave(line, caller);
    this.#plain[line] = this.#plain[line]!.filter((other) => other !== caller);
  }

  holds(number: number): boolean {
    return this.sequence.holds(this.#slots[number]!);
  }

  compare(): void {
    const walked = this.#plain.map((_, line) => {
      const callers: number[] = [];
      let at = this.sequence.first(line);
      for (; at >= 0; at = this.sequence.next(at)) callers.push(at);
      return callers;
    });
    expect(walked).toEqual(this.#plain);
  }
}

test.each(['key', 'age'] as const)('callers stand in order whoever joins and leaves, by %s', (order) => {
  const pair = new Pair(order);
  const prng = prngFrom(11);
  let next = 0;
  for (let step = 0; step < STEPS; step += 1) {
    const isFilling = Math.floor(step / 1_000) % 2 === 0;
    const number = prng.chance(1, 2) ? next : prng.below(CALLERS);
    next = (next + 1) % CALLERS;
    if (pair.holds(number)) {
      if (!isFilling || prng.chance(1, 4)) pair.leave(number);
    } else if (isFilling || prng.chance(1, 4)) pair.join(prng.below(LINES), number);
    if (step % 20 === 0) pair.compare();
  }
  for (let number = 0; number < CALLERS; number += 1) if (pair.holds(number)) pair.leave(number);
  pair.compare();
});

test('a line keeps its callers when there come to be more lines', () => {
  const pair = new Pair('key');
  for (let number = 0; number < 40; number += 1) pair.join(1, number);
  pair.sequence.grow(LINES + 500);
  pair.compare();
  expect(pair.sequence.first(LINES + 499)).toBe(-1);
});

test('the first and the last of full blocks are found from both ends', () => {
  const pair = new Pair('age');
  for (let number = 0; number < CALLERS; number += 1) pair.join(0, number);
  for (const number of [0, 1, 300, CALLERS - 2, CALLERS - 1]) pair.leave(number);
  for (const number of [CALLERS - 1, 0, 300, CALLERS - 2, 1]) pair.join(0, number);
  pair.compare();
});

describe('the blocks in which callers stand', () => {
  /** Callers who come in the order of their numbers, and a sequence of one line. */
  class Blocks {
    readonly callers = new Callers(2_000);
    readonly sequence = new Sequence(this.callers, 'key');

    constructor(count: number) {
      this.sequence.grow(1);
      for (let number = 0; number < count; number += 1) {
        this.callers.setKey(this.callers.take(`call-${number}`), 0, number, 0, 0);
      }
    }

    join(...callers: readonly number[]): this {
      for (const caller of callers) this.sequence.join(0, caller);
      return this;
    }

    leave(...callers: readonly number[]): this {
      for (const caller of callers) this.sequence.leave(0, caller);
      return this;
    }

    /** The numbers of the blocks in order, and how many stand in each. */
    get sizes(): readonly (readonly [block: number, size: number])[] {
      const sizes = new Map<number, number>();
      for (let at = this.sequence.first(0); at >= 0; at = this.sequence.next(at)) {
        const block = this.callers.ints[at * INTS + KEY_BLOCK]!;
        sizes.set(block, (sizes.get(block) ?? 0) + 1);
      }
      return [...sizes];
    }
  }

  const range = (from: number, to: number): readonly number[] => {
    return Array.from({ length: to - from }, (_, at) => from + at);
  };

  test('are full, of thirteen each, where all come in order', () => {
    expect(new Blocks(30).join(...range(0, 30)).sizes).toEqual([
      [0, 13],
      [1, 13],
      [2, 4],
    ]);
    const many = new Blocks(1_300).join(...range(0, 1_300));
    expect(many.sizes).toEqual(range(0, 100).map((block) => [block, 13]));
  });

  test.each([
    [
      0,
      [
        [0, 7],
        [2, 7],
        [1, 13],
      ],
    ],
    [
      4,
      [
        [0, 7],
        [2, 7],
        [1, 13],
      ],
    ],
    [
      6,
      [
        [0, 7],
        [2, 7],
        [1, 13],
      ],
    ],
    [
      7,
      [
        [0, 6],
        [2, 8],
        [1, 13],
      ],
    ],
    [
      12,
      [
        [0, 6],
        [2, 8],
        [1, 13],
      ],
    ],
  ])('are divided where somebody comes in between at place %i', (place, wanted) => {
    const blocks = new Blocks(27);
    blocks.join(...range(0, 27).filter((caller) => caller !== place));
    expect(blocks.sizes).toEqual([
      [0, 13],
      [1, 13],
    ]);
    blocks.join(place);
    expect(blocks.sizes).toEqual(wanted);
  });

  test('with few become one with a neighbour with few, the one after before the one before', () => {
    const blocks = new Blocks(39).join(...range(0, 39));
    blocks.leave(...range(3, 13), ...range(17, 26));
    expect(blocks.sizes).toEqual([
      [0, 3],
      [1, 4],
      [2, 13],
    ]);
    blocks.leave(16);
    expect(blocks.sizes).toEqual([
      [0, 6],
      [2, 13],
    ]);
    blocks.leave(...range(29, 39));
    expect(blocks.sizes).toEqual([
      [0, 6],
      [2, 3],
    ]);
    blocks.leave(0, 1);
    expect(blocks.sizes).toEqual([
      [0, 4],
      [2, 3],
    ]);
    blocks.leave(2);
    expect(blocks.sizes).toEqual([[0, 6]]);
  });

  test('with few take in the one after even where the one before has few, too', () => {
    const blocks = new Blocks(39).join(...range(0, 39));
    blocks.leave(...range(2, 13), ...range(28, 39));
    expect(blocks.sizes).toEqual([
      [0, 2],
      [1, 13],
      [2, 2],
    ]);
    blocks.leave(...range(17, 26));
    expect(blocks.sizes).toEqual([
      [0, 2],
      [1, 6],
    ]);
  });

  test('are given back when they are empty, and used again, the last given back first', () => {
    const blocks = new Blocks(2_000).join(...range(0, 39));
    blocks.leave(...range(13, 26));
    expect(blocks.sizes).toEqual([
      [0, 13],
      [2, 13],
    ]);
    blocks.leave(...range(0, 13));
    expect([blocks.sequence.first(0), blocks.sequence.holds(0), blocks.callers.ints[KEY_BLOCK]]).toEqual([
      26,
      false,
      ABSENT,
    ]);
    blocks.join(...range(39, 78));
    expect(blocks.sizes).toEqual([
      [2, 13],
      [0, 13],
      [1, 13],
      [3, 13],
    ]);
    blocks.leave(...range(26, 78));
    expect([blocks.sizes, blocks.sequence.first(0)]).toEqual([[], -1]);
    blocks.join(...range(0, 1_040));
    expect(blocks.sizes.map(([block]) => block).toSorted((a, b) => a - b)).toEqual(range(0, 80));
  });
});
