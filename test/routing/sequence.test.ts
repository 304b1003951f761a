import { expect, test } from 'vitest';
import { prngFrom } from '../../src/base/index.ts';
import { Callers } from '../../src/routing/core/callers.ts';
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
