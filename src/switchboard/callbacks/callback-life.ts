import { type CallbackEntry, type CallbackOutcome, foldCallback } from '../../callbacks/index.ts';
import { nextChangeMs, stateAt } from '../../flow/index.ts';
import { CHANNELS } from '../../operators/index.ts';
import type { Refusal } from '../../outbound/index.ts';
import { ANYBODY, type Entering, fits, type QueueRules } from '../../routing/index.ts';
import { isAbsent } from '../call.ts';
import { wayFor } from '../calls-out/out-legs.ts';
import type { Desk } from '../desk.ts';
import type { OpenCallback } from './callback-book.ts';
import { beginWithCustomer } from './callback-tries.ts';

/** What hinders a call out for now may be over after this. */
const HINDERED_MS = 30_000;
/** How often the wait is predicted for a customer who is called before an operator is free. */
const PREDICT_MS = 5_000;
/** The customer is called when half of such callers would wait no longer than this. */
const SOON_MS = 30_000;
/** So near a moment is a timer of the process; what is further away has to outlive it. */
const NEAR_MS = 60_000;

type Told<E> = E extends CallbackEntry ? Omit<E, 'atMs'> : never;

/** Writes what happens to the promise, which is from then on what its entries say. */
export function note(desk: Desk, open: OpenCallback, entry: Told<CallbackEntry>): void {
  desk.write(entry);
  const told = { atMs: desk.now.wallMs, ...entry } as CallbackEntry;
  open.record = foldCallback(open.record, told) ?? open.record;
}

/**
 * What is to be done for the promise at this moment: nothing while a call of ours goes on for it; else it is over,
 * waits for its time, or stands in the line. May be called at any moment, as often as one likes.
 */
export function look(desk: Desk, open: OpenCallback): void {
  const { record } = open;
  if (record.trying !== null || desk.isDraining) return;
  if (desk.now.wallMs >= record.untilMs) return outOfTime(desk, open);
  const fromMs = fromWhenMs(desk, open);
  if (fromMs > desk.now.wallMs) return rest(desk, open, fromMs);
  const way = wayFor(desk, { kind: 'number', number: record.number });
  if ('refused' in way) {
    if (isForGood(way.refused)) return endCallback(desk, open, 'refused', null);
    return rest(desk, open, desk.now.wallMs + HINDERED_MS);
  }
  const queue = desk.plan.queues.get(record.queue);
  if (queue === undefined) return rest(desk, open, desk.now.wallMs + HINDERED_MS);
  if (record.first === 'caller') return customerFirst(desk, open, queue);
  if (!standInLine(desk, open, queue)) return rest(desk, open, desk.now.wallMs + HINDERED_MS);
  wake(desk, open, Math.min(record.untilMs, closesMs(desk, open)));
}

/** Out of the line, until this moment. */
function rest(desk: Desk, open: OpenCallback, untilMs: number): void {
  leaveLine(desk, open);
  wake(desk, open, Math.min(untilMs, open.record.untilMs));
}

/** The earliest moment from now on at which calls may be made for it. */
function fromWhenMs(desk: Desk, { record }: OpenCallback): number {
  const atMs = Math.max(record.dueMs, desk.now.wallMs);
  const schedule = desk.plan.schedules.get(record.schedule ?? '');
  if (record.schedule === null) return atMs;
  if (schedule === undefined) return record.untilMs;
  return stateAt(schedule, atMs) === 'open' ? atMs : nextChangeMs(schedule, atMs);
}

/** When its hours end that go on now. */
function closesMs(desk: Desk, { record }: OpenCallback): number {
  const schedule = desk.plan.schedules.get(record.schedule ?? '');
  return schedule === undefined ? Number.POSITIVE_INFINITY : nextChangeMs(schedule, desk.now.wallMs);
}

/** Reasons that no waiting mends. */
const FOR_GOOD: readonly Refusal[] = [
  'no number',
  'no route allows it',
  'special numbers are to be written out in a route',
];
export const isForGood = (refusal: Refusal): boolean => FOR_GOOD.includes(refusal);

/** The promise waits in the line as a caller does, with the place of then, and no leg. False when there is no room. */
function standInLine(desk: Desk, open: OpenCallback, queue: QueueRules): boolean {
  if (open.standing !== null) return true;
  const { callbackId, triesCount } = open.record;
  const id = `${callbackId}-${triesCount + 1}`;
  const place = desk.router.enter({ ...enteringAs(desk, open, queue), callId: id }, desk.now.monoMs);
  if (place === undefined || 'full' in place) return false;
  desk.callbacks.stands(open, id, queue);
  return true;
}

