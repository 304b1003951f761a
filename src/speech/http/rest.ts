import type { Clock } from '../../base/index.ts';

/** So many failures one after the other, and nobody waits for the server any more. */
const FAILURES_MAX = 3;
const REST_MS = 30_000;

/** A server that keeps failing is left alone; after the rest a single failure begins the next one. */
export class Rest {
  readonly #clock: Clock;
  #failures = 0;
  #untilMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isOn(): boolean {
    return this.#failures >= FAILURES_MAX && this.#clock.now().monoMs < this.#untilMs;
  }

  failed(): void {
    this.#failures += 1;
    this.#untilMs = this.#clock.now().monoMs + REST_MS;
  }

  succeeded(): void {
    this.#failures = 0;
  }
}
