import { holds } from '../../base/index.ts';
import type { Entry, VisitOutcome } from '../../journal/index.ts';
import type { Entering, QueueRules } from '../../routing/index.ts';
import { type Call, isAbsent, type MetIn, type StepAsk, type Visit } from '../call.ts';
import { move } from '../call-phase.ts';
import { mergedPlace } from '../callbacks/callback-booking.ts';
import type { Desk } from '../desk.ts';
import { stateOf } from '../flows/flow-questions.ts';
import { endedAgo, lasted } from '../recovery/diary-read.ts';
import { placeMark } from '../recovery/marks.ts';
import { followTape } from '../talks/tapes.ts';
import { awaitAnnouncement, newAnnouncing, silence } from './announcements.ts';
import { type KeptPlace, placeNow, takeKeptPlace } from './kept-places.ts';
import { matchAll, withdrawOffers } from './offers.ts';
import { isWithinReach, kindFor } from './reach.ts';

/** With more calls than this, waits are not predicted. */
const PREDICTED_CALLS_MAX = 5_000;

type StepInJournal = Pick<Extract<Entry, { kind: 'queueEntered' }>, 'must' | 'needs' | 'keepsNeeds'>;

/** What the flow asks for when it queues a caller. */
export type EnterAsk = {
  readonly queue: string;
  readonly class: number | null;
  readonly boostMs: number;
  readonly label: string;
} & StepAsk;

/** Callers in the line of a queue; who is to be called back takes no room there. */
export const countPresent = (desk: Desk, queueId: string): number =>
  desk.router.countWaiting(queueId) - desk.callbacks.standingIn(queueId);

/** How a caller did not enter: what the flow is told instead. */
export type Refused = 'error' | NotLetIn;
type NotLetIn = 'full' | 'unstaffed';

/** The caller enters the line, and is offered in the same turn if somebody is free; else a reason why not. */
export function enterQueue(desk: Desk, call: Call, ask: EnterAsk): Refused | undefined {
  const queue = desk.plan.queues.get(ask.queue);
  const [must, needs] = [desk.needsOf(ask.must ?? ''), desk.needsOf(ask.needs ?? '')];
  if (queue === undefined || !must.ok || !needs.ok) {
    const noQueue = `there is no queue "${ask.queue}"`;
    const what =
      queue === undefined ? noQueue : `what the step asks for cannot be read: ${ask.must}, ${ask.needs}`;
    desk.write({ kind: 'trouble', callId: call.id, what });
    return 'error';
  }
  const kept = placeOfBefore(desk, call, queue);
  const entering = enteringWith(desk, call, queue, ask, kept);
  const refused = kept === null ? refusal(desk, entering, queue) : undefined;
  return enter(desk, call, { queue, ask, kept, entering }, refused);
}

/** A promise to call the caller back has a place in this line, or it was given up not long ago. */
function placeOfBefore(desk: Desk, call: Call, queue: QueueRules): KeptPlace | null {
  const merged = mergedPlace(desk, call, queue);
  return merged ?? takeKeptPlace(desk, call.caller.number, queue.id, queue.wait.redialMs) ?? null;
}

/** Back into a line, with the place that the caller had in it if that is known; nobody is turned away at the door. */
export function enterAgain(
  desk: Desk,
  call: Call,
  { queue, label, step }: MetIn,
  kept: KeptPlace | null,
): Refused | undefined {
  const ask = { queue: queue.id, class: null, boostMs: 0, label, ...step };
  const entering = enteringWith(desk, call, queue, ask, kept);
  return enter(desk, call, { queue, ask, kept, entering }, undefined);
}

type Entrance = {
  readonly queue: QueueRules;
  readonly ask: EnterAsk;
  readonly kept: KeptPlace | null;
  readonly entering: Entering;
};

/** Whoever is not refused stands in the line now; the journal knows of both. */
function enter(
  desk: Desk,
  call: Call,
  { queue, ask, kept, entering }: Entrance,
  refusedAtDoor: NotLetIn | undefined,
): NotLetIn | undefined {
  const waitingBefore = countPresent(desk, queue.id);
  const refused = refusedAtDoor ?? noRoom(desk, call, entering);
  const age = kept === null ? {} : { keptForMs: Math.round(desk.now.monoMs - kept.enteredMs) };
  desk.write({
    kind: 'queueEntered',
    callId: call.id,
    queue: queue.id,
    ...inJournal(ask),
    waitingBefore,
    ...age,
    ...predicted(desk, call),
  });
  if (refused !== undefined) {
    desk.write({ kind: 'queueLeft', callId: call.id, queue: queue.id, outcome: refused, waitMs: 0 });
    return refused;
  }
  call.phase = move(call.phase, 'waiting');
  call.endedBy = null;
  beginVisit(desk, call, queue, { label: ask.label, step: ask });
  joinLine(desk, call);
  followTape(desk, call);
  return undefined;
}