/** Nobody is rung for it any more. One for whom a phone rings already is a call, and not in the line by itself. */
export function leaveLine(desk: Desk, open: OpenCallback): void {
  if (open.standing !== null) desk.router.leave(open.standing.id);
  desk.callbacks.standsNoMore(open);
}

/** What it asks for in the line. */
function enteringAs(
  desk: Desk,
  { record, enteredMs }: OpenCallback,
  queue: QueueRules,
): Omit<Entering, 'callId'> {
  const { place, must, needs, keepsNeeds, number } = record;
  const [always, first] = [desk.needsOf(must ?? ''), desk.needsOf(needs ?? '')];
  return {
    ...{ queue, keepsNeeds, enteredMs, kind: CHANNELS.voice.kind },
    ...{ stepMust: always.ok ? always.needs : ANYBODY, stepNeeds: first.ok ? first.needs : ANYBODY },
    ...{ class: place.class, boostMs: place.boostMs, stagesBegun: place.stagesBegun },
    ...(place.seq !== null && { seq: place.seq }),
    lastOperatorId: desk.lastOperators.get(number) ?? null,
  };
}

/** The customer is called when somebody will be free for them soon; then they stand in the line themselves. */
function customerFirst(desk: Desk, open: OpenCallback, queue: QueueRules): void {
  if (isServedSoon(desk, open, queue)) return beginWithCustomer(desk, open);
  wake(desk, open, Math.min(desk.now.wallMs + PREDICT_MS, open.record.untilMs));
}

/**
 * Whether more operators of the queue are free, or will be when their wrap-up ends, than there are others to be served;
 * or, where all talk, whether it is predicted. The prediction (routing rules S11) takes everybody for busy.
 */
function isServedSoon(desk: Desk, open: OpenCallback, queue: QueueRules): boolean {
  const { monoMs } = desk.now;
  const soon = [...desk.roster.all()].filter(({ id, profile, canTakeCall, presence, unit }) => {
    if (!Object.hasOwn(profile.queues, queue.id) || !fits(queue.must, profile.skills, id)) return false;
    const endsMs = desk.wrapUpEndsMs.get(id) ?? Number.POSITIVE_INFINITY;
    return canTakeCall || (presence === 'ready' && unit === 'wrapUp' && endsMs - monoMs <= SOON_MS);
  });
  const called = [...desk.calls.values()].filter((call) => isAbsent(call) && call.visit === null);
  if (soon.length > desk.router.countWaiting(queue.id) + called.length) return true;
  const expected = desk.router.estimateFor(enteringAs(desk, open, queue), monoMs);
  return expected !== null && expected.p50Ms <= SOON_MS;
}

/** It is looked at again at this moment (wall time), also by a process that comes after this one. */
function wake(desk: Desk, open: OpenCallback, atMs: number): void {
  const { callbackId } = open.record;
  const delayMs = Math.max(0, atMs - desk.now.wallMs);
  open.generation += 1;
  const key = { owner: callbackId, purpose: 'callback', generation: open.generation } as const;
  if (delayMs <= NEAR_MS) return desk.want({ kind: 'startTimer', key, delayMs });
  desk.want({ kind: 'wakeAt', callbackId, atMs });
}

/** The one outcome of the promise. A call of ours that goes on for it is the caller's affair. */
export function endCallback(
  desk: Desk,
  open: OpenCallback,
  outcome: CallbackOutcome,
  by: string | null,
): void {
  const { callbackId, queue, number } = open.record;
  leaveLine(desk, open);
  desk.callbacks.remove(open);
  const key = { owner: callbackId, purpose: 'callback', generation: open.generation } as const;
  desk.want({ kind: 'stopTimer', key });
  note(desk, open, { kind: 'callbackEnded', callbackId, queue, number, outcome, by });
}

/** Its window is over, or will be before anything more can be done. */
const outOfTime = (desk: Desk, open: OpenCallback): void =>
  endCallback(desk, open, open.record.attemptsCount === 0 ? 'expired' : 'unreached', null);

/** It goes on later, unless its time is over by then. */
export function delayCallback(
  desk: Desk,
  open: OpenCallback,
  { dueMs, why, by = null }: { readonly dueMs: number; readonly why: string; readonly by?: string | null },
): void {
  const { callbackId, untilMs, windowMs } = open.record;
  leaveLine(desk, open);
  if (by === null && dueMs >= untilMs) return outOfTime(desk, open);
  const until = by === null ? untilMs : dueMs + windowMs;
  note(desk, open, { kind: 'callbackDelayed', callbackId, dueMs, untilMs: until, why, by });
  look(desk, open);
}
