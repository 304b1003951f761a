import { mixed } from '../chance.ts';
import { ABSENT, AGE_LINKS, type Callers, INTS, KEY_LINKS } from './callers.ts';

/**
 * Callers in order, one tree per line: a treap (Seidel and Aragon 1996) whose links are in the callers'
 * records and whose priorities are hashes of their slots. Joining at either end, leaving anywhere and the
 * step to the next cost the same however many stand in the line; joining in the middle costs a logarithm.
 */
export class Tree {
  readonly #callers: Callers;
  /** Where the links begin in a record: left, right, above. */
  readonly #links: typeof KEY_LINKS | typeof AGE_LINKS;
  #root = new Int32Array(0);
  #first = new Int32Array(0);
  #last = new Int32Array(0);

  constructor(callers: Callers, order: 'key' | 'age') {
    this.#callers = callers;
    this.#links = order === 'key' ? KEY_LINKS : AGE_LINKS;
  }

  grow(lines: number): void {
    this.#root = grown(this.#root, lines);
    this.#first = grown(this.#first, lines);
    this.#last = grown(this.#last, lines);
  }

  /** −1: nobody. */
  first(line: number): number {
    return this.#first[line]!;
  }

  /** The next in order; −1: none. */
  next(caller: number): number {
    const { ints } = this.#callers;
    const links = this.#links;
    let at = ints[caller * INTS + links + 1]!;
    if (at >= 0) {
      for (let left = at; left >= 0; left = ints[at * INTS + links]!) at = left;
      return at;
    }
    let from = caller;
    at = ints[caller * INTS + links + 2]!;
    while (at >= 0 && ints[at * INTS + links + 1] === from) {
      from = at;
      at = ints[at * INTS + links + 2]!;
    }
    return at;
  }

  /** Whether the caller is in a tree. */
  holds(caller: number): boolean {
    return this.#callers.ints[caller * INTS + this.#links + 2] !== ABSENT;
  }

  join(line: number, caller: number): void {
    const { ints } = this.#callers;
    const at = caller * INTS + this.#links;
    ints[at] = -1;
    ints[at + 1] = -1;
    const last = this.#last[line]!;
    if (last < 0) {
      ints[at + 2] = -1;
      this.#root[line] = caller;
      this.#first[line] = caller;
      this.#last[line] = caller;
      return;
    }
    if (this.#isBefore(last, caller)) {
      this.#hang(last, 1, caller);
      this.#last[line] = caller;
    } else if (this.#isBefore(caller, this.#first[line]!)) {
      this.#hang(this.#first[line]!, 0, caller);
      this.#first[line] = caller;
    } else this.#search(line, caller);
    this.#rise(line, caller);
  }

  leave(line: number, caller: number): void {
    const { ints } = this.#callers;
    if (this.#first[line] === caller) this.#first[line] = this.next(caller);
    if (this.#last[line] === caller) this.#last[line] = this.#previous(caller);
    const at = caller * INTS + this.#links;
    while (ints[at]! >= 0 && ints[at + 1]! >= 0) {
      const left = ints[at]!;
      const right = ints[at + 1]!;
      this.#turnUp(line, isHigher(left, right) ? left : right);
    }
    const below = ints[at]! >= 0 ? ints[at]! : ints[at + 1]!;
    this.#replace(line, ints[at + 2]!, caller, below);
    ints[at + 2] = ABSENT;
  }

  #isBefore(one: number, other: number): boolean {
    return this.#links === KEY_LINKS ? this.#callers.isBefore(one, other) : this.#callers.isOlder(one, other);
  }

  /** The one before the last of a line: nobody is to its right. */
  #previous(last: number): number {
    const { ints } = this.#callers;
    const links = this.#links;
    let at = ints[last * INTS + links]!;
    if (at < 0) return ints[last * INTS + links + 2]!;
    for (let right = at; right >= 0; right = ints[at * INTS + links + 1]!) at = right;
    return at;
  }

  /** Hangs the caller below the one between whom and the next it belongs. */
  #search(line: number, caller: number): void {
    const { ints } = this.#callers;
    let at = this.#root[line]!;
    for (;;) {
      const side = this.#isBefore(caller, at) ? 0 : 1;
      const below = ints[at * INTS + this.#links + side]!;
      if (below < 0) {
        this.#hang(at, side, caller);
        return;
      }
      at = below;
    }
  }

  #hang(above: number, side: 0 | 1, caller: number): void {
    const { ints } = this.#callers;
    ints[above * INTS + this.#links + side] = caller;
    ints[caller * INTS + this.#links + 2] = above;
  }

  /** Restores the order of priorities above a caller who has joined. */
  #rise(line: number, caller: number): void {
    const { ints } = this.#callers;
    const above = caller * INTS + this.#links + 2;
    while (ints[above]! >= 0 && isHigher(caller, ints[above]!)) this.#turnUp(line, caller);
  }

  /** Rotates: the caller takes the place of the one above, who goes below. */
  #turnUp(line: number, caller: number): void {
    const { ints } = this.#callers;
    const links = this.#links;
    const above = ints[caller * INTS + links + 2]!;
    const side = ints[above * INTS + links] === caller ? 0 : 1;
    const inner = ints[caller * INTS + links + 1 - side]!;
    this.#replace(line, ints[above * INTS + links + 2]!, above, caller);
    ints[above * INTS + links + side] = inner;
    if (inner >= 0) ints[inner * INTS + links + 2] = above;
    ints[caller * INTS + links + 1 - side] = above;
    ints[above * INTS + links + 2] = caller;
  }

  /** Puts `by` (−1: nobody) where `caller` hangs below `above` (−1: it is the root). */
  #replace(line: number, above: number, caller: number, by: number): void {
    const { ints } = this.#callers;
    const links = this.#links;
    if (above < 0) this.#root[line] = by;
    else ints[above * INTS + links + (ints[above * INTS + links] === caller ? 0 : 1)] = by;
    if (by >= 0) ints[by * INTS + links + 2] = above;
  }
}

function isHigher(one: number, other: number): boolean {
  return mixed(one + 1) > mixed(other + 1);
}

function grown(old: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(size).fill(-1, old.length);
  larger.set(old);
  return larger;
}
