import { type Prng, prngFrom } from '../../../src/base/index.ts';
import type { Entry } from '../../../src/journal/index.ts';
import { atStep, throughMenu } from './invented-menu.ts';
import {
  asks,
  changed,
  inventedScores,
  inventedSurvey,
  inventedTalk,
  type Talking,
} from './invented-talk.ts';
import { answeredVisit, type Visit, visitBegins, visitWithoutAnswer } from './invented-visit.ts';

const QUEUES = 8;
const OPERATORS = 60;
const REASONS = 12;
const NUMBERS = 4;
const CALLERS = 200_000;
/** Open from eight to eight; so many of twelve calls in each hour come, with a peak in the morning. */
const OPENS_MS = 8 * 3_600_000;
const HOUR_MS = 3_600_000;
const OF_HOURS = [5, 10, 14, 13, 9, 8, 10, 11, 8, 6, 4, 2] as const;
const OF_ALL = OF_HOURS.reduce<number>((sum, part) => sum + part, 0);

export const DAY_MS = 24 * HOUR_MS;
/** When the first day begins. */
export const FROM_MS = Date.parse('2025-01-01T00:00:00Z');

/** How many calls in how many days; the seed is always the same. `prefix`: of the ids of calls. */
export type Invented = {
  readonly calls: number;
  readonly days: number;
  readonly fromMs?: number;
  readonly prefix?: string;
};

/** Entries of invented calls, call by call; about one of five is abandoned, in the menu or in the queue. */
export function* inventedCalls(invented: Invented): Generator<readonly Entry[]> {
  const { calls, days, fromMs = FROM_MS, prefix = 'call' } = invented;
  const prng = prngFrom(7);
  const operators = names('operator', OPERATORS);
  for (let day = 0; day < days; day += 1) {
    const [first, next] = [Math.ceil((day * calls) / days), Math.ceil(((day + 1) * calls) / days)];
    const openMs = fromMs + day * DAY_MS + OPENS_MS;
    yield operators.map((operator) => changed(operator, 'free', openMs));
    for (let call = first; call < next; call += 1) {
      const arrivedMs = Math.round(openMs + afterOpeningMs((call - first) / (next - first)));
      yield inventedCall(prng, `${prefix}-${call}`, arrivedMs, pairFor(operators, call));
    }
    const closesMs = openMs + OF_HOURS.length * HOUR_MS;
    yield operators.map((operator) => ({ ...changed(operator, 'free', closesMs), presence: 'offline' }));
  }
}

/** When so great a share of the day's calls has come. */
function afterOpeningMs(share: number): number {
  let left = share * OF_ALL;
  for (const [hour, part] of OF_HOURS.entries()) {
    if (left < part) return (hour + left / part) * HOUR_MS;
    left -= part;
  }
  return OF_HOURS.length * HOUR_MS;
}

