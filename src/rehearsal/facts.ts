import { assertNever } from '../base/index.ts';
import {
  type FetchRequest,
  type FetchResult,
  type FlowFact,
  type FlowQuestion,
  type FlowSet,
  isLike,
  type KnownCaller,
  type ScheduleState,
} from '../flow/index.ts';

/** What the house tells a flow that asks. `wallMs`: when; `caller`: the caller's number. */
export type Facts = (question: FlowQuestion, wallMs: number, caller: string) => FlowFact;

/** What a server answers; a rehearsal never asks a real one. */
export type Servers = (request: FetchRequest) => FetchResult;

/**
 * The flows, and what the house and servers tell them. Without facts it is open, somebody is free, and nobody is known;
 * without servers none can be reached.
 */
export type Setting = FlowSet & { readonly facts?: Facts; readonly servers?: Servers };

/** Answers by "GET https://crm.example/callers/*": the first that fits, where `*` stands for anything. */
export function serversFrom(answers: readonly (readonly [asked: string, result: FetchResult])[]): Servers {
  return ({ method, url }) => {
    const found = answers.find(([asked]) => isLike(`${method.toUpperCase()} ${url}`, asked));
    return found?.[1] ?? { kind: 'unreachable', why: 'the test has no answer for it under "http"' };
  };
}

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
      case 'language':
        return { about: 'language', language: null };
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

/** What a test wants to be so: what some schedules say, and what the caller chose in an earlier call. */
export type Wanted = {
  readonly hours: ReadonlyMap<string, ScheduleState>;
  readonly chose: string | null;
};

/** The same facts, but for what a test wants to be so. */
export const withWanted =
  (facts: Facts, { hours, chose }: Wanted): Facts =>
  (question, wallMs, caller) => {
    if (question.about === 'language') return { about: 'language', language: chose };
    const state = question.about === 'schedule' ? hours.get(question.name) : undefined;
    return state === undefined ? facts(question, wallMs, caller) : { about: 'schedule', state };
  };
