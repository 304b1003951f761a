import { Recent } from '../base/index.ts';

/** Wrong tries that cost nothing: fingers slip. */
const FREE_TRIES = 3;
const FIRST_LOCK_MS = 60_000;
const LONGEST_LOCK_MS = 3_600_000;
/** Operators and phones of whom is remembered that somebody guessed. */
const NAMES_MAX = 10_000;

/** Wrong tries in a row, and the (monotonic) end of the time in which none is looked at. */
type Tries = { readonly count: number; readonly lockedUntilMs: number };

/**
 * Who guesses a secret is made to wait, each time twice as long, up to an hour: somebody who tries day and night gets
 * some 30 guesses a day at one name. What is locked is a name: an operator, or a phone.
 */
export class Lockouts {
  readonly #tries = new Recent<Tries>(NAMES_MAX);

  isLocked(name: string, monoMs: number): boolean {
    return (this.#tries.get(name)?.lockedUntilMs ?? monoMs) > monoMs;
  }

  /** Returns for how long the name is locked now, in milliseconds: 0 while tries are free. */
  wrong(name: string, monoMs: number): number {
    const count = (this.#tries.get(name)?.count ?? 0) + 1;
    const doublings = count - FREE_TRIES;
    const lockMs = doublings < 0 ? 0 : Math.min(FIRST_LOCK_MS * 2 ** doublings, LONGEST_LOCK_MS);
    this.#tries.put(name, { count, lockedUntilMs: monoMs + lockMs });
    return lockMs;
  }

  right(name: string): void {
    this.#tries.put(name, { count: 0, lockedUntilMs: Number.NEGATIVE_INFINITY });
  }
}
