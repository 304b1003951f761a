import { type Prng, prngFrom } from '../../../src/base/index.ts';
import { STRATEGIES, type Strategy } from '../../../src/routing/queue-rules.ts';
import type { Setting } from './step.ts';

/** What a world is made of. Each seed leaves some features out altogether and overdoes others (swarm testing). */
export type World = {
  readonly chance: Prng;
  readonly operatorIds: readonly string[];
  readonly queueIds: readonly string[];
  readonly skills: readonly string[];
  readonly callIds: readonly string[];
  readonly strategies: readonly Strategy[];
  /** Lengths of time in stages, delays, boosts and jumps of the clock: few, so that they meet. */
  readonly spansMs: readonly number[];
  readonly setting: Setting;
  readonly crowdMax: number;
  readonly has: (feature: Feature) => boolean;
};

const FEATURES = [
  'stages',
  'stageClass',
  'stageGroup',
  'must',
  'stepMust',
  'stepNeeds',
  'keepsNeeds',
  'prefersEarlier',
  'skipUnstaffed',
  'delay',
  'coolDown',
  'sticky',
  'ringGroup',
  'kinds',
  'spread',
  'classes',
  'boost',
  'past',
  'together',
  'small budget',
  'leaving',
  'easy',
] as const;
export type Feature = (typeof FEATURES)[number];

/** Names that trip code which keeps names as keys of objects, and some that do not. */
const NAMES = ['__proto__', '10', '9', 'constructor', 'анна', 'boris', 'toString', 'vera', 'a b', ''];
/** All are multiples of an eighth of a millisecond: sums of them are exact in any order. */
const SPANS_MS = [0, 0.125, 1, 250.5, 1_000, 4_999.875, 5_000, 20_000, 55_000, 60_000, 60_000.125];

/** The world of a seed. */
export function drawWorld(seed: number): World {
  const chance = prngFrom(seed);
  const some = <T>(items: readonly T[], least: number, most: number): readonly T[] => {
    const shuffled = items.map((item) => ({ item, at: chance.below(1_000_000) }));
    const count = least + chance.below(Math.min(most, items.length) - least + 1);
    return shuffled
      .toSorted((one, other) => one.at - other.at)
      .slice(0, count)
      .map(({ item }) => item);
  };
  const operatorIds = some(NAMES, 1, chance.pick([2, 4, 8]));
  const features = new Set(some(FEATURES, 0, FEATURES.length));
  return {
    chance,
    operatorIds,
    queueIds: some(NAMES, 1, 3),
    skills: some(NAMES, 1, 3),
    callIds: Array.from({ length: 4 + chance.below(14) }, (_, index) => NAMES[index] ?? `call ${index}`),
    strategies: some(STRATEGIES, 1, chance.pick([1, 3, 9])),
    spansMs: some(SPANS_MS, 2, 6),
    setting: {
      units: Object.fromEntries(operatorIds.map((id) => [id, chance.pick([1, 1, 1, 2, 3])])),
      workMs: chance.pick([null, 0, 1_000, 20_000]),
      leaving: features.has('leaving') ? some(operatorIds, 1, operatorIds.length) : [],
    },
    crowdMax: chance.pick([3, 6, 12]),
    has: (feature) => features.has(feature),
  };
}
