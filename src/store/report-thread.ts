import { Failure } from '../base/index.ts';
import type { ReportWish } from '../reports/index.ts';
import type { StoreThread } from './store-thread.ts';

/** So many may wait for their turn; who comes then is told to come again. */
const REPORTS_MAX = 8;
/** A report takes a second at most: a thread that has not made one after this long hangs. */
const REPORT_MS_MAX = 10_000;
const OPEN_MS_MAX = 5_000;

/** Makes reports in a thread of its own, which is begun when the first one is wanted. */
export class ReportThread {
  readonly #begin: () => StoreThread;
  #thread: StoreThread | undefined;
  #opened: Promise<void> | undefined;
  #waitingCount = 0;

  /** `begin`: makes the thread, which is not opened yet. */
  constructor(begin: () => StoreThread) {
    this.#begin = begin;
  }

  /** Resolves with the text in UTF-8. Rejects with `Failure` TOO_MANY_REPORTS or STORE_AWAY. */
  async report(wish: ReportWish): Promise<Uint8Array> {
    if (this.#waitingCount >= REPORTS_MAX) throw new Failure('TOO_MANY_REPORTS');
    this.#waitingCount += 1;
    const startMs = performance.now();
    try {
      const thread = await this.#ready();
      return await thread.ask('report', wish, REPORT_MS_MAX);
    } catch (error) {
      if (performance.now() - startMs >= REPORT_MS_MAX) this.#thread?.endHanging();
      throw error;
    } finally {
      this.#waitingCount -= 1;
    }
  }

  async close(limitMs: number): Promise<void> {
    await this.#thread?.close(limitMs);
  }

  /** One that could not be begun is begun anew for the next report. */
  async #ready(): Promise<StoreThread> {
    const thread = this.#thread ?? this.#begin();
    this.#thread = thread;
    this.#opened ??= thread.open(OPEN_MS_MAX);
    try {
      await this.#opened;
    } catch (error) {
      if (this.#thread === thread) [this.#thread, this.#opened] = [undefined, undefined];
      throw new Failure('STORE_AWAY', { why: String(error) });
    }
    return thread;
  }
}
