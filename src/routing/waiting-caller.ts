import type { Needs } from './needs.ts';
import type { QueueRules } from './queue-rules.ts';

/** What the switchboard says of a caller who joins the line. */
export type Entering = {
  readonly callId: string;
  readonly queue: QueueRules;
  /** What the flow's step adds to the queue's own needs, for the first stage. */
  readonly stepNeeds: Needs;
  readonly class: number;
  readonly boostMs: number;
  /** Monotonic time at which the caller entered the line; it may lie in the past (a place that was kept). */
  readonly enteredMs: number;
};

/**
 * A caller in the line. The key (class, enteredMs − boostMs, seq) never changes, since everybody ages at the same
 * speed: a place never has to be worked out anew, and it never gets worse.
 */
export type WaitingCaller = Entering & {
  /** Order of entering, for equal moments. */
  readonly seq: number;
  /** How many stages of the queue have begun; it only grows. 0: only the needs of the first moment. */
  stagesBegun: number;
  /** The operator who is being rung for this caller. */
  offeredTo: string | null;
  /**
   * Operator → when their cool-down with this caller ends, and until when even a lone operator is left in
   * peace.
   */
  readonly coolDowns: Map<string, CoolDown>;
};

/**
 * Monotonic times. `restUntilMs` holds always; `untilMs` only while another operator could take the caller.
 */
export type CoolDown = { readonly untilMs: number; readonly restUntilMs: number };

/** Negative when `a` is served before `b`. */
export function beforeInLine(a: WaitingCaller, b: WaitingCaller): number {
  return a.class - b.class || a.enteredMs - a.boostMs - (b.enteredMs - b.boostMs) || a.seq - b.seq;
}
