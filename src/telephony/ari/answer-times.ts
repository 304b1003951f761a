/** The last second is two of these: what is older is forgotten half a second later at most. */
const WINDOW_MS = 500;
/** Fewer answers say nothing: one may just have been slow. */
const ANSWERS_MIN = 5;

type Window = { readonly beganMs: number; count: number; quickestMs: number };

const emptyAt = (beganMs: number): Window => ({ beganMs, count: 0, quickestMs: Number.POSITIVE_INFINITY });

/**
 * How long the exchange takes to answer. One slow answer among quick ones says nothing of its load; when even the
 * quickest of a second was slow, requests stand in a line there (the same thought as CoDel's, RFC 8289 section 3.1).
 */
export class AnswerTimes {
  #before: Window;
  #current: Window;

  constructor(nowMs: number) {
    this.#before = emptyAt(nowMs);
    this.#current = emptyAt(nowMs);
  }

  /** An answer has come, or its limit was over. */
  note(tookMs: number, nowMs: number): void {
    this.#moveOn(nowMs);
    this.#current.count += 1;
    this.#current.quickestMs = Math.min(this.#current.quickestMs, tookMs);
  }

  /** The quickest of the last second in milliseconds; 0 when there were too few to tell. */
  quickestMs(nowMs: number): number {
    this.#moveOn(nowMs);
    if (this.#before.count + this.#current.count < ANSWERS_MIN) return 0;
    return Math.min(this.#before.quickestMs, this.#current.quickestMs);
  }

  #moveOn(nowMs: number): void {
    const ageMs = nowMs - this.#current.beganMs;
    if (ageMs < WINDOW_MS) return;
    this.#before = ageMs < 2 * WINDOW_MS ? this.#current : emptyAt(nowMs);
    this.#current = emptyAt(nowMs);
  }
}
