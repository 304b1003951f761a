/** A server that fails so often in a row is given a rest of so long. */
export type BreakerRules = { readonly failuresMax: number; readonly restMs: number };

/**
 * Stops asking a server that does not answer, for its sake and for the callers who would wait for it. After the rest
 * one request tries it out: if that is answered, all is well again; if not, the server rests once more.
 */
export class Breaker {
  readonly #rules: BreakerRules;
  #failures = 0;
  /** Until when the server rests (monotonic); null while all is well. */
  #restsUntilMs: number | null = null;
  #isTriedOut = false;

  constructor(rules: BreakerRules) {
    this.#rules = rules;
  }

  /** Whether a request may go now; each that may must be told the end of, by `succeeded`, `failed` or `undecided`. */
  admits(monoMs: number): boolean {
    if (this.#restsUntilMs === null) return true;
    if (monoMs < this.#restsUntilMs || this.#isTriedOut) return false;
    this.#isTriedOut = true;
    return true;
  }

  /** Whether the server is left alone at this moment. */
  rests(monoMs: number): boolean {
    return this.#restsUntilMs !== null && monoMs < this.#restsUntilMs;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#restsUntilMs = null;
    this.#isTriedOut = false;
  }

  failed(monoMs: number): void {
    this.#failures += 1;
    this.#isTriedOut = false;
    if (this.#failures >= this.#rules.failuresMax) this.#restsUntilMs = monoMs + this.#rules.restMs;
  }

  /** The request says nothing about the server: it never got there. */
  undecided(): void {
    this.#isTriedOut = false;
  }
}
