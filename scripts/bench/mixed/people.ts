import { type Prng, prngFrom } from '../../../src/base/index.ts';

/** What is done with a caller in a talk, through the API, as by an operator's page. */
const DEEDS = ['hold', 'toQueue', 'toOperator', 'consultAndBack', 'handOver', 'conference'] as const;
export type Deed = (typeof DEEDS)[number];

/** One caller: what the scenario "person" does, and what an operator does with them. Times in milliseconds. */
export type Person = {
  readonly number: string;
  /** Pressed in the menu after so long; '' for nothing. */
  readonly key: '' | '1' | '2' | '3' | '9';
  readonly keyAfterMs: number;
  /** Pressed from then on, so often at most, for whoever is asked how it was. */
  readonly scoresCount: number;
  /** Behind all that the caller hangs up, wherever they are. */
  readonly patienceMs: number;
  readonly deed: Deed | null;
  /** From the beginning of the talk. */
  readonly deedAfterMs: number;
};

/** What an operator does with one call. Times in milliseconds. */
export type Mood = {
  readonly kind: 'ignore' | 'answer' | 'busy' | 'decline';
  readonly afterMs: number;
  readonly talkMs: number;
};

const SCORE = '5';
const SCORE_EVERY_MS = 700;
/** Nobody of the mixed traffic stays so long. */
const FOR_EVER_MS = 60_000;
const MOODS_COUNT = 100;

/** The callers of a run, the same for the same seed. */
export function peopleFrom(seed: number, count: number): readonly Person[] {
  const chance = prngFrom(seed);
  return Array.from({ length: count }, (_, index) => personFrom(chance, index));
}

const within = (chance: Prng, fromMs: number, toMs: number): number =>
  fromMs + chance.below(toMs - fromMs + 1);

function personFrom(chance: Prng, index: number): Person {
  const key = chance.pick(['', '1', '1', '1', '1', '1', '2', '2', '2', '3', '9'] as const);
  const waits = key === '1' || key === '2';
  return {
    number: `+7903${String(index + 1).padStart(7, '0')}`,
    key,
    keyAfterMs: within(chance, 200, 1_500),
    scoresCount: key === '2' && chance.chance(1, 2) ? within(chance, 4, 10) : 0,
    patienceMs: waits && chance.chance(3, 4) ? within(chance, 2_000, 12_000) : within(chance, 100, 2_500),
    deed: chance.chance(2, 5) ? chance.pick(DEEDS) : null,
    deedAfterMs: within(chance, 50, 800),
  };
}

/** The moods of one operator, call by call. */
export function moodsFrom(seed: number): readonly Mood[] {
  const chance = prngFrom(seed);
  return Array.from({ length: MOODS_COUNT }, () => ({
    kind: chance.chance(4, 5) ? 'answer' : chance.pick(['ignore', 'busy', 'decline'] as const),
    afterMs: within(chance, 20, 700),
    talkMs: chance.chance(2, 3) ? within(chance, 200, 4_000) : FOR_EVER_MS,
  }));
}

type Line = readonly (string | number)[];

/** As the scenario "person" reads it. */
export const lineOf = (person: Person): Line => [
  person.number,
  person.keyAfterMs,
  person.key,
  SCORE_EVERY_MS,
  SCORE,
  person.scoresCount,
  person.patienceMs,
];

const MOOD_NUMBERS = { ignore: 0, answer: 1, busy: 2, decline: 3 } as const satisfies Record<
  Mood['kind'],
  number
>;

/** As the scenario "desk" reads it. */
export const moodLine = ({ kind, afterMs, talkMs }: Mood): Line => [MOOD_NUMBERS[kind], afterMs, talkMs];
