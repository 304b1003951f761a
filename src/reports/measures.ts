import type { AbandonPlace, CallOutcome, OfferOutcome, VisitOutcome } from '../journal/index.ts';

/**
 * Bounds between which waits are counted apart, in milliseconds. A share "within T" is exact for these T alone; waits
 * beyond the last bound have a part of their own.
 */
export const WAIT_BOUNDS_MS: readonly number[] = [
  5_000, 10_000, 15_000, 20_000, 30_000, 45_000, 60_000, 90_000, 120_000, 180_000, 300_000, 600_000,
  1_200_000,
];

const VISIT_OUTCOMES = [
  ...(['answered', 'abandoned', 'timeout', 'full', 'unstaffed', 'left'] as const),
  ...(['callback', 'voicemail', 'moved', 'failed'] as const),
] as const satisfies readonly VisitOutcome[];

const CALL_OUTCOMES = [
  ...(['answered', 'abandoned', 'self_served', 'transferred_out', 'voicemail', 'callback_booked'] as const),
  ...(['overflow', 'closed', 'rejected', 'failed', 'unreached', 'node_failure'] as const),
] as const satisfies readonly CallOutcome[];

const OFFER_OUTCOMES = [
  ...(['answered', 'missed', 'declined', 'busy', 'unreachable', 'withdrawn'] as const),
] as const satisfies readonly OfferOutcome[];

const PLACES = ['flow', 'queue', 'ringing'] as const satisfies readonly AbandonPlace[];

/** What is counted and added up. */
const ADDED = [
  // Visits to queues: how many began, how they ended, and how long callers waited in them.
  ...(['entered', 'enteredAfterTalk', 'waitMs', 'answeredWaitMs', 'abandonedWaitMs'] as const),
  // Visits whose wait was predicted and then ended by an answer: predicted (the half), real, and how far apart.
  ...(['predicted', 'predictedMs', 'realMs', 'errorMs', 'withinHalf', 'withinNineTenths'] as const),
  // Phones that rang, talks, and what came after them. `talkMs` holds the time on hold, too.
  ...(['offers', 'talks', 'talkMs', 'wrapUpMs', 'toAnotherQueue'] as const),
  // What happens within talks: holds, callers who are given away, others who are asked.
  ...(['holds', 'holdMs', 'toQueue', 'toOperator', 'toFlow', 'conferences'] as const),
  ...(['consults', 'consultsAnswered', 'consultMs', 'consulted', 'consultedMs'] as const),
  // What callers answer: by voice, by marks of 1 to 5, by marks of 0 to 10.
  ...(['surveyAnswers', 'voiceAnswers', 'csatAnswers', 'csatSum', 'csatSatisfied'] as const),
  ...(['npsAnswers', 'npsPromoters', 'npsDetractors'] as const),
  // What operators did with their time.
  ...(['freeMs', 'ringingMs', 'busyMs', 'wrappingUpMs', 'pausedMs'] as const),
  // Promises to call back: given, and how they ended.
  ...([
    'callbacksAsked',
    'callbacksReached',
    'callbacksMerged',
    'callbacksFailed',
    'callbacksCancelled',
  ] as const),
  // Calls, and callers who had called within a day, or a week, before.
  ...(['arrived', 'ended', 'callMs', 'againInDay', 'againInWeek'] as const),
] as const;

/** Of which the greatest is kept. */
const GREATEST = ['waitMsMax', 'talkMsMax', 'holdMsMax'] as const;

/** One of the parts into which `WAIT_BOUNDS_MS` cuts all waits, from 0. */
export type WaitPart = `answeredIn${number}` | `abandonedIn${number}`;

export type Measure =
  | (typeof ADDED)[number]
  | (typeof GREATEST)[number]
  | `visit_${VisitOutcome}`
  | `call_${CallOutcome}`
  | `offer_${OfferOutcome}`
  | `abandonedIn_${AbandonPlace}`
  | WaitPart;

const parts = <Name extends string>(name: Name): `${Name}${number}`[] =>
  [...WAIT_BOUNDS_MS, Number.POSITIVE_INFINITY].map((_, part) => `${name}${part}` as const);

/** Every measure, each a column of the store's table. */
export const MEASURES: readonly Measure[] = [
  ...ADDED,
  ...GREATEST,
  ...VISIT_OUTCOMES.map((outcome) => `visit_${outcome}` as const),
  ...CALL_OUTCOMES.map((outcome) => `call_${outcome}` as const),
  ...OFFER_OUTCOMES.map((outcome) => `offer_${outcome}` as const),
  ...PLACES.map((place) => `abandonedIn_${place}` as const),
  ...parts('answeredIn'),
  ...parts('abandonedIn'),
];

/** The ten measures of how visits end: with those who still wait they make up all who entered. */
export const VISIT_ENDS: readonly Measure[] = VISIT_OUTCOMES.map((outcome) => `visit_${outcome}` as const);

/** Whether sums of the measure are made by the greatest, not by adding. */
export const isGreatest = (measure: Measure): boolean =>
  measure === 'waitMsMax' || measure === 'talkMsMax' || measure === 'holdMsMax';

/** Sums of some measures: what is missing is 0. Durations are milliseconds. */
export type Sums = { readonly [M in Measure]?: number };

/** Which part a wait belongs to. A wait of exactly a bound is within it. */
export function waitPart(name: 'answeredIn' | 'abandonedIn', waitMs: number): WaitPart {
  const part = WAIT_BOUNDS_MS.findIndex((boundMs) => waitMs <= boundMs);
  return `${name}${part === -1 ? WAIT_BOUNDS_MS.length : part}`;
}

/** Sums that are being added up. */
export type MutableSums = { [M in Measure]?: number };

/** Adds sums to others, whatever each of them holds. */
export function addTo(sums: MutableSums, other: Sums): void {
  for (const name in other) {
    const measure = name as Measure;
    const [before, amount] = [sums[measure] ?? 0, other[measure] ?? 0];
    sums[measure] = isGreatest(measure) ? Math.max(before, amount) : before + amount;
  }
}

/** Two sums together. */
export function added(one: Sums, other: Sums): Sums {
  const sums: MutableSums = { ...one };
  addTo(sums, other);
  return sums;
}
