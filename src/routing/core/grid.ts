import { type Bits, lowest, wordsFor } from './bits.ts';
import { enlarged } from './bonds.ts';

/** Many sets of small integers, one per row, side by side in one array: a walk through a row is one look at memory. */
export class Grid {
  words = new Int32Array(0);
  /** Words per row. */
  stride = 0;
  #rows = 0;

  has(row: number, item: number): boolean {
    return ((this.words[row * this.stride + (item >>> 5)]! >>> (item & 31)) & 1) === 1;
  }

  put(row: number, item: number, inside: boolean): void {
    const at = row * this.stride + (item >>> 5);
    if (inside) this.words[at]! |= 1 << (item & 31);
    else this.words[at]! &= ~(1 << (item & 31));
  }

  /** The word at this place of all that is in any of the rows. */
  wordOfAny(rows: readonly number[], at: number): number {
    let word = 0;
    for (const row of rows) word |= this.words[row * this.stride + at]!;
    return word;
  }

  /** The first item from here on that is in the row and in the set; −1: none. */
  nextCommon(row: number, other: Bits, from: number): number {
    const { words } = other;
    const start = row * this.stride;
    let marks = -1 << (from & 31);
    for (let at = from >>> 5; at < words.length; at += 1) {
      marks &= words[at]! & this.words[start + at]!;
      if (marks !== 0) return (at << 5) + lowest(marks);
      marks = -1;
    }
    return -1;
  }

  /** Makes room for a row, which is empty if it is new. */
  growTo(row: number): void {
    if (row < this.#rows) return;
    this.#rows = Math.max(2 * this.#rows, row + 1);
    this.words = enlarged(this.words, new Int32Array(this.#rows * this.stride));
  }

  /** Makes room for items below `capacity` in every row. */
  widen(capacity: number): void {
    const old = this.words;
    const before = this.stride;
    this.stride = wordsFor(capacity);
    this.words = new Int32Array(this.#rows * this.stride);
    for (let row = 0; row < this.#rows; row += 1) {
      this.words.set(old.subarray(row * before, (row + 1) * before), row * this.stride);
    }
  }
}
