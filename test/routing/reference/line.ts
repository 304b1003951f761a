import { ANYBODY } from '../../../src/routing/needs.ts';
import type { Demand, Entering } from '../../../src/routing/routing.ts';
import { CALLS } from '../../../src/routing/routing.ts';
import { byKey, type Caller, type Seat } from './state.ts';
import { bindingOf, isEligible, isFreeFor } from './visibility.ts';

/** A caller who enters, with what began by age or earlier already begun. */
export function callerFrom(entering: Entering, seq: number, seats: readonly Seat[], nowMs: number): Caller {
  const { queue } = entering;
  const caller: Caller = {
    callId: entering.callId,
    enteredMs: entering.enteredMs,
    seq,
    kind: entering.kind ?? CALLS,
    keepsNeeds: entering.keepsNeeds ?? false,
    queue,
    stepMust: entering.stepMust ?? ANYBODY,
    stepNeeds: entering.stepNeeds,
    class: entering.class,
    boostMs: entering.boostMs,
    stagesBegun: Math.min(entering.stagesBegun ?? 0, queue.stages.length),
    offeredTo: [],
    offersMade: 0,
    sticky: null,
    coolDowns: new Map(),
  };
  beginStages(caller, countDue(caller, nowMs));
  const last = seats.find((seat) => seat.profile.operatorId === entering.lastOperatorId);
  if (last !== undefined && isEligible(caller, last)) {
    const untilMs = entering.enteredMs + queue.stickyMs;
    if (nowMs < untilMs && isExpected(caller, last, untilMs, nowMs))
      caller.sticky = { operatorId: last.profile.operatorId, untilMs };
  }
  return caller;
}

/** Whether it is worth while to wait for this operator (S6a). */
export function isExpected(caller: Caller, seat: Seat, untilMs: number, nowMs: number): boolean {
  const { signedIn, freeAtMs } = seat.standing;
  const isSoonFree = freeAtMs !== null && freeAtMs >= nowMs && freeAtMs <= untilMs;
  return signedIn && (isFreeFor(caller, seat) || isSoonFree);
}

/** How many stages the caller's age has reached. */
export function countDue(caller: Caller, nowMs: number): number {
  return caller.queue.stages.filter(({ afterMs }) => caller.enteredMs + afterMs <= nowMs).length;
}

/** Stages up to this number begin; those begun stay so. Returns whether any was new (S4). */
export function beginStages(caller: Caller, upTo: number): boolean {
  const begins = caller.queue.stages.slice(caller.stagesBegun, upTo);
  for (const stage of begins) {
    caller.stagesBegun += 1;
    caller.class = Math.min(caller.class, stage.class ?? caller.class);
  }
  return begins.length > 0;
}

/** What the stages begun make of a class (S3: never worse). */
export function classWith(caller: Caller, wished: number): number {
  const begun = caller.queue.stages.slice(0, caller.stagesBegun);
  return begun.reduce((least, stage) => Math.min(least, stage.class ?? least), wished);
}

/** How many operators ring together: what the newest stage begun says that says anything. */
export function groupSize(caller: Caller): number {
  const begun = caller.queue.stages.slice(0, caller.stagesBegun);
  return begun.reduce((size, stage) => stage.ringGroup ?? size, caller.queue.ringGroup);
}

/** Other rules for who waits; stages start from `stagesBegun` and catch up with the caller's age. */
export function changeRules(caller: Caller, queue: Demand, stagesBegun: number, nowMs: number): void {
  caller.queue = queue;
  caller.stagesBegun = Math.min(stagesBegun, queue.stages.length);
  beginStages(caller, countDue(caller, nowMs));
}

/** Nobody who is signed in is allowed by what has begun. */
export function isUnstaffed(caller: Caller, seats: readonly Seat[]): boolean {
  return !seats.some((seat) => seat.standing.signedIn && isEligible(caller, seat));
}

/** All moments at which time alone may change something for this caller, past ones included. */
export function momentsOf(caller: Caller, seats: readonly Seat[]): readonly number[] {
  const moments = caller.queue.stages.map(({ afterMs }) => caller.enteredMs + afterMs);
  for (const seat of seats) {
    const binding = bindingOf(caller, seat);
    if (binding !== undefined) moments.push(caller.enteredMs + binding.delayMs);
  }
  for (const { restUntilMs, untilMs } of caller.coolDowns.values()) moments.push(restUntilMs, untilMs);
  if (caller.sticky !== null) moments.push(caller.sticky.untilMs);
  return moments;
}

export const inOrder = (callers: readonly Caller[]): readonly Caller[] => callers.toSorted(byKey);
