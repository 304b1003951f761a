import { type FlowFact, type FlowQuestion, stateAt } from '../flow/index.ts';
import type { Desk } from './desk.ts';

/** What a flow wants to know, as it is at this instant. A name that is gone from the files is no fault of the call. */
export function answerTo(desk: Desk, question: FlowQuestion): FlowFact {
  const schedule = desk.plan.schedules.get(question.name);
  const state = schedule === undefined ? undefined : stateAt(schedule, desk.now.wallMs);
  return { about: 'schedule', state: state ?? null };
}
