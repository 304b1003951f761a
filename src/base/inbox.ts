/**
 * One item at a time, to its end; what arrives meanwhile waits its turn, and there is a limit.
 * So no half-changed state is ever visible to a second handler.
 */
export class Inbox<T> {
  #waiting: T[] = [];
  #busy = false;
  readonly #limit: number;
  readonly #handle: (item: T) => void;

  constructor(limit: number, handle: (item: T) => void) {
    this.#limit = limit;
    this.#handle = handle;
  }

  get waitingCount(): number {
    return this.#waiting.length;
  }

  /**
   * Takes the item and, unless a handler is running, handles it at once.
   * False when full: the caller then sheds the item or reconciles later. An urgent item ignores the limit.
   */
  put(item: T, urgent = false): boolean {
    if (!urgent && this.#waiting.length >= this.#limit) return false;
    this.#waiting.push(item);
    if (!this.#busy) this.#drain();
    return true;
  }

  #drain(): void {
    this.#busy = true;
    try {
      while (this.#waiting.length > 0) {
        const batch = this.#waiting;
        this.#waiting = [];
        for (const item of batch) this.#handle(item);
      }
    } finally {
      this.#busy = false;
    }
  }
}
