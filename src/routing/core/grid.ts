import { wordsFor } from './bits.ts';
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
