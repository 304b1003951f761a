import { assertNever } from '../base/index.ts';
import type { FlowFact, FlowQuestion, FlowSet, KnownCaller, ScheduleState } from '../flow/index.ts';

/** What the house tells a flow that asks. `wallMs`: when; `caller`: the caller's number. */
export type Facts = (question: FlowQuestion, wallMs: number, caller: string) => FlowFact;

/** The flows, and what the house tells them. Without facts it is open, somebody is free, and nobody is known. */
export type Setting = FlowSet & { readonly facts?: Facts };

/** Facts of a house in which somebody is always free: a test says itself how a wait ends. */
export function factsFrom(
  hours: (schedule: string, wallMs: number) => ScheduleState | null,
  callers: ReadonlyMap<string, KnownCaller>,
): Facts {
  return (question, wallMs, caller) => {
    switch (question.about) {
      case 'schedule':
        return { about: 'schedule', state: hours(question.name, wallMs) };
      case 'queue':
        return { about: 'queue', queue: NOBODY_WAITS };
      case 'caller':
        return { about: 'caller', caller: callers.get(caller) ?? null };
      default:
        return assertNever(question);
    }
  };
}

const NOBODY_WAITS = {
  isStaffed: true,
  availableCount: 1,
  waitingCount: 0,
  waitMs: 0,
  opensForMs: null,
} as const;

export const usualFacts: Facts = factsFrom(() => 'open', new Map());

/** The same, but some schedules say what a test wants them to say. */
export const withHours =
  (facts: Facts, hours: ReadonlyMap<string, ScheduleState>): Facts =>
  (question, wallMs, caller) => {
    const state = question.about === 'schedule' ? hours.get(question.name) : undefined;
    return state === undefined ? facts(question, wallMs, caller) : { about: 'schedule', state };
  };
