import { assertNever } from '../../base/index.ts';
import type { SupervisionEnd } from '../../journal/index.ts';
import type { Operator } from '../../operators/index.ts';
import type { Supervising } from '../../telephony/index.ts';
import { type Call, isEnding, type Supervision } from '../call.ts';
import type { Desk, SupervisorLeg } from '../desk.ts';
import type { SupervisionAsk } from '../event.ts';
import { nextLegId } from '../ids.ts';
import { cancelLeg, writeOperator } from '../lines/offers.ts';
import { TIMES_MS } from '../times.ts';

/**
 * What a supervisor wants of a talk; false: impossible now, and nothing has changed. A supervisor is with the talk of
 * one operator: whatever ends that operator's part in the call (a hang-up, a transfer, a lost phone) ends this, too. A
 * flow that takes digits in secret has no talk, so nobody is ever with it.
 */
export function supervisionAsked(desk: Desk, call: Call, ask: SupervisionAsk, by: string): boolean {
  switch (ask.kind) {
    case 'begin':
      return begin(desk, call, ask, by);
    case 'change':
      return change(desk, call, ask.how);
    case 'end':
      return endSupervision(desk, call, 'asked');
    default:
      return assertNever(ask);
  }
}

type Begin = Extract<SupervisionAsk, { kind: 'begin' }>;

/** The supervisor's phone rings. It belongs to nobody else meanwhile: its operator, if it has one, gets no calls. */
function begin(desk: Desk, call: Call, { how, phoneId }: Begin, by: string): boolean {
  const { talk, id: callId } = call;
  if (talk?.joinedMonoMs == null || call.supervision !== null || isEnding(call)) return false;
  const owner = desk.roster.withPhone(phoneId);
  if (!isPhoneFree(desk, phoneId, owner)) return false;
  const legId = nextLegId(call, 'sup');
  desk.supervisorLegs.set(legId, { callId, node: call.node, phoneId, operatorId: owner?.id ?? null });
  call.supervision = { legId, phoneId, by, how, operatorId: talk.operatorId, isOn: false };
  phoneHeld(desk, owner);
  desk.startTimer(call, 'supervisor', TIMES_MS.supervisor);
  const name = desk.roster.find(talk.operatorId)?.profile.name ?? talk.operatorId;
  const marks = { id: callId, role: 'supervisor', attempt: String(call.offersCount) };
  desk.want({
    ...{ kind: 'ring', node: call.node, legId, callId, phoneIds: [phoneId] },
    show: { number: call.caller.number, name: `${TITLES[how]} · ${name}` },
    marks: owner === undefined ? marks : { ...marks, operator: owner.id },
  });
  desk.write({ kind: 'supervisorRang', callId, ...inJournal(call.supervision) });
  return true;
}

/** What the supervisor's phone shows before the operator's name. */
const TITLES: Readonly<Record<Supervising, string>> = {
  listen: 'listen',
  whisper: 'whisper',
  bargeIn: 'barge in',
};

function isPhoneFree(desk: Desk, phoneId: string, owner: Operator | undefined): boolean {
  if (desk.supervisorLegs.values().some((leg) => leg.phoneId === phoneId)) return false;
  if (!desk.phonesThere.has(phoneId)) return false;
  if (owner === undefined) return true;
  return owner.isReachable && !owner.isPhoneInUse && (owner.unit === 'free' || owner.unit === 'wrapUp');
}

/** The supervisor has picked up. False when the leg is no supervisor's; one whose talk is over goes. */
export function supervisorAnswered(desk: Desk, legId: string): boolean {
  const leg = desk.supervisorLegs.get(legId);
  if (leg === undefined) return false;
  const call = desk.calls.get(leg.callId);
  if (call?.supervision?.legId !== legId) {
    cancelLeg(desk, legId, 'normal');
    return true;
  }
  if (call.supervision.isOn) return true;
  desk.stopTimer(call, 'supervisor');
  call.supervision.isOn = true;
  supervise(desk, call, call.supervision);
  return true;
}

/** Before the answer it is only what will be. */
function change(desk: Desk, call: Call, how: Supervising): boolean {
  const { supervision } = call;
  if (supervision === null) return false;
  if (supervision.how === how) return true;
  supervision.how = how;
  if (supervision.isOn) supervise(desk, call, supervision);
  return true;
}

function supervise(desk: Desk, { id: callId, talk }: Call, supervision: Supervision): void {
  const { legId, how } = supervision;
  desk.want({ kind: 'supervise', legId, callId, of: talk!.legId, how });
  desk.write({ kind: 'supervised', callId, ...inJournal(supervision) });
}

/** It is over, and the supervisor's phone is let go. False when nobody is with the talk. */
export function endSupervision(desk: Desk, call: Call, why: SupervisionEnd): boolean {
  const { supervision } = call;
  if (supervision === null) return false;
  call.supervision = null;
  desk.stopTimer(call, 'supervisor');
  if (desk.supervisorLegs.has(supervision.legId)) cancelLeg(desk, supervision.legId, 'normal');
  const { how: _, ...facts } = inJournal(supervision);
  desk.write({ kind: 'supervisionEnded', callId: call.id, ...facts, why });
  return true;
}

/** The exchange could not do what was wanted of the leg. */
export function supervisionFailed(desk: Desk, legId: string): void {
  const call = desk.calls.get(desk.supervisorLegs.get(legId)?.callId ?? '');
  if (call?.supervision?.legId === legId) endSupervision(desk, call, 'failed');
}

/** True when the leg was a supervisor's, who has hung up, or was let go, or never answered. */
export function supervisorLegEnded(desk: Desk, legId: string): boolean {
  const leg = desk.supervisorLegs.get(legId);
  if (leg === undefined) return false;
  desk.supervisorLegs.delete(legId);
  desk.want({ kind: 'stopTimer', key: { owner: legId, purpose: 'settle', generation: 0 } });
  const call = desk.calls.get(leg.callId);
  if (call?.supervision?.legId === legId)
    endSupervision(desk, call, call.supervision.isOn ? 'hung_up' : 'not_reached');
  phoneHeld(desk, leg.operatorId === null ? undefined : desk.roster.find(leg.operatorId));
  return true;
}

/** The leg's node has died: the supervisor's phone is let go, with the talk that was on the same node. */
export function supervisorLost(desk: Desk, legId: string, { callId, operatorId }: SupervisorLeg): void {
  desk.supervisorLegs.delete(legId);
  const call = desk.calls.get(callId);
  if (call?.supervision?.legId === legId) endSupervision(desk, call, 'talk_ended');
  phoneHeld(desk, operatorId === null ? undefined : desk.roster.find(operatorId));
}

function phoneHeld(desk: Desk, owner: Operator | undefined): void {
  if (owner === undefined) return;
  owner.isPhoneInUse = desk.holdsPhone(owner.id);
  desk.seatChanged(owner);
  writeOperator(desk, owner);
}

const inJournal = ({ by, how, phoneId: phone, operatorId: operator }: Supervision) => ({
  ...{ operator, by, how, phone },
});
