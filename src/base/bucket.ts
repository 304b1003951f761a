import type { Now } from './clock.ts';

const MS_PER_S = 1_000;

/** A token bucket: full at the beginning; whoever takes from it waits for nobody. */
export class Bucket {
  #tokens: number;
  #atMs: number;

  constructor(burst: number, { monoMs }: Now) {
    this.#tokens = burst;
    this.#atMs = monoMs;
  }

  /**
   * Whether there was one to take. Rate and size may be others than at the last time: it never holds more
   * than `burst`.
   */
  take(perSecond: number, burst: number, { monoMs }: Now): boolean {
    const grown = (Math.max(0, monoMs - this.#atMs) * perSecond) / MS_PER_S;
    this.#tokens = Math.min(burst, this.#tokens + grown);
    this.#atMs = monoMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
