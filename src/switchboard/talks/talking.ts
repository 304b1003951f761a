import { holds } from '../../base/index.ts';
import type { Operator } from '../../operators/index.ts';
import { type Call, isAbsent, type Offer, type Talk } from '../call.ts';
import { move } from '../call-phase.ts';
import { operatorLeft, operatorTakes, promiseKept } from '../callbacks/callback-tries.ts';
import type { Desk, OperatorLeg } from '../desk.ts';
import { runStep } from '../flows/flow-driver.ts';
import { awaitAnnouncement } from '../lines/announcements.ts';
import { placeNow } from '../lines/kept-places.ts';
import { cancelLeg, withdrawOffers, writeOperator } from '../lines/offers.ts';
import { followReach } from '../lines/reach.ts';
import { endVisit, enterAgain, musicAgain, watchStaffing } from '../lines/waiting.ts';
import { movePhones } from '../operators/phones.ts';
import { lasted } from '../recovery/diary-read.ts';
import { joinedMark } from '../recovery/marks.ts';
import { endSupervision } from './supervision.ts';
import { followTape } from './tapes.ts';
import { announce, joinBehindWhisper } from './whispers.ts';

/**
 * The operator picked up: the two are joined at once, unless the caller is one whom we call back only now. The visit
 * to the queue ends when they hear each other.
 */
export function operatorAnswered(desk: Desk, call: Call, offer: Offer): void {
  const operator = desk.roster.find(offer.operatorId);
  const leg = desk.operatorLegs.get(offer.id);
  holds(operator !== undefined && leg !== undefined, 'an offer names a known operator and a known leg');
  if (!isAbsent(call)) joinBehindWhisper(desk, call, offer.id);
  call.phase = move(call.phase, 'talking');
  call.offers.delete(offer.id);
  withdrawOffers(desk, call, 'answered_elsewhere');
  call.talk = { operatorId: operator.id, legId: offer.id, joinedMonoMs: null, isHeld: false };
  for (const purpose of ['ring', 'announce', 'waitLimit', 'unstaffed'] as const)
    desk.stopTimer(call, purpose);
  const { queue } = call.visit!;
  leg.wrapUpMs = queue.wrapUpMs;
  leg.answered = { queueId: queue.id, atMs: desk.now.monoMs };
  operator.answered(desk.now.wallMs);
  const { id: callId } = call;
  desk.write({ kind: 'offerEnded', callId, offerId: offer.id, operator: operator.id, outcome: 'answered' });
  operatorChanged(desk, operator);
  if (isAbsent(call)) operatorTakes(desk, call);
}

/** Caller and operator hear each other. What is told of an attempt that is over changes nothing. */
export function joined(desk: Desk, call: Call, legIds: readonly string[]): void {
  const { talk } = call;
  if (talk === null || talk.joinedMonoMs !== null || !legIds.includes(talk.legId)) return;
  beginTalk(desk, call, talk);
}

/**
 * The two talk, and the wait that led to it is over: now, or so long ago as it was when another process joined them (0:
 * nobody knows). It stands on the operator's leg since when, for one that goes on with the talk and knows nothing else
 * of it.
 */
export function beginTalk(desk: Desk, call: Call, talk: Talk, joinedAgoMs?: number): void {
  if ((joinedAgoMs ?? 0) === 0) {
    // Who hangs up while nobody looks has talked all the same.
    desk.want({ kind: 'remember', callId: call.id, isUrgent: true });
    desk.want({ kind: 'mark', legId: talk.legId, marks: { joined: joinedMark(desk.now) } });
  }
  noteTalk(desk, call, talk, joinedAgoMs === undefined ? undefined : { agoMs: joinedAgoMs, mayBeTold: true });
  announce(desk, call, talk.legId);
  followTape(desk, call);
}

/** `mayBeTold`: another process may have written down that they were joined. */
type JoinedAgo = { readonly agoMs: number; readonly mayBeTold: boolean };

/** That the two talk, in the books alone: nothing is done with their legs. */
export function noteTalk(desk: Desk, call: Call, talk: Talk, joined?: JoinedAgo): void {
  const agoMs = joined?.agoMs ?? 0;
  call.talk = talk;
  talk.joinedMonoMs = desk.now.monoMs - agoMs;
  call.hasTalked = true;
  const place = placeNow(desk, call);
  if (call.visit !== null && place !== undefined) {
    const { queue, label, step } = call.visit;
    call.met = { queue, label, step, place };
    const toldOf = joined?.mayBeTold === true ? talk.operatorId : null;
    endVisit(desk, call, 'answered', joined && { agoMs, toldOf });
  }
  // A number that is withheld is nobody's.
  if (call.caller.number !== '') desk.lastOperators.put(call.caller.number, talk.operatorId);
  const atMs = desk.now.wallMs - agoMs;
  desk.write({ kind: 'talkBegan', callId: call.id, operator: talk.operatorId, atMs });
  promiseKept(desk, call);
}

