import type { FastRouter } from '../../src/routing/fast-router.ts';
import { ANYBODY } from '../../src/routing/needs.ts';
import { type Bindings, CALLS, type Demand, type Entering, type Match } from '../../src/routing/routing.ts';
import { queue } from './rules.ts';

export const READY = { signedIn: true, free: CALLS, load: 0, freeAtMs: null };
export const BUSY = { signedIn: true, free: 0, load: 1, freeAtMs: null };

/** A caller as the core is told of one who comes at 0 for the first time. */
export const USUAL_KEY = {
  class: 5,
  boostMs: 0,
  enteredMs: 0,
  kind: 1,
  stagesBegun: 0,
  seq: Number.NaN,
  lastOperator: -1,
};

/** All that lies on a stack, the newest first; it is empty then. */
export function drained(stack: { pop(): number }): readonly number[] {
  const items: number[] = [];
  for (let item = stack.pop(); item >= 0; item = stack.pop()) items.push(item);
  return items;
}

/** Bindings to these queues that differ in nothing. */
export const boundTo = (...queues: readonly string[]): Bindings =>
  Object.fromEntries(queues.map((id) => [id, { priority: 1, delayMs: 0 }]));

/** Seats an operator, in the queue "q" if nothing else is said. */
export function seat(
  router: FastRouter,
  operatorId: string,
  skills: Record<string, number> = {},
  bindings = boundTo('q'),
) {
  return router.seat({ operatorId, skills, bindings });
}

/** A caller joins the line, of the queue "q" if nothing else is said. */
export function enter(
  router: FastRouter,
  callId: string,
  demand: Demand = queue('q'),
  nowMs = 0,
  more: Partial<Entering> = {},
) {
  const usual = { stepNeeds: ANYBODY, class: 5, boostMs: 0, enteredMs: nowMs };
  return router.enter({ callId, queue: demand, ...usual, ...more }, nowMs);
}

/** Decisions as "call→operator+operator". */
export function decided(decide: (onMatch: (match: Match) => void) => void): string[] {
  const made: string[] = [];
  decide(({ callId, operatorIds }) => made.push(`${callId}→${operatorIds.join('+')}`));
  return made;
}

/** Has the router decide, and checks its invariants. */
export function decide(router: FastRouter, nowMs = 0): string[] {
  const made = decided((onMatch) => router.decide(nowMs, onMatch));
  router.check(nowMs);
  return made;
}
