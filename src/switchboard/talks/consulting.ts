import { holds } from '../../base/index.ts';
import type { OfferOutcome } from '../../journal/index.ts';
import type { LegEnd } from '../../telephony/index.ts';
import type { Call, Consulted, Talk } from '../call.ts';
import type { Desk } from '../desk.ts';
import { cancelLeg, judgeOffer, letGoAgain, ringLeg } from '../lines/offers.ts';
import { hold, rejoin } from './holding.ts';
import { backToLine, beginTalk, operatorChanged } from './talking.ts';

/** Another operator is rung while the caller is held. False when nobody talks, or that operator cannot be rung. */
export function consult(desk: Desk, call: Call, operatorId: string, by: string): boolean {
  const operator = desk.roster.find(operatorId);
  const { talk, met } = call;
  if (operator?.canTakeCall !== true || talk?.joinedMonoMs == null || call.consulted !== null) return false;
  holds(met !== null, 'whoever talks has met in a queue');
  if (!talk.isHeld) hold(desk, call, by);
  const from = desk.roster.find(talk.operatorId)?.profile.name ?? talk.operatorId;
  const legId = ringLeg(desk, call, operator, { name: `${from} · ${met.label}`, autoAnswer: false });
  call.consulted = { operatorId, legId, state: 'ringing' };
  desk.startTimer(call, 'consult', met.queue.ringMs);
  desk.write({ kind: 'consultRang', callId: call.id, operator: operatorId, by });
  return true;
}

/** The operator who was rung beside the talk has picked up: they talk, or have the caller. */
export function consultAnswered(desk: Desk, call: Call, consulted: Consulted): void {
  const operator = desk.roster.find(consulted.operatorId);
  const leg = desk.operatorLegs.get(consulted.legId);
  holds(operator !== undefined && leg !== undefined && call.met !== null, 'whoever is rung has a leg');
  desk.stopTimer(call, 'consult');
  leg.wrapUpMs = call.met.queue.wrapUpMs;
  leg.answered = { queueId: call.met.queue.id, atMs: desk.now.monoMs };
  operator.answered(desk.now.wallMs);
  operatorChanged(desk, operator);
  desk.write({ kind: 'consultAnswered', callId: call.id, operator: operator.id });
  consulted.state = 'talking';
  if (call.talk === null) {
    letGoAgain(desk, call, consulted.legId);
    return handOver(desk, call, consulted);
  }
  desk.want({ kind: 'join', callId: call.id, legIds: [call.talk.legId, consulted.legId] });
}

/** Nobody picked up in time. */
export function consultMissed(desk: Desk, call: Call): void {
  const { consulted } = call;
  if (consulted === null) return;
  cancelLeg(desk, consulted.legId, 'normal');
  consultOver(desk, call, consulted, 'missed');
}

/** The leg of the one who is consulted has ended by itself. */
export function consultLegEnded(desk: Desk, call: Call, consulted: Consulted, end: LegEnd): void {
  consultOver(desk, call, consulted, consulted.state === 'ringing' ? judgeOffer(end, true) : 'answered');
}

/** The one who talks has had enough of the other one: caller and operator hear each other again. */
export function endConsult(desk: Desk, call: Call): boolean {
  const { consulted } = call;
  if (consulted === null || call.talk === null) return false;
  cancelLeg(desk, consulted.legId, 'normal');
  consultOver(desk, call, consulted, consulted.state === 'ringing' ? 'withdrawn' : 'answered');
  return true;
}

/** The call ends, whoever was being consulted. */
export function dropConsulted(desk: Desk, call: Call): void {
  const { consulted } = call;
  if (consulted === null) return;
  call.consulted = null;
  if (desk.operatorLegs.has(consulted.legId)) cancelLeg(desk, consulted.legId, 'normal');
  const outcome = consulted.state === 'ringing' ? 'withdrawn' : 'answered';
  desk.write({ kind: 'consultEnded', callId: call.id, operator: consulted.operatorId, outcome });
}

/** Who is left goes on together; a caller with whom nobody is left goes back to the line. */
function consultOver(desk: Desk, call: Call, consulted: Consulted, outcome: OfferOutcome): void {
  const { operatorId: operator, state } = consulted;
  call.consulted = null;
  desk.stopTimer(call, 'consult');
  desk.write({ kind: 'consultEnded', callId: call.id, operator, outcome });
  if (call.talk === null) backToLine(desk, call);
  else if (state !== 'inConference') rejoin(desk, call, call.talk);
}

/** The caller joins the two. */
export function conference(desk: Desk, call: Call, by: string): boolean {
  const { talk, consulted } = call;
  if (talk === null || consulted?.state !== 'talking') return false;
  consulted.state = 'inConference';
  talk.isHeld = false;
  desk.want({ kind: 'join', callId: call.id, legIds: [call.callerLeg, consulted.legId] });
  const operators = { operator: talk.operatorId, with: consulted.operatorId };
  desk.write({ kind: 'conferenceBegan', callId: call.id, ...operators, by });
  return true;
}

/** The caller is with the one who was consulted: the talk is theirs now. */
export function handOver(desk: Desk, call: Call, consulted: Consulted): void {
  call.consulted = null;
  const talk: Talk = {
    operatorId: consulted.operatorId,
    legId: consulted.legId,
    joinedMonoMs: null,
    isHeld: false,
  };
  if (consulted.state === 'inConference') return beginTalk(desk, call, talk);
  call.talk = talk;
  desk.want({ kind: 'join', callId: call.id, legIds: [call.callerLeg, talk.legId] });
}
