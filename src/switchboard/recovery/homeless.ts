import { forsake } from '../arrivals/strangers.ts';
import { type Call, type ErrandUnderWay, isEnding } from '../call.ts';
import { move } from '../call-phase.ts';
import { backInLine } from '../callbacks/callback-tries.ts';
import { closeOut } from '../calls-out/out-calls.ts';
import type { Desk, OperatorLeg } from '../desk.ts';
import { callerGone, hangUpCall } from '../ending.ts';
import { endErrand, errandFailed } from '../flows/errands.ts';
import { withdrawOffers } from '../lines/offers.ts';
import { followReach } from '../lines/reach.ts';
import { outLegForgotten } from '../misfortunes.ts';
import { dropConsulted } from '../talks/consulting.ts';
import { supervisorLost } from '../talks/supervision.ts';
import { backToLine, endTalk, joinFailed, releaseOperator } from '../talks/talking.ts';
import { TIMES_MS } from '../times.ts';

/** Of what is heard on the leg, or rings for it, nothing is there any more; limits of the caller's wait run on. */
const OVER = ['listen', 'unheard', 'whisper', 'consult', 'announce', 'again', 'settle'] as const;

/**
 * The node that carried the caller is dead, or has the caller no more. The call goes on: with the same place, at the
 * same step, in the same record, on whatever node the caller is brought to. Until then nobody is rung for it, and its
 * flow is told nothing. Operators who were rung for the caller, or talked, are free, and blamed for nothing.
 */
export function loseHome(desk: Desk, call: Call): void {
  const { talk, callerLeg, node } = call;
  call.homeless = {
    legId: callerLeg,
    untilMonoMs: desk.now.monoMs + TIMES_MS.rehoming,
    talkedWith: talk?.joinedMonoMs == null ? null : talk.operatorId,
    inputs: [],
    isOver: isEnding(call),
  };
  desk.callOfLeg.delete(callerLeg);
  forsake(desk, callerLeg, node);
  for (const purpose of OVER) desk.stopTimer(call, purpose);
  call.unheard.clear();
  Object.assign(call.tape, { recordingId: null, stopping: [] });
  const legs = legsLost(desk, call);
  loseMessages(desk, call);
  if (call.homeless.isOver) loseLastTalk(desk, call);
  else standAlone(desk, call);
  for (const leg of legs) releaseOperator(desk, leg);
}

/** Of a call that nobody brings to another node: an operator's own, or one of ours to a customer. */
export function endWithNode(desk: Desk, call: Call): void {
  const legs = legsLost(desk, call);
  if (call.callerLeg !== '') forsake(desk, call.callerLeg, call.node);
  callerGone(desk, call, 'node_failure');
  for (const leg of legs) releaseOperator(desk, leg);
}

/** A call of ours for which phones ring, or nobody is rung: its turn has come, and it is as good on any other node. */
export function stayInLine(desk: Desk, call: Call): void {
  const legs = legsLost(desk, call);
  if (call.phase === 'offered') {
    withdrawOffers(desk, call, 'normal');
    call.phase = move(call.phase, 'waiting');
    backInLine(desk, call);
  }
  for (const leg of legs) releaseOperator(desk, leg);
  followReach(desk, call);
}

/** Nobody has brought the caller to another node in time. */
export function homeLost(desk: Desk, call: Call): void {
  callerGone(desk, call, call.homeless?.isOver === true ? 'hungUp' : 'node_failure');
}

