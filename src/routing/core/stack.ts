import { enlarged } from './bonds.ts';

/** Small integers, the last one first. A plain array would give its memory back whenever it is emptied. */
export class Stack {
  #items = new Int32Array(64);
  size = 0;

  push(item: number): void {
    if (this.size === this.#items.length) this.#items = enlarged(this.#items, new Int32Array(2 * this.size));
    this.#items[this.size] = item;
    this.size += 1;
  }

  /** −1: none is left. */
  pop(): number {
    if (this.size === 0) return -1;
    this.size -= 1;
    return this.#items[this.size]!;
  }

  clear(): void {
    this.size = 0;
  }
}