const names = (what: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${what}-${index}`);

/** Who talks, and the colleague who is asked or has the caller next: half a round away, so that both are free. */
type Pair = Pick<Talking, 'operator' | 'colleague'>;

const pairFor = (operators: readonly string[], call: number): Pair => ({
  operator: operators[call % OPERATORS]!,
  colleague: operators[(call + OPERATORS / 2) % OPERATORS]!,
});

function inventedCall(prng: Prng, callId: string, arrivedMs: number, pair: Pair): readonly Entry[] {
  const flow = { flow: 'main', flowHash: `version-${Math.floor(arrivedMs / (120 * DAY_MS))}` };
  const [caller, dialled] = [`+7900${prng.below(CALLERS)}`, `10${prng.below(NUMBERS)}`];
  const menu = throughMenu(prng, { callId, reason: `reason-${prng.below(REASONS)}` }, arrivedMs);
  const begins: readonly Entry[] = [
    { kind: 'callArrived', callId, dialled, caller, ...flow, atMs: arrivedMs },
    { kind: 'callAnswered', callId, atMs: arrivedMs },
    ...menu.entries,
  ];
  const ended = { kind: 'callEnded', callId, by: 'caller' } as const;
  if (menu.isLeft) return [...begins, { ...ended, outcome: 'abandoned', where: 'flow', atMs: menu.endMs }];
  const queue = `queue-${prng.below(QUEUES)}`;
  const visit = { callId, caller, queue, enteredMs: menu.endMs, waitMs: 2_000 + prng.below(90_000) };
  const waits = [...begins, visitBegins(visit)];
  if (prng.chance(1, 7)) return [...waits, ...visitWithoutAnswer(prng, visit)];
  return [...waits, ...served(prng, visit, pair)];
}

/** From the phone that rings to the end of the call, and what comes behind it. */
function served(prng: Prng, visit: Visit, pair: Pair): readonly Entry[] {
  const { callId, queue } = visit;
  const talking = { callId, ...pair, fromMs: visit.enteredMs + visit.waitMs, talkMs: talkMsOf(prng) };
  const overMs = talking.fromMs + talking.talkMs;
  const isGivenAway = prng.chance(1, 5);
  const goesOn = isGivenAway ? givenAway(prng, visit, talking) : { entries: [], endMs: overMs };
  const { endMs } = goesOn;
  return [
    ...answeredVisit(prng, visit, pair),
    ...inventedTalk(prng, talking, isGivenAway ? 'operator' : 'caller'),
    ...wrapsUp(prng, pair.operator, overMs),
    ...goesOn.entries,
    ...inventedSurvey(prng, callId, endMs),
    { kind: 'callEnded', callId, by: 'caller', outcome: 'answered', where: null, atMs: endMs },
    ...inventedScores(prng, { callId, operator: pair.operator, queue }, endMs),
  ];
}

const talkMsOf = (prng: Prng): number => 20_000 + prng.below(300_000);

function wrapsUp(prng: Prng, operator: string, fromMs: number): readonly Entry[] {
  return [changed(operator, 'wrapUp', fromMs), changed(operator, 'free', fromMs + prng.below(30_000))];
}

/** The operator gives the caller back to the flow, to another queue, or to the colleague: of each as many. */
function givenAway(
  prng: Prng,
  visit: Visit,
  talking: Talking,
): { readonly entries: readonly Entry[]; readonly endMs: number } {
  const { callId, operator, colleague } = talking;
  const overMs = talking.fromMs + talking.talkMs;
  const given = { kind: 'transferred', callId, operator, by: operator, atMs: overMs } as const;
  const way = prng.below(3);
  if (way === 0) {
    const entries: readonly Entry[] = [{ ...given, to: { flow: true } }, atStep(callId, 'goodbye', overMs)];
    return { entries, endMs: overMs + 5_000 };
  }
  const pair = { operator: colleague, colleague: operator };
  if (way === 1) {
    const to = { operator: colleague };
    const next = { callId, ...pair, fromMs: overMs + 3_000, talkMs: talkMsOf(prng) };
    const entries = [...asks(talking, overMs), { ...given, to }, ...talkOf(prng, next)];
    return { entries, endMs: next.fromMs + next.talkMs };
  }
  const queue = `queue-${prng.below(QUEUES)}`;
  const next = { ...visit, queue, enteredMs: overMs, waitMs: 2_000 + prng.below(30_000) };
  const second = { callId, ...pair, fromMs: overMs + next.waitMs, talkMs: talkMsOf(prng) };
  const waits = [visitBegins(next), ...answeredVisit(prng, next, pair)];
  const entries = [{ ...given, to: { queue } }, ...waits, ...talkOf(prng, second)];
  return { entries, endMs: second.fromMs + second.talkMs };
}

/** The last talk of a call, with the wrap-up behind it. */
function talkOf(prng: Prng, talking: Talking): readonly Entry[] {
  const overMs = talking.fromMs + talking.talkMs;
  return [...inventedTalk(prng, talking, 'caller'), ...wrapsUp(prng, talking.operator, overMs)];
}
