import { type Prng, prngFrom } from '../../../src/base/index.ts';

/** Parts of the world that draw from chance, each from a stream of its own: one more draw here changes nothing there. */
export type Stream =
  | 'plan'
  | 'climate'
  | 'exchange'
  | 'port'
  | 'callers'
  | 'operators'
  | 'storms'
  | 'speech'
  | 'stops'
  | 'egress'
  | 'hours'
  | 'keeping'
  | 'customers'
  | 'desks'
  | 'talks'
  | 'losses'
  | 'door'
  | 'nodes';

const STREAMS: readonly Stream[] = [
  'plan',
  'climate',
  'exchange',
  'port',
  'callers',
  'operators',
  'storms',
  'speech',
  'stops',
  'egress',
  'hours',
  'keeping',
  'customers',
  'desks',
  'talks',
  'losses',
  'door',
  'nodes',
];

/** The stream of one part of the world that grows from `seed`. */
export function streamOf(seed: number, stream: Stream): Prng {
  return prngFrom(Math.imul(seed, 0x9e37_79b1) + STREAMS.indexOf(stream));
}

/** A whole number from `least` to `most`. */
export const between = (prng: Prng, least: number, most: number): number =>
  least + prng.below(most - least + 1);

/** Happens in so many of 1,000 cases. */
export const happens = (prng: Prng, outOf1000: number): boolean =>
  outOf1000 > 0 && prng.chance(outOf1000, 1_000);

/**
 * A duration around the mean with a long tail, from a table of quantiles: logarithms are not the same to the last bit
 * on every machine.
 */
export const around = (prng: Prng, meanMs: number): number =>
  Math.max(1, Math.round((meanMs * prng.pick(TENTHS)) / 100 + prng.below(10)));

/** The exponential distribution at 5 %, 15 % … 95 %, in hundredths of its mean. */
const TENTHS = [5, 16, 29, 43, 60, 80, 105, 139, 190, 300] as const;
