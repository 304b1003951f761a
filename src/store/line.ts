/** One thing after the other, in the order in which they came; what fails holds nothing up. */
export class Line {
  #last: Promise<unknown> = Promise.resolve();

  /** Settles as `work` does, which begins when all that came before has ended. */
  do<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work);
    this.#last = next.catch(() => undefined);
    return next;
  }
}