/**
 * The wait to be expected, for the reports to hold against the real one. It looks at everybody who waits: in a crowd
 * beyond all bounds nobody has time for it.
 */
function predicted(desk: Desk, call: Call): Pick<Extract<Entry, { kind: 'queueEntered' }>, 'estimate'> {
  if (desk.calls.size > PREDICTED_CALLS_MAX) return {};
  const estimate = desk.router.estimate(call.id, desk.now.monoMs);
  if (estimate === null) return {};
  return { estimate: { p50Ms: Math.round(estimate.p50Ms), p90Ms: Math.round(estimate.p90Ms) } };
}

/** What the step asks for, in the journal: what few steps have is written only of those. */
const inJournal = ({ must, needs, keepsNeeds }: StepAsk): StepInJournal => ({
  needs,
  ...(must !== null && { must }),
  ...(keepsNeeds && { keepsNeeds }),
});

/** Opens the visit in the books. */
export function beginVisit(
  desk: Desk,
  call: Call,
  queue: QueueRules,
  from: Pick<Visit, 'label' | 'step'>,
): void {
  const { monoMs: enteredMonoMs, wallMs: enteredWallMs } = desk.now;
  const announcing = newAnnouncing(call, queue, enteredMonoMs);
  const isSeen = isWithinReach(desk, call);
  call.visit = { ...from, queue, enteredMonoMs, enteredWallMs, announcing, overdue: null, isSeen };
}

/** How the caller joins the line: with the place of before, if there is one. */
export function enteringWith(
  desk: Desk,
  call: Call,
  queue: QueueRules,
  ask: EnterAsk,
  kept: KeptPlace | null,
): Entering {
  const [must, needs] = [desk.needsOf(ask.must ?? ''), desk.needsOf(ask.needs ?? '')];
  holds(must.ok && needs.ok, 'what a step asks for was read before');
  const asked = {
    callId: call.id,
    queue,
    ...{ stepMust: must.needs, stepNeeds: needs.needs, keepsNeeds: ask.keepsNeeds },
    class: ask.class ?? queue.class,
    boostMs: ask.boostMs,
    enteredMs: desk.now.monoMs,
    kind: kindFor(desk, call),
    lastOperatorId: desk.lastOperators.get(call.caller.number) ?? null,
  };
  return kept === null ? asked : { ...asked, ...placeAgain(asked, kept) };
}

/** The line takes the caller in, unless one of its tables is full: then somebody must look after it. */
function noRoom(desk: Desk, call: Call, entering: Entering): 'full' | undefined {
  const place = desk.router.enter(entering, desk.now.monoMs);
  holds(place !== undefined, 'a caller stands in one line at a time');
  if (!('full' in place)) return undefined;
  desk.write({ kind: 'trouble', callId: call.id, what: `no room for more than ${place.max} ${place.full}` });
  return 'full';
}

/** The old place, unless the flow now gives a better one: a place never gets worse. */
const placeAgain = (asked: Entering, { leftMs: _, seq, ...kept }: KeptPlace): Partial<Entering> => ({
  ...kept,
  ...(seq !== null && { seq }),
  class: Math.min(asked.class, kept.class),
  boostMs: Math.max(asked.boostMs, kept.boostMs),
});

/** Why a caller who has no place yet is turned away at the door. */
function refusal(
  desk: Desk,
  entering: Entering,
  { id, wait, waitingMax, unstaffedMs }: QueueRules,
): NotLetIn | undefined {
  if (countPresent(desk, id) >= waitingMax) return 'full';
  if (unstaffedMs === 0 && !desk.router.isStaffed(id)) return 'unstaffed';
  if (wait.schedule !== null && stateOf(desk, wait.schedule) !== 'open') return 'unstaffed';
  const expectedMs = desk.router.estimateFor(entering, desk.now.monoMs)?.p50Ms ?? 0;
  return wait.estimateMsMax !== null && expectedMs > wait.estimateMsMax ? 'full' : undefined;
}

