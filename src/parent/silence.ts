/** One silence is not enough: we may have been late ourselves. */
const SILENCES_MIN = 2;
/**
 * One look and the pause behind it take 4.5 seconds at most. Whoever comes later has slept, with the whole machine, and
 * so has the process that is looked at.
 */
const LOOK_MS_MAX = 6_000;

/** For how long nothing was heard of a process, by looks at it, one after the other. All times are monotonic. */
export class Silence {
  #sinceMs: number;
  #lookedMs: number;
  #silences = 0;

  constructor(nowMs: number) {
    this.#sinceMs = this.#lookedMs = nowMs;
  }

  /** A look ends now: whether the process gave an answer. */
  looked(hasAnswered: boolean, nowMs: number): void {
    const haveSlept = nowMs - this.#lookedMs > LOOK_MS_MAX;
    this.#lookedMs = nowMs;
    if (hasAnswered || haveSlept) [this.#sinceMs, this.#silences] = [nowMs, 0];
    else this.#silences += 1;
  }

  /** Whether it has lasted for so long. */
  lasts(limitMs: number): boolean {
    return this.#silences >= SILENCES_MIN && this.#lookedMs - this.#sinceMs >= limitMs;
  }
}
