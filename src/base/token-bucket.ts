import type { Now } from './clock.ts';

const MS_PER_S = 1_000;

/**
 * So many a second on the average, and so many at one moment: each takes a token, which grow again with time. Full at
 * the beginning; whoever takes from it waits for nobody. The limits are given at each take, since they may change.
 */
export class TokenBucket {
  #tokens: number;
  #atMs: number;

  constructor(burst: number, { monoMs }: Now) {
    this.#tokens = burst;
    this.#atMs = monoMs;
  }

  /** Whether there was one to take. */
  take(perSecond: number, burst: number, { monoMs }: Now): boolean {
    const grown = (Math.max(0, monoMs - this.#atMs) * perSecond) / MS_PER_S;
    this.#tokens = Math.min(burst, this.#tokens + grown);
    this.#atMs = monoMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
