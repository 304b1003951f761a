import type { Clock } from '../base/index.ts';
import type { Load } from '../switchboard/index.ts';

/** So often we look how late we are; a second is five looks. */
const BEAT_MS = 200;
const BEATS = 5;
/** It is told at every third look: often enough for a storm of seconds, and no work worth speaking of. */
const TELL_EVERY_BEATS = 3;

export type LoadMeterParts = {
  /** How long the exchange's quickest answer of the last second took. */
  readonly answerMs: () => number;
  readonly tell: (load: Load) => void;
  readonly clock: Clock;
};

/**
 * Measures how much we and the exchange have to do. A loop that was held up once is late once; when it was late at each
 * look of a second, more comes than it can do (RFC 8289 section 3.1 has the thought): the smallest lateness is told.
 */
export class LoadMeter {
  readonly #parts: LoadMeterParts;
  /** How late each of the last looks was. */
  #latenessMs: readonly number[] = [];
  #looksCount = 0;
  #load: Load = { lagMs: 0, answerMs: 0 };
  #longestMs = 0;
  #cancel: () => void = () => {};

  constructor(parts: LoadMeterParts) {
    this.#parts = parts;
  }

  /** What was told last. */
  get load(): Load {
    return this.#load;
  }

  /** The latest of all looks since this was asked last: how long nothing at all was done. */
  takeLongestMs(): number {
    const longestMs = this.#longestMs;
    this.#longestMs = 0;
    return longestMs;
  }

  start(): void {
    this.#next();
  }

  close(): void {
    this.#cancel();
  }

  #next(): void {
    const { clock } = this.#parts;
    const dueMs = clock.now().monoMs + BEAT_MS;
    this.#cancel = clock.after(BEAT_MS, () => {
      this.#look(Math.max(0, clock.now().monoMs - dueMs));
      this.#next();
    });
  }

  #look(lateMs: number): void {
    this.#longestMs = Math.max(this.#longestMs, lateMs);
    this.#latenessMs = [...this.#latenessMs, lateMs].slice(-BEATS);
    this.#looksCount += 1;
    if (this.#looksCount % TELL_EVERY_BEATS !== 0) return;
    const isTold = this.#latenessMs.length === BEATS;
    this.#load = {
      lagMs: isTold ? Math.min(...this.#latenessMs) : 0,
      answerMs: this.#parts.answerMs(),
    };
    this.#parts.tell(this.#load);
  }
}
