import { assertNever } from '../../base/index.ts';
import {
  type FlowFact,
  type FlowQuestion,
  nextChangeMs,
  type QueueFacts,
  type ScheduleState,
  stateAt,
} from '../../flow/index.ts';
import { ANYBODY } from '../../routing/index.ts';
import type { Call } from '../call.ts';
import type { Desk } from '../desk.ts';
import { countPresent } from '../lines/waiting.ts';

/** What a flow wants to know, as it is at this instant. A name that is gone from the files is no fault of the call. */
export function answerTo(desk: Desk, call: Call, question: FlowQuestion): FlowFact {
  switch (question.about) {
    case 'schedule':
      return { about: 'schedule', state: stateOf(desk, question.name) ?? null };
    case 'queue':
      return { about: 'queue', queue: queueFacts(desk, call, question.name, question.schedule) };
    case 'caller':
      return { about: 'caller', caller: desk.plan.callers.get(call.caller.number) ?? null };
    case 'language':
      return { about: 'language', language: desk.languages.get(call.caller.number) ?? null };
    default:
      return assertNever(question);
  }
}

/** Whether it is open now; undefined when nothing is known of these hours. */
export function stateOf(desk: Desk, name: string): ScheduleState | undefined {
  const schedule = desk.plan.schedules.get(name);
  return schedule && stateAt(schedule, desk.now.wallMs);
}

/** Null when there is no such queue. */
function queueFacts(desk: Desk, call: Call, queueId: string, schedule: string | null): QueueFacts | null {
  const queue = desk.plan.queues.get(queueId);
  if (queue === undefined) return null;
  const rank = call.flow?.rank;
  const lastOperatorId = desk.lastOperators.get(call.caller.number) ?? null;
  const entering = {
    ...{ queue, stepNeeds: ANYBODY, lastOperatorId, enteredMs: desk.now.monoMs },
    ...{ class: rank?.class ?? queue.class, boostMs: rank?.boostMs ?? 0 },
  };
  const free = [...desk.roster.all()].filter(
    ({ profile, canTakeCall }) => canTakeCall && Object.hasOwn(profile.queues, queueId),
  );
  return {
    isStaffed: desk.router.isStaffed(queueId),
    availableCount: free.length,
    waitingCount: countPresent(desk, queueId),
    waitMs: desk.router.estimateFor(entering, desk.now.monoMs)?.p50Ms ?? null,
    opensForMs: schedule === null ? null : opensForMs(desk, schedule),
  };
}

/** How long it stays open; 0 when it is not. Null when nothing is known of the hours. */
function opensForMs(desk: Desk, name: string): number | null {
  const { wallMs } = desk.now;
  const schedule = desk.plan.schedules.get(name);
  const state = stateOf(desk, name);
  if (schedule === undefined || state === undefined) return null;
  return state === 'open' ? nextChangeMs(schedule, wallMs) - wallMs : 0;
}
