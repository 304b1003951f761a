import type { Now } from '../base/index.ts';
import type { Operator } from '../operators/index.ts';
import { needsText, type QueueRules } from '../routing/index.ts';
import type { Board, BoardCall, BoardOperator, BoardQueue, BoardWaiting } from './board.ts';
import type { Call, Supervision } from './call.ts';
import type { Desk } from './desk.ts';
import { wantedAt } from './lines/wanted.ts';
import { recordingOf } from './talks/tapes.ts';

/** The picture of this instant. It is made when somebody looks, never on an event. */
export function paintBoard(desk: Desk, now: Now): Board {
  return {
    atMs: now.wallMs,
    queues: queuesInUse(desk).map((queue) => paintQueue(desk, queue, now)),
    operators: [...desk.roster.all()].map((operator) => paintOperator(desk, operator)),
    calls: [...desk.calls.values()].map(paintCall),
  };
}

/** Those of the files, and those that are gone from them while somebody is still in them. */
function queuesInUse(desk: Desk): readonly QueueRules[] {
  const inUse = [...desk.calls.values()].flatMap(({ visit }) => visit?.queue ?? []);
  return [...new Map([...desk.plan.queues.values(), ...inUse].map((queue) => [queue.id, queue])).values()];
}

function paintQueue(desk: Desk, queue: QueueRules, now: Now): BoardQueue {
  const bound = [...desk.roster.all()].filter(({ profile }) => Object.hasOwn(profile.queues, queue.id));
  return {
    id: queue.id,
    title: queue.title,
    waiting: desk.router.waitingIn(queue.id).flatMap((callId) => paintWaiting(desk, callId, now)),
    callbacksCount: desk.callbacks.countOf(queue.id),
    readyCount: bound.filter((operator) => operator.canTakeCall).length,
    signedInCount: bound.filter((operator) => operator.isSignedIn).length,
  };
}

/** Nothing of a promise that stands in the line: nobody waits on the phone for it. */
function paintWaiting(desk: Desk, callId: string, now: Now): BoardWaiting | [] {
  const place = desk.router.find(callId)!;
  const call = desk.calls.get(callId);
  if (call === undefined) return [];
  return {
    callId,
    caller: call.caller.number,
    ageMs: now.monoMs - place.enteredMs,
    class: place.class,
    needs: needsText(wantedAt(desk, call.visit!, place.stagesBegun)),
    stage: place.stagesBegun,
    ringing: place.offeredTo,
  };
}

export function paintOperator(desk: Desk, operator: Operator): BoardOperator {
  const { id, profile, presence, reason, unit, sinceMs, callId } = operator;
  const phones = desk.roster.phonesOf(operator);
  const phonesThere = phones.filter((phoneId) => desk.phonesThere.has(phoneId));
  const where = { phones, phonesThere, desk: operator.desk };
  const phone = operator.isReachable ? 'reachable' : 'unreachable';
  const use = operator.isPhoneInUse ? ({ isPhoneInUse: true } as const) : {};
  return { id, name: profile.name, presence, reason, unit, phone, ...where, ...use, sinceMs, callId };
}

/** Who is rung for the caller, or talks with them. */
function operatorOf({ offers, talk, out, own }: Call): string | null {
  if (own !== null) return own.operatorId;
  const ringing = offers.values().next().value ?? talk ?? out?.legs.values().next().value;
  return ringing?.operatorId ?? null;
}

export function paintCall(call: Call): BoardCall {
  return {
    callId: call.id,
    caller: call.caller.number,
    callerName: call.caller.name,
    dialled: call.dialled,
    node: call.node,
    direction: call.own?.direction ?? 'incoming',
    phase: call.phase,
    flow: call.flow?.flow ?? null,
    step: call.flow?.step ?? null,
    queue: call.visit?.queue.id ?? null,
    operator: operatorOf(call),
    isHeld: call.talk?.isHeld ?? false,
    consulted: call.consulted?.operatorId ?? null,
    recording: recordingOf(call),
    ...talkOf(call),
    arrivedMs: call.arrivedMs,
  };
}

/** What is known of a talk alone. */
function talkOf({ talk, met, supervision }: Call): Pick<BoardCall, 'answeredFor' | 'supervision'> {
  const queue = talk === null ? undefined : met?.queue.id;
  return {
    ...(queue !== undefined && { answeredFor: queue }),
    ...(supervision !== null && { supervision: shown(supervision) }),
  };
}

const shown = ({ by, how, phoneId: phone, isOn }: Supervision): NonNullable<BoardCall['supervision']> => ({
  ...{ by, how, phone, isOn },
});
