import type { LegEnd, TelephonyEvent } from '../telephony/index.ts';
import { strangerGone } from './arrivals/strangers.ts';
import { type Call, isEnding, type Talk } from './call.ts';
import { move } from './call-phase.ts';
import { customerLegEnded } from './callbacks/callback-tries.ts';
import { outJoinFailed, outLegEnded } from './calls-out/out-calls.ts';
import type { Desk, OperatorLeg } from './desk.ts';
import { callerGone } from './ending.ts';
import { errandFailed } from './flows/errands.ts';
import { runStep } from './flows/flow-driver.ts';
import { sayInLine } from './lines/announcements.ts';
import { matchAll, offerLegEnded } from './lines/offers.ts';
import { lostWords } from './lines/wait-words.ts';
import { leaveQueue, musicAgain } from './lines/waiting.ts';
import { serviceLegEnded } from './operators/service-calls.ts';
import { outLegGone } from './recovery/calls-out-again.ts';
import { noteEnd } from './recovery/diary-read.ts';
import { joinedUnheard } from './recovery/past-talk.ts';
import { consultLegEnded, handOver } from './talks/consulting.ts';
import { holdMusic } from './talks/holding.ts';
import { supervisionFailed, supervisorLegEnded } from './talks/supervision.ts';
import { backToLine, endTalk, joinFailed, releaseOperator } from './talks/talking.ts';
import { stopTapesAgain } from './talks/tapes.ts';
import { TIMES_MS } from './times.ts';

/** Whoever hears of it knows when it was, unless the leg was only found to be gone. */
export function legEndTold(desk: Desk, legId: string, end: LegEnd): void {
  if (end.isFound !== true) desk.endsRead.delete(legId);
  legEnded(desk, legId, end);
}

/** A leg has ended, whosever it was. One that we do not know changes nothing. */
export function legEnded(desk: Desk, legId: string, end: LegEnd): void {
  const call = desk.callWithLeg(legId);
  if (call !== undefined) {
    joinedUnheard(desk, call);
    noteEnd(desk, call, end.isFound === true);
    desk.endedLegs.put(legId, true);
    outLegForgotten(desk, legId);
    runStep(desk, call, { kind: 'hungUp' });
    return callerGone(desk, call, 'hungUp');
  }
  const leg = desk.operatorLegs.get(legId);
  if (leg !== undefined) return operatorLegEnded(desk, legId, leg, end);
  if (desk.outLegs.has(legId)) return outsideLegEnded(desk, legId, end);
  if (serviceLegEnded(desk, legId) || supervisorEnded(desk, legId)) return;
  if (strangerGone(desk, legId)) outLegGone(desk, legId);
}

/** Whoever's phone it was can be rung again, at once. */
function supervisorEnded(desk: Desk, legId: string): boolean {
  const isTheirs = supervisorLegEnded(desk, legId);
  if (isTheirs) matchAll(desk);
  return isTheirs;
}

/**
 * The freed operator is offered to the next caller first; what is left of this call is cleared away after.
 */
function operatorLegEnded(desk: Desk, legId: string, leg: OperatorLeg, end: LegEnd): void {
  desk.operatorLegs.delete(legId);
  desk.want({ kind: 'stopTimer', key: { owner: legId, purpose: 'settle', generation: 0 } });
  const call = desk.calls.get(leg.callId);
  const offer = call?.offers.get(legId);
  if (call !== undefined && offer !== undefined) {
    offerLegEnded(desk, call, offer, end);
    releaseOperator(desk, leg);
    leaveIfOverdue(desk, call);
    matchAll(desk);
    return;
  }
  const talk = call?.talk?.legId === legId ? call.talk : null;
  if (call !== undefined && talk !== null) joinedUnheard(desk, call);
  if (call?.consulted?.legId === legId) consultLegEnded(desk, call, call.consulted, end);
  else if (call !== undefined && talk?.joinedMonoMs === null) joinFailed(desk, call);
  else if (call !== undefined && talk !== null) endTalk(desk, call, 'operator');
  releaseOperator(desk, leg);
  if (call !== undefined) leaveIfOverdue(desk, call);
  matchAll(desk);
  if (call !== undefined && talk !== null && call.talk === null && call.phase === 'talking')
    afterTalk(desk, call, talk, end);
  outLegEnded(desk, leg.callId, legId, end);
}

function outsideLegEnded(desk: Desk, legId: string, end: LegEnd): void {
  const { callId } = desk.outLegs.get(legId)!;
  outLegForgotten(desk, legId);
  desk.want({ kind: 'stopTimer', key: { owner: legId, purpose: 'settle', generation: 0 } });
  outLegEnded(desk, callId, legId, end);
  customerLegEnded(desk, callId, legId, end);
}

/**
 * The leg counts no more for its route and trunk. That of a customer who was called back is also a caller's, and the
 * journal is told for how long it has counted: a process after this one knows it from there.
 */
export function outLegForgotten(desk: Desk, legId: string): void {
  const call = desk.calls.get(desk.outLegs.get(legId)?.callId ?? '');
  desk.outLegs.delete(legId);
  const usedMs = desk.outboundUse.end(legId, desk.now);
  if (call?.callback == null || call.callerLeg !== legId) return;
  desk.write({ kind: 'outEnded', callId: call.id, legId, outcome: 'answered', talkMs: 0, usedMs });
}