/**
 * The operator's phone is asked first and the music comes after: commands of different legs do not wait for each
 * other, and the caller hears music while the phone rings.
 */
export function joinLine(desk: Desk, call: Call): void {
  const { queue } = call.visit!;
  desk.startTimer(call, 'waitLimit', queue.waitMsMax);
  if (queue.unstaffedMs !== null && !desk.router.isStaffed(queue.id)) watchStaffing(desk, call);
  matchAll(desk);
  markPlace(desk, call);
  musicAgain(desk, call);
  awaitAnnouncement(desk, call);
}

/** The place is written on the caller's leg, so that it survives us. */
export function markPlace(desk: Desk, call: Call): void {
  desk.unmarked.delete(call.id);
  const place = desk.router.find(call.id);
  if (place === undefined || call.visit === null || isAbsent(call) || call.homeless !== null) return;
  desk.touched.add(call.id);
  desk.want(placeMark(desk, call, place));
}

/** Places that a stage changed before its time: nobody could tell them from the caller's age. */
export function markChangedPlaces(desk: Desk): void {
  for (const callId of desk.unmarked) {
    const call = desk.calls.get(callId);
    if (call !== undefined) markPlace(desk, call);
  }
  desk.unmarked.clear();
}

/** The caller's leg joins the others who wait, with music. */
export function musicAgain(desk: Desk, call: Call): void {
  if (isAbsent(call) || call.homeless !== null) return;
  const { queue } = call.visit!;
  desk.want({ kind: 'wait', legId: call.callerLeg, room: queue.id, music: queue.music });
}

/** Nobody of the queue is signed in: the caller will not wait for ever. */
export function watchStaffing(desk: Desk, call: Call): void {
  if (isAbsent(call)) return;
  const { unstaffedMs } = call.visit!.queue;
  if (unstaffedMs !== null && !call.timers.has('unstaffed')) desk.startTimer(call, 'unstaffed', unstaffedMs);
}

/** Somebody of the queue is signed in: the time without anybody starts anew when they leave. */
export function staffed(desk: Desk, call: Call, visit: Visit): void {
  desk.stopTimer(call, 'unstaffed');
  if (visit.overdue === 'unstaffed') visit.overdue = null;
}

/** The wait is over without a talk. The caller's leg is alone again; the flow goes on with the outcome. */
export function leaveQueue(desk: Desk, call: Call, outcome: VisitOutcome): void {
  withdrawOffers(desk, call, 'normal');
  call.phase = move(call.phase, 'inFlow');
  const place = placeNow(desk, call);
  if (call.visit !== null && place !== undefined)
    call.left = { queueId: call.visit.queue.id, label: call.visit.label, step: call.visit.step, place };
  if (call.visit !== null) silence(desk, call, call.visit.announcing);
  endVisit(desk, call, outcome);
  desk.want({ kind: 'leaveWait', legId: call.callerLeg });
}

/** Another process has joined the caller with this operator, so long ago. */
export type JoinedBefore = { readonly agoMs: number; readonly toldOf: string | null };

/** Closes the visit in the books: exactly one outcome each. `before`: it had ended with that. */
export function endVisit(desk: Desk, call: Call, outcome: VisitOutcome, before?: JoinedBefore): void {
  const { visit } = call;
  holds(visit !== null, 'only a visit that goes on can end');
  desk.router.leave(call.id);
  closeVisit(desk, call, visit, outcome, before);
}

/** The same for a caller who goes on to another queue without leaving the line. */
export function closeVisit(
  desk: Desk,
  call: Call,
  visit: Visit,
  outcome: VisitOutcome,
  before?: JoinedBefore,
): void {
  for (const purpose of ['announce', 'waitLimit', 'unstaffed', 'ring'] as const)
    desk.stopTimer(call, purpose);
  const { forMs, atMs } =
    before === undefined
      ? lasted(desk, visit.enteredMonoMs, [call.callerLeg])
      : endedAgo(desk, visit.enteredMonoMs, before.agoMs);
  desk.write({
    ...{ kind: 'queueLeft', callId: call.id, queue: visit.queue.id, outcome, waitMs: forMs },
    ...(before?.toldOf != null && { joinedBefore: before.toldOf }),
    atMs,
  });
  call.visit = null;
}
