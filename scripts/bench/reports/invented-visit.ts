import type { Prng } from '../../../src/base/index.ts';
import type { CallbackOutcome } from '../../../src/callbacks/index.ts';
import type { Entry } from '../../../src/journal/index.ts';
import { changed, type Talking } from './invented-talk.ts';

const WHY = { rule: 'caller first in line', idleMs: 40_000, candidatesCount: 3, group: 1 } as const;
/** Promises are kept, or come to nothing, an hour after they were given. */
const KEPT_AFTER_MS = 3_600_000;
const PROMISES_END: readonly CallbackOutcome[] = ['reached', 'reached', 'merged', 'unreached'];

/** A caller waits in a queue. */
export type Visit = {
  readonly callId: string;
  readonly caller: string;
  readonly queue: string;
  readonly enteredMs: number;
  readonly waitMs: number;
};

export function visitBegins({ callId, queue, enteredMs }: Visit): Entry {
  const estimate = { p50Ms: 30_000, p90Ms: 80_000 };
  return { kind: 'queueEntered', callId, queue, needs: null, waitingBefore: 1, estimate, atMs: enteredMs };
}

/** Rings until the operator picks up; in one visit of ten the colleague's phone has rung in vain before. */
export function answeredVisit(
  prng: Prng,
  { callId, queue, enteredMs, waitMs }: Visit,
  { operator, colleague }: Pick<Talking, 'operator' | 'colleague'>,
): readonly Entry[] {
  const leftMs = enteredMs + waitMs;
  const rings = (who: string, outcome: 'answered' | 'missed', fromMs: number, toMs: number) => {
    const offer = { callId, offerId: `${outcome}-${callId}-${enteredMs}`, operator: who };
    return [
      { kind: 'offered', ...offer, why: WHY, atMs: fromMs },
      { kind: 'offerEnded', ...offer, outcome, atMs: toMs },
      changed(who, outcome === 'answered' ? 'busy' : 'free', toMs),
    ] as const;
  };
  return [
    ...(prng.chance(1, 10) ? rings(colleague, 'missed', enteredMs, leftMs - 1_500) : []),
    ...rings(operator, 'answered', leftMs - 1_500, leftMs),
    { kind: 'queueLeft', callId, queue, waitMs, outcome: 'answered', atMs: leftMs },
  ];
}

/** The caller hangs up, one of eight with a promise to be called back. The calls that keep promises are left out. */
export function visitWithoutAnswer(prng: Prng, visit: Visit): readonly Entry[] {
  const { callId, queue, waitMs, enteredMs } = visit;
  const atMs = enteredMs + waitMs;
  const left = { kind: 'queueLeft', callId, queue, waitMs, atMs } as const;
  const ended = { kind: 'callEnded', callId, by: 'caller', atMs } as const;
  if (!prng.chance(1, 8))
    return [
      { ...left, outcome: 'abandoned' },
      { ...ended, outcome: 'abandoned', where: 'queue' },
    ];
  const outcome = PROMISES_END[prng.below(PROMISES_END.length)]!;
  const promise = { callbackId: `promise-${callId}`, queue, number: visit.caller };
  return [
    { ...left, outcome: 'callback' },
    promised(visit, promise),
    { ...ended, outcome: 'callback_booked', where: null },
    { kind: 'callbackEnded', ...promise, outcome, by: null, atMs: atMs + KEPT_AFTER_MS },
  ];
}

type Promised = { readonly callbackId: string; readonly queue: string; readonly number: string };

function promised({ callId, enteredMs, waitMs }: Visit, promise: Promised): Entry {
  const atMs = enteredMs + waitMs;
  const place = { enteredMs, seq: null, class: 0, boostMs: 0, stagesBegun: 0 };
  return {
    ...{ kind: 'callbackBooked', ...promise, from: callId, by: 'caller', dueMs: atMs, atMs },
    ...{ name: '', dialled: '100', language: 'en', label: promise.queue, must: null, needs: null },
    ...{ keepsNeeds: false, place, first: 'operator', whisper: [], takeKey: null, schedule: null },
    ...{ ringMs: 20_000, retryMs: 600_000, attemptsMax: 3, windowMs: 14_400_000 },
  };
}
