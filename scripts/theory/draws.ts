import type { Prng } from '../../src/base/index.ts';

const WORDS = 0x1_0000_0000;

/** Exponential with this mean; never 0. */
export const exponential = (prng: Prng, mean: number): number =>
  -mean * Math.log((prng.below(WORDS) + 0.5) / WORDS);