/** Causes of Q.850 that no person gives: the way to the phone is broken, or its time was over. */
const LOST_CAUSES: readonly (number | null)[] = [27, 38, 41, 102];

/**
 * The operator is gone. Whoever is consulted has the caller now; a phone that was lost gives the caller back to the
 * line; else the flow says what the caller hears, by default the end.
 */
export function afterTalk(desk: Desk, call: Call, { operatorId, isHeld }: Talk, end: LegEnd): void {
  if (call.consulted !== null) {
    // The call goes on without this one: who ends it is still to be seen.
    call.endedBy = null;
    if (call.consulted.state !== 'ringing') handOver(desk, call, call.consulted);
    return;
  }
  if (!end.byUs && LOST_CAUSES.includes(end.q850)) return operatorLost(desk, call, operatorId);
  call.phase = move(call.phase, 'afterTalk');
  if (isHeld) desk.want({ kind: 'leaveWait', legId: call.callerLeg });
  else desk.want({ kind: 'part', legId: call.callerLeg, callId: call.id });
  runStep(desk, call, { kind: 'handedOver', event: 'operator_left' });
}

/** The phone was lost in the middle of the talk: the caller has the old place again, and hears why. */
function operatorLost(desk: Desk, call: Call, operator: string): void {
  desk.write({ kind: 'operatorLost', callId: call.id, operator });
  backToLine(desk, call);
  sayInLine(desk, call, lostWords);
}

/** The phone can be reached no more, and nothing comes from it: nobody is there. */
export function legSilent(desk: Desk, legId: string): void {
  const leg = desk.operatorLegs.get(legId);
  const call = desk.calls.get(leg?.callId ?? '');
  const talk = call?.talk;
  if (call === undefined || talk?.legId !== legId || talk.joinedMonoMs === null || call.consulted !== null)
    return;
  endTalk(desk, call, 'system');
  call.endedBy = null;
  operatorLost(desk, call, talk.operatorId);
}

/** A limit of the wait was reached, and no phone rings any more. */
export function leaveIfOverdue(desk: Desk, call: Call): void {
  const outcome = call.visit?.overdue ?? null;
  if (call.phase !== 'waiting' || outcome === null || call.homeless !== null) return;
  leaveQueue(desk, call, outcome);
  runStep(desk, call, { kind: 'queueEnded', outcome });
}

const NOBODY_TOLD: LegEnd = { q850: null, sip: null, byUs: false };

/** The world did not obey. A leg that is gone has ended, whether or not its end was heard. */
export function commandFailed(desk: Desk, event: Extract<TelephonyEvent, { kind: 'commandFailed' }>): void {
  const { command, legId, reason, detail } = event;
  writeTrouble(desk, legId, `${command} failed (${reason}): ${detail}`);
  if (command === 'ring' || command === 'ringOut' || reason === 'gone')
    return legEnded(desk, legId, NOBODY_TOLD);
  if (command === 'supervise') return supervisionFailed(desk, legId);
  const call = desk.callWithLeg(legId);
  if (call === undefined) return;
  // A lost connection is no failure to repeat after: when it is back, everything wanted is asked for again.
  if (command === 'answer' || command === 'wait') {
    if (reason !== 'away') desk.startTimer(call, 'again', TIMES_MS.again);
    return;
  }
  if (command === 'stopRecord' && reason !== 'away') return desk.startTimer(call, 'again', TIMES_MS.again);
  if (command === 'enterConference' || command === 'sendDigits')
    return errandFailed(desk, call, `${command}: ${detail}`);
  if (command === 'join' && outJoinFailed(desk, call)) return;
  if (command !== 'join' || call.talk?.joinedMonoMs !== null) return;
  joinFailed(desk, call);
  leaveIfOverdue(desk, call);
}

/** The exchange puts it back, and does not fight for ever: that is for the admins to see. */
export function legMoved(desk: Desk, legId: string, isGivenUp: boolean): void {
  const next = isGivenUp ? 'again and again: it is left there' : 'it is put back';
  writeTrouble(desk, legId, `somebody else has moved the leg ${legId} in the exchange, ${next}`);
}

/**
 * To be found with the call that the leg is of, whosever it is; a leg of no call has no record, and what goes wrong
 * while the legs of a call that is over are cleared away is none of it.
 */
function writeTrouble(desk: Desk, legId: string, what: string): void {
  const { callOfLeg, operatorLegs, outLegs, supervisorLegs } = desk;
  const served = operatorLegs.get(legId) ?? supervisorLegs.get(legId) ?? outLegs.get(legId);
  const callId = callOfLeg.get(legId) ?? served?.callId;
  if (callId !== undefined && desk.calls.has(callId)) desk.write({ kind: 'trouble', callId, what });
}

/** What the caller's leg should be doing is asked for again: the asking before may have been lost. */
export function askAgain(desk: Desk, call: Call): void {
  if (isEnding(call) || call.isGone || call.homeless !== null) return;
  if (call.isAnswered && !call.isUp) desk.want({ kind: 'answer', legId: call.callerLeg });
  if (call.visit !== null && call.talk === null) musicAgain(desk, call);
  else if (call.talk?.isHeld === true) holdMusic(desk, call);
  stopTapesAgain(desk, call);
}