/** All legs that were made for the call are out of the books; returns those of operators, who are still to be freed. */
function legsLost(desk: Desk, call: Call): readonly OperatorLeg[] {
  const cut = new Set([call.talk?.legId, call.consulted?.legId, ...(call.out?.legs.keys() ?? [])]);
  const lost: OperatorLeg[] = [];
  for (const [legId, leg] of [...desk.operatorLegs]) {
    if (leg.callId !== call.id) continue;
    operatorLegLost(desk, legId, leg);
    // Nobody wraps up a talk that was cut: the operator is to have the caller again.
    if (cut.has(legId) && leg.wrapUpMs !== null) leg.wrapUpMs = 0;
    lost.push(leg);
  }
  for (const [legId, leg] of [...desk.supervisorLegs]) {
    if (leg.callId !== call.id) continue;
    supervisorLost(desk, legId, leg);
    legLost(desk, legId, leg.node);
  }
  for (const [legId, { callId, node }] of [...desk.outLegs]) {
    if (callId !== call.id) continue;
    outLegForgotten(desk, legId);
    if (legId !== call.callerLeg) legLost(desk, legId, node);
  }
  return lost;
}

/** To be followed by `releaseOperator`, when the books of the call are right again. */
export function operatorLegLost(desk: Desk, legId: string, { node }: OperatorLeg): void {
  desk.operatorLegs.delete(legId);
  legLost(desk, legId, node);
}

export function legLost(desk: Desk, legId: string, node: string): void {
  desk.want({ kind: 'stopTimer', key: { owner: legId, purpose: 'settle', generation: 0 } });
  forsake(desk, legId, node);
}

/** What was being recorded is on the node that has died; should it come back, it is found there. */
function loseMessages(desk: Desk, call: Call): void {
  for (const [recordingId, { isOver }] of [...call.messages]) {
    if (isOver) continue;
    call.messages.delete(recordingId);
    desk.callOfRecording.delete(recordingId);
  }
}

function loseLastTalk(desk: Desk, call: Call): void {
  if (call.talk === null) return;
  endTalk(desk, call, 'system');
  call.phase = move(call.phase, 'afterTalk');
}

/** The caller is with nobody: in the line, or in the flow. */
function standAlone(desk: Desk, call: Call): void {
  withdrawOffers(desk, call, 'normal');
  if (call.phase === 'offered') call.phase = move(call.phase, 'waiting');
  dropConsulted(desk, call);
  if (call.out !== null) loseOut(desk, call, call.out);
  else if (call.errand !== null) loseErrand(desk, call, call.errand);
  loseTalk(desk, call);
  if (call.visit !== null) call.visit.announcing.playing = null;
  followReach(desk, call);
}

/** Who talked outside has talked; who was only being called is called again. */
function loseOut(desk: Desk, call: Call, out: NonNullable<Call['out']>): void {
  const hasTalked = out.stage === 'talking';
  closeOut(desk, call, out, hasTalked ? 'answered' : 'withdrawn', 'system');
  if (out.isGiven) hangUpCall(desk, call, 'normal', 'transferred_out');
  else if (hasTalked) endErrand(desk, call, { kind: 'dial', outcome: 'answered' });
  else beginStepAnew(desk, call);
}

function loseErrand(desk: Desk, call: Call, { id, errand }: ErrandUnderWay): void {
  const isBeingKept = call.messages.values().some(({ errandId }) => errandId === id);
  if (errand.kind === 'send_digits') errandFailed(desk, call, 'the node that sent the tones has died');
  else if ((errand.kind === 'voicemail' || errand.kind === 'survey') && !isBeingKept)
    beginStepAnew(desk, call);
}

/** Nobody has anything of it: the step that wanted it begins anew when it is resumed. */
function beginStepAnew(desk: Desk, call: Call): void {
  call.errand = null;
  desk.stopTimer(call, 'errand');
  if (call.flow !== null) call.flow.errandId = null;
}

/** The caller has the old place again, also from where somebody was just being given the call. */
function loseTalk(desk: Desk, call: Call): void {
  const { talk } = call;
  if (talk === null) {
    if (call.phase === 'talking') backToLine(desk, call);
    return;
  }
  if (talk.joinedMonoMs === null) return joinFailed(desk, call, false);
  endTalk(desk, call, 'system');
  call.endedBy = null;
  desk.write({ kind: 'operatorLost', callId: call.id, operator: talk.operatorId });
  backToLine(desk, call);
}
