import { type Prng, prngFrom } from '../../../src/base/index.ts';
import type { Entry } from '../../../src/journal/index.ts';

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

const WHY = { rule: 'caller first in line', idleMs: 40_000, candidatesCount: 3, group: 1 } as const;

/** How many calls in how many days; the seed is always the same. `prefix`: of the ids of calls. */
export type Invented = {
  readonly calls: number;
  readonly days: number;
  readonly fromMs?: number;
  readonly prefix?: string;
};

/** Entries of invented calls, call by call; about one of seven is abandoned. */
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
      yield inventedCall(prng, `${prefix}-${call}`, arrivedMs, operators[call % OPERATORS]!);
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

type Changed = Extract<Entry, { readonly kind: 'operatorChanged' }> & Entry;

const names = (what: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${what}-${index}`);

const changed = (operator: string, unit: Changed['unit'], atMs: number): Changed => ({
  ...{ kind: 'operatorChanged', operator, presence: 'ready', unit, reason: null, atMs },
});

function inventedCall(prng: Prng, callId: string, arrivedMs: number, operator: string): readonly Entry[] {
  const queue = `queue-${prng.below(QUEUES)}`;
  const [waitMs, talkMs, wrapUpMs] = [
    2_000 + prng.below(90_000),
    20_000 + prng.below(300_000),
    prng.below(30_000),
  ];
  const flow = { flow: 'main', flowHash: `version-${Math.floor(arrivedMs / (120 * DAY_MS))}` };
  const [caller, dialled] = [`+7900${prng.below(CALLERS)}`, `10${prng.below(NUMBERS)}`];
  const estimate = { p50Ms: 30_000, p90Ms: 80_000 };
  const [leftMs, offer] = [arrivedMs + waitMs, { callId, offerId: `op-${callId}`, operator }];
  const begins: readonly Entry[] = [
    { kind: 'callArrived', callId, dialled, caller, ...flow, atMs: arrivedMs },
    { kind: 'callAnswered', callId, atMs: arrivedMs },
    { kind: 'tagged', callId, label: null, reason: `reason-${prng.below(REASONS)}`, atMs: arrivedMs },
    { kind: 'queueEntered', callId, queue, needs: null, waitingBefore: 1, estimate, atMs: arrivedMs },
  ];
  const left = { kind: 'queueLeft', callId, queue, waitMs, atMs: leftMs } as const;
  const ended = { kind: 'callEnded', callId, by: 'caller' } as const;
  if (prng.chance(1, 7))
    return [
      ...[...begins, { ...left, outcome: 'abandoned' } as const],
      { ...ended, outcome: 'abandoned', where: 'queue', atMs: leftMs },
    ];
  const overMs = leftMs + talkMs;
  return [
    ...[...begins, { kind: 'offered', ...offer, why: WHY, atMs: leftMs - 1_500 } as const],
    { kind: 'offerEnded', ...offer, outcome: 'answered', atMs: leftMs },
    changed(operator, 'busy', leftMs),
    { ...left, outcome: 'answered' },
    { kind: 'talkBegan', callId, operator, atMs: leftMs },
    ...withinTalk(prng, { callId, operator, by: operator }, leftMs + talkMs / 2),
    { kind: 'talkEnded', callId, operator, talkMs, by: 'caller', atMs: overMs },
    ...marks(prng, callId, overMs),
    { ...ended, outcome: 'answered', where: null, atMs: overMs },
    changed(operator, 'wrapUp', overMs),
    changed(operator, 'free', overMs + wrapUpMs),
  ];
}

type Talking = { readonly callId: string; readonly operator: string; readonly by: string };

/** One talk of five has a hold, one of fifteen is given back to the flow. */
function withinTalk(prng: Prng, talking: Talking, atMs: number): readonly Entry[] {
  const entries: Entry[] = [];
  if (prng.chance(1, 5))
    entries.push({ kind: 'held', ...talking, atMs }, { kind: 'resumed', ...talking, atMs: atMs + 8_000 });
  if (prng.chance(1, 15))
    entries.push({ kind: 'transferred', ...talking, to: { flow: true }, atMs: atMs + 9_000 });
  return entries;
}

/** One caller of ten says how it was. */
function marks(prng: Prng, callId: string, atMs: number): readonly Entry[] {
  if (!prng.chance(1, 10)) return [];
  const said = { kind: 'surveyed', callId, survey: 'poll', atMs } as const;
  return [
    { ...said, question: 'how', scale: 'csat', score: 1 + prng.below(5) },
    { ...said, question: 'again', scale: 'nps', score: prng.below(11) },
  ];
}
