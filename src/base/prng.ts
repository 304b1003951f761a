/** Seeded chance: the same seed gives the same numbers on every machine. */
export interface Prng {
  /** A whole number from 0 to `bound` − 1. */
  below(bound: number): number;
  /** True in `times` of `outOf` cases. */
  chance(times: number, outOf: number): boolean;
  /** One of the items, each equally likely; the list must not be empty. */
  pick<T>(items: readonly T[]): T;
}

/**
 * SplitMix32 (Steele, Lea, Flood 2014, with 32-bit words): small, fast, and good enough to draw weather and
 * people.
 */
export function prngFrom(seed: number): Prng {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  const below = (bound: number): number => Math.floor((next() / 0x1_0000_0000) * bound);
  return {
    below,
    chance: (times, outOf) => below(outOf) < times,
    pick: (items) => items[below(items.length)]!,
  };
}
