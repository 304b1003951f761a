import type { FlowState } from '../../flow/index.ts';
import type { LiveLeg } from '../../telephony/index.ts';
import { type Arrived, callerIsBack } from '../arrivals/arriving.ts';
import { type Call, type Homeless, withLegBefore } from '../call.ts';
import type { Desk } from '../desk.ts';
import { hangUpCall } from '../ending.ts';
import { HOLD_ROOM } from '../flows/errands.ts';
import { runStep } from '../flows/flow-driver.ts';
import { awaitAnnouncement, sayInLine } from '../lines/announcements.ts';
import { ring } from '../lines/offers.ts';
import { followReach, nodeIsAlive } from '../lines/reach.ts';
import { lostWords } from '../lines/wait-words.ts';
import { markPlace } from '../lines/waiting.ts';
import { askAgain, leaveIfOverdue } from '../misfortunes.ts';
import { adoptRehomed, resume } from '../recovery/adopting.ts';
import { loseHome } from '../recovery/homeless.ts';
import { NUMBERS_UNKNOWN } from '../recovery/known-before.ts';
import { tapeMark } from '../recovery/marks.ts';
import { followTape } from '../talks/tapes.ts';

type NewLeg = Pick<LiveLeg, 'legId' | 'node' | 'answered'>;

/**
 * The caller of a node that has died is on another one. Nobody is turned away who was let in before, however full the
 * house is, and whether or not it takes new calls. A call that is known goes on; whoever is too late for that is a new
 * caller, with an id of their own: a record that is closed stays so.
 */
export function callerRehomed(desk: Desk, arrived: Arrived): void {
  const { callId, legId, node, isAnswered = false } = arrived;
  nodeIsAlive(desk, node);
  if (desk.callOfLeg.has(legId) || desk.strangers.has(legId) || desk.endedLegs.has(legId)) return;
  const call = desk.calls.get(callId);
  if (call !== undefined && !call.isGone) return rehome(desk, call, { legId, node, answered: isAnswered });
  if (desk.knownBefore.has(callId)) return adoptRehomed(desk, legOf(arrived));
  const freeId = freeIdFor(desk, callId);
  if (freeId !== callId) desk.want({ kind: 'mark', legId, marks: { id: freeId } });
  callerIsBack(desk, { ...arrived, callId: freeId }, NUMBERS_UNKNOWN);
}

const legOf = ({ callId, legId, node, caller, dialled, isAnswered }: Arrived): LiveLeg => ({
  ...{ legId, node, callId, role: 'caller', answered: isAnswered === true, caller, hears: [] },
  marks: { id: callId, role: 'caller', dialled, rehomed: '1' },
});

/** The id itself, where no call has it, or had it that is over. */
function freeIdFor(desk: Desk, callId: string): string {
  const { calls, endedCalls, knownBefore } = desk;
  const isTaken = (id: string): boolean => calls.has(id) || endedCalls.has(id) || knownBefore.has(id);
  let free = callId;
  for (let count = 2; isTaken(free); count += 1) free = `${callId}-${count}`;
  return free;
}

/** The call goes on with this leg, where and how it was. */
export function rehome(desk: Desk, call: Call, { legId, node, answered }: NewLeg): void {
  const from = call.node;
  if (call.homeless === null) loseHome(desk, call);
  const before = call.homeless!;
  desk.stopTimer(call, 'home');
  if (legId !== before.legId) call.legsBefore = withLegBefore(call, before.legId);
  Object.assign(call, { node, callerLeg: legId, isUp: answered, homeless: null } satisfies Partial<Call>);
  call.isAnswered ||= answered;
  desk.strangers.delete(legId);
  desk.callOfLeg.set(legId, call.id);
  desk.write({ kind: 'callerRehomed', callId: call.id, from, to: node });
  if (before.isOver) return hangUpCall(desk, call, 'normal', 'failed');
  markAgain(desk, call);
  askAgain(desk, call);
  if (call.visit === null) goOnInFlow(desk, call, before);
  else waitOn(desk, call, before);
  followTape(desk, call);
}

/** What stood on the old leg stands on the new one. */
function markAgain(desk: Desk, call: Call): void {
  const { callerLeg: legId, arrivedMs, flow, script, tape } = call;
  call.isFlowMarked = flow !== null;
  const marks = { arrived: String(Math.floor(arrivedMs / 1_000)) };
  const where = flow === null ? {} : { flow: `${script.flowHash};${flow.flow}` };
  const isSwitched = tape.wish !== null || tape.isPaused;
  const recorded = isSwitched ? { tape: tapeMark(call, desk.now) } : {};
  desk.want({ kind: 'mark', legId, marks: { ...marks, ...where, ...recorded } });
}

/** Whoever was cut off from an operator hears why, and has the same one again if that one is free. */
function waitOn(desk: Desk, call: Call, { talkedWith }: Homeless): void {
  followReach(desk, call);
  markPlace(desk, call);
  if (talkedWith === null) awaitAnnouncement(desk, call);
  else {
    sayInLine(desk, call, lostWords);
    if (mayServe(desk, call, talkedWith)) {
      const match = desk.router.take(call.id, talkedWith, desk.now.monoMs);
      if (match !== undefined) ring(desk, match);
    }
  }
  leaveIfOverdue(desk, call);
}

/** Whether the operator is free, and could be rung for the caller if it were their turn: files may have changed. */
function mayServe(desk: Desk, call: Call, operatorId: string): boolean {
  const others = desk.router.whyNot(call.id, desk.now.monoMs);
  const kind = others.find((each) => each.operatorId === operatorId)?.is.kind;
  return kind === 'free' || kind === 'sticky' || kind === 'coolDown';
}

/** Somebody else's server is asked only once: the caller hears what there is to hear until it answers. */
function fillAgain(desk: Desk, call: Call, { saying, listenId }: FlowState): void {
  if (saying !== null) runStep(desk, call, { kind: 'sayFinished', sayId: saying.sayId, ok: false });
  else if (listenId !== null) runStep(desk, call, { kind: 'listenEnded', listenId });
}

/** The flow learns what happened meanwhile; if nothing did, the step in progress is asked again. */
function goOnInFlow(desk: Desk, call: Call, { inputs }: Homeless): void {
  const { flow, errand, callerLeg: legId } = call;
  if (flow === null || flow.over) return hangUpCall(desk, call, 'normal', 'failed');
  for (const input of inputs) runStep(desk, call, input);
  if (inputs.length > 0) return;
  switch (errand?.errand.kind) {
    case 'hold':
      return desk.want({ kind: 'wait', legId, room: HOLD_ROOM, music: errand.errand.music });
    case 'conference':
      return desk.want({ kind: 'enterConference', legId, conference: errand.errand.room });
    case undefined:
      if (call.fetchId === null) return resume(desk, call, null, 'node');
      return fillAgain(desk, call, flow);
    default:
      return;
  }
}
