import type { Needs } from '../../../src/routing/needs.ts';
import type { Demand, Place, Profile, Standing } from '../../../src/routing/routing.ts';

/** A caller in the line, as plain as can be. */
export type Caller = {
  readonly callId: string;
  readonly enteredMs: number;
  readonly seq: number;
  readonly kind: number;
  readonly keepsNeeds: boolean;
  queue: Demand;
  stepMust: Needs;
  stepNeeds: Needs;
  class: number;
  boostMs: number;
  stagesBegun: number;
  offeredTo: readonly string[];
  offersMade: number;
  sticky: { readonly operatorId: string; readonly untilMs: number } | null;
  readonly coolDowns: Map<string, CoolDown>;
};

/** Two who are kept apart: until `restUntilMs` in any case, until `untilMs` if anybody else could serve. */
export type CoolDown = { readonly restUntilMs: number; readonly untilMs: number };

/** An operator. `number` is the order of seating; `turn` is null while nothing can be offered. */
export type Seat = {
  readonly number: number;
  profile: Profile;
  standing: Standing;
  turn: { readonly order: number; readonly sinceMs: number } | null;
  handledCount: number;
  /** Time spent signed in, and the part of it with work in hand, up to `toldMs`. */
  signedInMs: number;
  busyMs: number;
  toldMs: number;
};

/** The order in which callers are served (S3): class, then entering less the boost, then the order of entering. */
export function byKey(one: Caller, other: Caller): number {
  return (
    one.class - other.class ||
    one.enteredMs - one.boostMs - (other.enteredMs - other.boostMs) ||
    one.seq - other.seq
  );
}

/** What is told of a caller. */
export function placeOf(caller: Caller): Place {
  return {
    seq: caller.seq,
    class: caller.class,
    boostMs: caller.boostMs,
    enteredMs: caller.enteredMs,
    queueId: caller.queue.id,
    stagesBegun: caller.stagesBegun,
    offeredTo: caller.offeredTo,
  };
}
