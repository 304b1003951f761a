import { assertNever } from '../../base/index.ts';
import type { Entry, RecordingSwitch } from '../../journal/index.ts';
import { type Call, isEnding, type StepAsk } from '../call.ts';
import { move } from '../call-phase.ts';
import type { Command } from '../command.ts';
import type { Desk } from '../desk.ts';
import type { TalkAsk } from '../event.ts';
import { runStep } from '../flows/flow-driver.ts';
import { enterAgain } from '../lines/waiting.ts';
import { conference, consult, endConsult, handOver } from './consulting.ts';
import { hold, resume } from './holding.ts';
import { endTalk } from './talking.ts';
import { stopTapesAgain, switchTape } from './tapes.ts';

/** What the step asked for was said of another queue. */
const NOTHING_MORE: StepAsk = { must: null, needs: null, keepsNeeds: false };

/** What an operator, or somebody for them, wants of a talk; false: impossible now, and nothing has changed. */
export function talkAsked(desk: Desk, call: Call, ask: TalkAsk, by: string): boolean {
  if (isEnding(call)) return false;
  switch (ask.kind) {
    case 'hold':
      return hold(desk, call, by);
    case 'resume':
      return call.consulted === null && resume(desk, call, by);
    case 'toQueue':
      return toQueue(desk, call, ask.queue, by);
    case 'toFlow':
      return toFlow(desk, call, by);
    case 'toOperator':
      return consult(desk, call, ask.operator, by) && toConsulted(desk, call, by);
    case 'consult':
      return consult(desk, call, ask.operator, by);
    case 'conference':
      return conference(desk, call, by);
    case 'handOver':
      return toConsulted(desk, call, by);
    case 'endConsult':
      return endConsult(desk, call);
    case 'record':
      return record(desk, call, ask.to, by);
    default:
      return assertNever(ask);
  }
}

/**
 * The phone of an operator asks by itself (REFER): for the phone of another operator, or for a queue by its name.
 * Nothing else is dialled for it.
 */
export function phoneTransfers(desk: Desk, legId: string, to: string): void {
  const leg = desk.operatorLegs.get(legId);
  const call = desk.calls.get(leg?.callId ?? '');
  const operator = desk.roster.withPhone(to);
  const ask: TalkAsk =
    operator === undefined ? { kind: 'toQueue', queue: to } : { kind: 'toOperator', operator: operator.id };
  const isTheirs = call?.talk?.legId === legId && leg !== undefined;
  // The phone is answered first: with what is wanted then its leg may end.
  const before = desk.out;
  desk.out = [];
  const isDone = isTheirs && talkAsked(desk, call, ask, leg.operatorId);
  const isFirst = (command: Command): boolean => command.kind === 'remember';
  const answer: Command = { kind: 'answerTransfer', legId, isDone };
  before.push(...desk.out.filter(isFirst), answer, ...desk.out.filter((command) => !isFirst(command)));
  desk.out = before;
  if (!isDone && call !== undefined)
    desk.write({
      kind: 'trouble',
      callId: call.id,
      what: `the phone asks for "${to}", which cannot have the caller now`,
    });
}

/**
 * The rules of the queue still hold: what is never recorded does not begin by this. Whoever asks once more for an end
 * has had no answer: the exchange is told once more as well.
 */
function record(desk: Desk, call: Call, to: RecordingSwitch, by: string): boolean {
  if (call.talk?.joinedMonoMs == null) return false;
  desk.write({ kind: 'recordingSwitched', callId: call.id, to, by });
  if (to === 'stop' || to === 'pause') stopTapesAgain(desk, call);
  switchTape(desk, call, to);
  return true;
}

/** Into the line that the caller came from with the place of before, or into another one as its last. */
function toQueue(desk: Desk, call: Call, queueId: string, by: string): boolean {
  const queue = desk.plan.queues.get(queueId);
  const { met } = call;
  if (queue === undefined || met === null || !leaveTalk(desk, call, { queue: queueId }, by)) return false;
  const isSame = met.queue.id === queueId;
  const metIn = isSame ? { ...met, queue } : { queue, label: met.label, step: NOTHING_MORE };
  const refused = enterAgain(desk, call, metIn, isSame ? met.place : null);
  if (refused === undefined) return true;
  call.phase = move(call.phase, 'afterTalk');
  runStep(desk, call, { kind: 'queueEnded', outcome: refused });
  return true;
}

/** The flow says what the caller hears now. */
function toFlow(desk: Desk, call: Call, by: string): boolean {
  if (!leaveTalk(desk, call, { flow: true }, by)) return false;
  call.phase = move(call.phase, 'afterTalk');
  desk.want({ kind: 'part', legId: call.callerLeg, callId: call.id });
  runStep(desk, call, { kind: 'handedOver', event: 'transferred_back' });
  return true;
}

/** The one who is consulted has the caller as soon as they answer; the one who talked is free. */
function toConsulted(desk: Desk, call: Call, by: string): boolean {
  const { consulted } = call;
  if (consulted === null || call.talk === null) return false;
  leaveTalk(desk, call, { operator: consulted.operatorId }, by);
  if (consulted.state !== 'ringing') handOver(desk, call, consulted);
  return true;
}

/** The operator's part in the call is over, and the caller goes on. False when nobody talks. */
function leaveTalk(
  desk: Desk,
  call: Call,
  to: Extract<Entry, { kind: 'transferred' }>['to'],
  by: string,
): boolean {
  const { talk } = call;
  if (talk === null || talk.joinedMonoMs === null) return false;
  if (!('operator' in to) && call.consulted !== null) endConsult(desk, call);
  const wasHeld = talk.isHeld;
  // Behind a sudden death an operator whom we have let go, and one who has hung up, are the same: no leg.
  desk.want({ kind: 'remember', callId: call.id, isUrgent: true });
  endTalk(desk, call, 'operator');
  call.endedBy = null;
  if (wasHeld && 'flow' in to) desk.want({ kind: 'leaveWait', legId: call.callerLeg });
  desk.write({ kind: 'transferred', callId: call.id, operator: talk.operatorId, to, by });
  return true;
}
