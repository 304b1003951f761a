/** What was opened, one behind the other or at once, and is closed as a whole: also when one of it does not open. */
export class Closing {
  readonly #closers: (() => Promise<unknown>)[] = [];

  /** What becomes of it is closed with all the rest. */
  add<T>(opening: Promise<T>, close: (opened: T) => Promise<unknown>): Promise<T> {
    this.#closers.push(() => opening.then(close, () => undefined));
    return opening;
  }

  /** What was added last comes first, as soon as it is open; rejects with the first trouble, when all has been closed. */
  async close(): Promise<void> {
    const troubles: unknown[] = [];
    for (const close of this.#closers.splice(0).toReversed())
      await close().catch((err: unknown) => troubles.push(err));
    if (troubles.length > 0) throw troubles[0];
  }

  /** As `open` resolves; nothing stays open when it rejects. */
  async unlessItFails<T>(open: () => Promise<T>): Promise<T> {
    try {
      return await open();
    } catch (err) {
      await this.close().catch(() => undefined);
      throw err;
    }
  }
}
