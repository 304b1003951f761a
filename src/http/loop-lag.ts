import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;
/** Figures are of the last whole window, so that two who ask do not take them from each other. */
const WINDOW_MS = 10_000;

export type Lag = { readonly p50Ms: number; readonly p99Ms: number; readonly longestMs: number };

/**
 * How late the event loop is. Node measures the time between two looks; what is beyond their distance is
 * lateness.
 */
export class LoopLag {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #timer: NodeJS.Timeout;
  #lastWindow: Lag | undefined;

  constructor() {
    this.#histogram.enable();
    this.#timer = setInterval(() => {
      this.#lastWindow = this.#current();
      this.#histogram.reset();
    }, WINDOW_MS);
    this.#timer.unref();
  }

  read(): Lag {
    return this.#lastWindow ?? this.#current();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }

  #current(): Lag {
    if (this.#histogram.count === 0) return { p50Ms: 0, p99Ms: 0, longestMs: 0 };
    return { p50Ms: this.#beyond(50), p99Ms: this.#beyond(99), longestMs: this.#beyond(100) };
  }

  #beyond(percent: number): number {
    return Math.max(0, this.#histogram.percentile(percent) / 1e6 - RESOLUTION_MS);
  }
}
