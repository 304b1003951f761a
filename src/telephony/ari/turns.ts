import type { Clock } from '../../base/index.ts';

/**
 * Work that is begun one after the other, in the order of asking. A turn that lasts too long is over for the
 * others, so that nobody can hold up everybody.
 */
export class Turns {
  readonly #clock: Clock;
  readonly #limitMs: number;
  #last: Promise<void> | null = null;

  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock;
    this.#limitMs = limitMs;
  }

  /**
   * Calls `work` when its turn has come: at once, in this very turn of the loop, when nobody is before it.
   * The turn is over when `work` settles, or at the limit.
   */
  async take<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const { promise: mine, resolve } = Promise.withResolvers<void>();
    this.#last = mine;
    if (before !== null) await before;
    const cancel = this.#clock.after(this.#limitMs, resolve);
    try {
      return await work();
    } finally {
      cancel();
      resolve();
      if (this.#last === mine) this.#last = null;
    }
  }
}
