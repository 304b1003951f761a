import { enlarged } from './bonds.ts';
import type { Callers } from './callers.ts';
import { NOBODY } from './changes.ts';

/**
 * Callers who may be the next to be served, the one who is served before all others on top. Each is the
 * first of a line in which something changed, or the first for an operator who became free; such an entry
 * is followed up when it comes to the top, so one per line and operator is enough.
 */
export class Agenda {
  readonly #callers: Callers;
  #caller = new Int32Array(256);
  #operator = new Int32Array(256);
  /** When the entry was found out. */
  #stamp = new Float64Array(256);
  size = 0;

  constructor(callers: Callers) {
    this.#callers = callers;
  }

  /**
   * The caller on top, and the operator for whom they are the first; `NOBODY`: they are the first of a
   * line.
   */
  get caller(): number {
    return this.#caller[0]!;
  }

  get operator(): number {
    return this.#operator[0]!;
  }

  get stamp(): number {
    return this.#stamp[0]!;
  }

  /** Adds a caller, who may be nobody. */
  put(caller: number, operator: number, stamp: number): void {
    if (caller === NOBODY) return;
    if (this.size === this.#caller.length) this.#grow();
    let place = this.size;
    this.size += 1;
    for (; place > 0; place = (place - 1) >> 1) {
      const above = (place - 1) >> 1;
      if (!this.#callers.isBefore(caller, this.#caller[above]!)) break;
      this.#copy(above, place);
    }
    this.#set(place, caller, operator, stamp);
  }

  /** Takes away the entry on top. */
  drop(): void {
    this.size -= 1;
    this.#sink(0, this.size);
  }

  /** Restores the order after keys have changed. */
  reorder(): void {
    for (let place = (this.size >> 1) - 1; place >= 0; place -= 1) {
      this.#sink(place, place);
    }
  }

  /** Finds the place of the entry at `of`, from `from` on downwards. */
  #sink(from: number, of: number): void {
    const caller = this.#caller[of]!;
    const operator = this.#operator[of]!;
    const stamp = this.#stamp[of]!;
    let place = from;
    for (let below = 2 * place + 1; below < this.size; below = 2 * place + 1) {
      if (below + 1 < this.size && this.#callers.isBefore(this.#caller[below + 1]!, this.#caller[below]!)) {
        below += 1;
      }
      if (!this.#callers.isBefore(this.#caller[below]!, caller)) break;
      this.#copy(below, place);
      place = below;
    }
    this.#set(place, caller, operator, stamp);
  }

  #copy(from: number, to: number): void {
    this.#set(to, this.#caller[from]!, this.#operator[from]!, this.#stamp[from]!);
  }

  #set(place: number, caller: number, operator: number, stamp: number): void {
    this.#caller[place] = caller;
    this.#operator[place] = operator;
    this.#stamp[place] = stamp;
  }

  #grow(): void {
    const size = 2 * this.#caller.length;
    this.#caller = enlarged(this.#caller, new Int32Array(size));
    this.#operator = enlarged(this.#operator, new Int32Array(size));
    this.#stamp = enlarged(this.#stamp, new Float64Array(size));
  }
}
