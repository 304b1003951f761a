/** What came of an item: it was handled, or the handler is not ready and the item waits for `resume`. */
export type Handled = 'done' | 'later';

/**
 * One item at a time, to its end; what arrives meanwhile waits its turn, and there is a limit.
 * So no half-changed state is ever visible to a second handler.
 */
export class Inbox<T> {
  #waiting: T[] = [];
  /** How many of those that wait have been handled already. */
  #handledCount = 0;
  #isBusy = false;
  #isHeld = false;
  readonly #limit: number;
  readonly #handle: (item: T) => Handled;

  constructor(limit: number, handle: (item: T) => Handled) {
    this.#limit = limit;
    this.#handle = handle;
  }

  get waitingCount(): number {
    return this.#waiting.length - this.#handledCount;
  }

  /**
   * Takes the item and, unless a handler is running, handles it at once.
   * False when full: the caller then sheds the item or reconciles later. An urgent item ignores the limit.
   */
  put(item: T, urgent = false): boolean {
    if (!urgent && this.waitingCount >= this.#limit) return false;
    this.#waiting.push(item);
    if (!this.#isBusy && !this.#isHeld) this.#drain();
    return true;
  }

  /** The handler is ready again: whoever said "later" must call this. */
  resume(): void {
    this.#isHeld = false;
    if (!this.#isBusy) this.#drain();
  }

  #drain(): void {
    this.#isBusy = true;
    try {
      while (this.#handledCount < this.#waiting.length && !this.#isHeld) this.#handleNext();
      this.#forgetHandled();
    } finally {
      this.#isBusy = false;
    }
  }

  #handleNext(): void {
    const item = this.#waiting[this.#handledCount]!;
    // Counted before it is handled: an item whose handler throws is not handled a second time.
    this.#handledCount += 1;
    if (this.#handle(item) === 'done') return;
    this.#handledCount -= 1;
    this.#isHeld = true;
  }

  /** All at once, or the older half when there are always some left. */
  #forgetHandled(): void {
    if (this.#handledCount < this.#waiting.length / 2) return;
    this.#waiting.splice(0, this.#handledCount);
    this.#handledCount = 0;
  }
}