/**
 * The two never heard each other: the caller goes back to the old place in the line. `isTheirs`: something may be
 * between these two, who are not brought together again at once.
 */
export function joinFailed(desk: Desk, call: Call, isTheirs = true): void {
  const { talk, visit } = call;
  if (talk === null) return;
  if (isAbsent(call)) return operatorLeft(desk, call);
  call.talk = null;
  if (visit === null) {
    if (desk.operatorLegs.has(talk.legId)) cancelLeg(desk, talk.legId, 'normal');
    return backToLine(desk, call);
  }
  call.phase = move(call.phase, 'waiting');
  if (desk.operatorLegs.has(talk.legId)) cancelLeg(desk, talk.legId, 'normal');
  desk.router.offerFailed(call.id, talk.operatorId, isTheirs, desk.now.monoMs);
  desk.write({ kind: 'trouble', callId: call.id, what: `caller and ${talk.operatorId} could not be joined` });
  const waitedMs = desk.now.monoMs - visit.enteredMonoMs;
  desk.startTimer(call, 'waitLimit', Math.max(0, visit.queue.waitMsMax - waitedMs));
  if (!desk.router.isStaffed(visit.queue.id)) watchStaffing(desk, call);
  musicAgain(desk, call);
  awaitAnnouncement(desk, call);
  followReach(desk, call);
}

/**
 * The talk is over; `by` ended it. The operator's leg, if it is still there, is told to end, and frees its
 * operator then.
 */
export function endTalk(desk: Desk, call: Call, by: 'caller' | 'operator' | 'system'): void {
  const { talk } = call;
  holds(talk !== null, 'only a talk that goes on can end');
  endSupervision(desk, call, 'talk_ended');
  call.talk = null;
  if (talk.joinedMonoMs !== null) {
    call.endedBy ??= by;
    const { forMs: talkMs, atMs } = lasted(desk, talk.joinedMonoMs, [call.callerLeg, talk.legId]);
    desk.write({ kind: 'talkEnded', callId: call.id, operator: talk.operatorId, talkMs, by, atMs });
  }
  if (desk.operatorLegs.has(talk.legId)) cancelLeg(desk, talk.legId, 'normal');
}

/** The caller whom an operator had, and has no more, stands where they stood before that; an error where nobody did. */
export function backToLine(desk: Desk, call: Call): void {
  const { met } = call;
  const queue = met && (desk.plan.queues.get(met.queue.id) ?? met.queue);
  const refused = met && queue ? enterAgain(desk, call, { ...met, queue }, met.place) : 'error';
  if (refused === undefined) return;
  if (call.phase === 'talking') call.phase = move(call.phase, 'afterTalk');
  runStep(desk, call, { kind: 'queueEnded', outcome: refused });
}

/** The operator's leg has ended: they wrap up, or are free for the next caller. */
export function releaseOperator(desk: Desk, leg: OperatorLeg): void {
  const operator = desk.roster.find(leg.operatorId);
  holds(operator !== undefined, 'a leg names a known operator');
  const wrapUpMs = leg.wrapUpMs ?? 0;
  if (leg.wrapUpMs === null) operator.offerFailed(desk.now.wallMs);
  else operator.talkEnded(wrapUpMs > 0, desk.now.wallMs);
  if (leg.answered !== null) {
    const handledMs = desk.now.monoMs - leg.answered.atMs + wrapUpMs;
    desk.router.noteHandled(operator.id, leg.answered.queueId, handledMs);
  }
  desk.legEndedMs.set(operator.id, desk.now.monoMs);
  if (operator.unit === 'wrapUp') startWrapUp(desk, operator, wrapUpMs);
  operatorChanged(desk, operator);
}

/** The wrap-up ends by itself after this, counted from now. */
export function startWrapUp(desk: Desk, operator: Operator, wrapUpMs: number): void {
  desk.wrapUpEndsMs.set(operator.id, desk.now.monoMs + wrapUpMs);
  desk.startOperatorTimer(operator, 'wrapUp', wrapUpMs);
}

/** To be called after every change of an operator: the router and the journal learn of it. `by`: who asked for it. */
export function operatorChanged(desk: Desk, operator: Operator, by?: string): void {
  const isDone = operator.unit === 'free' || operator.unit === 'wrapUp';
  // A phone is left when nothing rings or talks there any more.
  if (isDone && operator.desk !== null && operator.presence === 'offline')
    movePhones(desk, () => desk.roster.leave(operator));
  desk.seatChanged(operator);
  writeOperator(desk, operator, by);
  if (operator.unit === 'free' && !desk.plan.operators.has(operator.id))
    movePhones(desk, () => desk.forget(operator));
}
