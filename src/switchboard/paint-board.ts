import type { Now } from '../base/index.ts';
import type { Operator } from '../operators/index.ts';
import { both, needsText, type QueueRules, type WaitingCaller } from '../routing/index.ts';
import type { Board, BoardCall, BoardOperator, BoardQueue, BoardWaiting } from './board.ts';
import type { Call } from './call.ts';
import type { Desk } from './desk.ts';

/** The picture of this instant. It is made when somebody looks, never on an event. */
export function paintBoard(desk: Desk, now: Now): Board {
  return {
    atMs: now.wallMs,
    queues: [...desk.plan.queues.values()].map((queue) => paintQueue(desk, queue, now)),
    operators: [...desk.roster.all()].map(paintOperator),
    calls: [...desk.calls.values()].map(paintCall),
  };
}

function paintQueue(desk: Desk, queue: QueueRules, now: Now): BoardQueue {
  const bound = [...desk.roster.all()].filter(({ profile }) => Object.hasOwn(profile.queues, queue.id));
  return {
    id: queue.id,
    title: queue.title,
    waiting: desk.router.waitingIn(queue.id).map((waiting) => paintWaiting(desk, waiting, now)),
    readyCount: bound.filter((operator) => operator.canTakeCall).length,
    signedInCount: bound.filter((operator) => operator.isSignedIn).length,
  };
}

function paintWaiting(desk: Desk, waiting: WaitingCaller, now: Now): BoardWaiting {
  const { callId, queue, stepNeeds, stagesBegun } = waiting;
  const needs = both(queue.must, both(queue.needs, stepNeeds));
  return {
    callId,
    caller: desk.calls.get(callId)?.caller.number ?? '',
    ageMs: now.monoMs - waiting.enteredMs,
    class: waiting.class,
    needs: needsText(needs),
    stage: stagesBegun,
    ringing: waiting.offeredTo,
  };
}

function paintOperator(operator: Operator): BoardOperator {
  const { id, profile, presence, reason, unit, sinceMs, callId } = operator;
  const phone = operator.isReachable ? 'reachable' : 'unreachable';
  return { id, name: profile.name, presence, reason, unit, phone, sinceMs, callId };
}

function paintCall(call: Call): BoardCall {
  return {
    callId: call.id,
    caller: call.caller.number,
    dialled: call.dialled,
    phase: call.phase,
    flow: call.flow?.flow ?? null,
    step: call.flow?.step ?? null,
    queue: call.visit?.queue.id ?? null,
    operator: call.offer?.operatorId ?? call.talk?.operatorId ?? null,
    arrivedMs: call.arrivedMs,
  };
}
