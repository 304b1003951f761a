import type { Needs, Skills } from './needs.ts';
import type { QueueRules } from './queue-rules.ts';

/**
 * What of a queue concerns the choice between people. Callers may carry rules of the same `id` that differ: operators
 * are bound to the id, needs and stages are those that the caller entered with.
 */
export type Demand = Pick<
  QueueRules,
  'id' | 'must' | 'needs' | 'stages' | 'strategy' | 'spread' | 'ringGroup' | 'stickyMs' | 'skipUnstaffed'
>;

/** How an operator serves a queue. `priority` 1–99, 1 first; `weight` 1–1,000 for the strategy "weighted". */
export type Binding = { readonly priority: number; readonly delayMs: number; readonly weight?: number };

/** Queue → how the operator serves it. Bound operators alone get a queue's calls. */
export type Bindings = Readonly<Record<string, Binding>>;

/** Who an operator is. The order of seating is the order of the strategies "linear" and "circular". */
export type Profile = { readonly operatorId: string; readonly skills: Skills; readonly bindings: Bindings };

/** What an operator can do at this moment. */
export type Standing = {
  /** Signed in at all (ready, paused, busy …): others wait for this operator, too. */
  readonly signedIn: boolean;
  /** Kinds of work that could be offered now, as bits (1 = calls); 0: none. */
  readonly free: number;
  /** Units of work in hand. Above 0 the operator counts as occupied. */
  readonly load: number;
  /** Monotonic time at which a busy operator will probably be free, past: for longer than expected; null: not known. */
  readonly freeAtMs: number | null;
};

/**
 * After an offer that failed, the two are not brought together again for so long, if anybody else could
 * serve.
 */
export const COOL_DOWN_MS = 60_000;

/** The work of a telephone call, in `Standing.free` and `Entering.kind`. */
export const CALLS = 1;

/** Who joins the line. Times are monotonic milliseconds, fractions kept. */
export type Entering = {
  readonly callId: string;
  readonly queue: Demand;
  /** What the flow's step will never do without, beside the queue's own `must`. */
  readonly stepMust?: Needs;
  /** What the flow's step adds to the queue's own needs: for the first moment only, or for always if `keepsNeeds`. */
  readonly stepNeeds: Needs;
  readonly keepsNeeds?: boolean;
  /** A 32-bit integer; the smaller is served first. */
  readonly class: number;
  readonly boostMs: number;
  /** It may lie in the past: a place that was kept. */
  readonly enteredMs: number;
  /** One bit: the kind of work (1 = a call). */
  readonly kind?: number;
  /** The operator whom the caller talked with last, if the queue wants callers to meet them again. */
  readonly lastOperatorId?: string | null;
  /** Of a place that was kept: the order of entering, and how many stages had begun. */
  readonly seq?: number;
  readonly stagesBegun?: number;
};

/** Where a caller stands. `seq` and `stagesBegun` are written on the leg, and given back after a crash. */
export type Place = {
  readonly seq: number;
  readonly class: number;
  readonly boostMs: number;
  readonly enteredMs: number;
  readonly queueId: string;
  readonly stagesBegun: number;
  /** Operators who are being rung for the caller. */
  readonly offeredTo: readonly string[];
};

/** Why somebody cannot be taken in: which table is full, and how much it holds. */
export type Refusal = {
  readonly full: 'callers' | 'operators' | 'needs' | 'skills' | 'queues';
  readonly max: number;
};

/** Sizes of the tables. */
export type RouterLimits = {
  readonly callersMax: number;
  readonly operatorsMax: number;
  /** Distinct demands (queue, needs, stages) that callers wait with at one time. */
  readonly needsMax: number;
  readonly skillsMax: number;
  readonly queuesMax: number;
};

export type Rule = 'operator became free' | 'caller first in line' | 'taken by name';

/** A caller and the operators to ring for them: one, or a ring group. Nobody else gets them meanwhile. */
export type Match = {
  readonly callId: string;
  readonly operatorIds: readonly string[];
  /** When it was due: the stage's own moment, even if the clock is further already. */
  readonly atMs: number;
  readonly rule: Rule;
  /** How long the (first) operator had been idle, and how many free operators could have been rung. */
  readonly idleMs: number;
  readonly candidatesCount: number;
};

/** What stands between a caller and an operator now. `free`: nothing. Times are monotonic. */
export type Hindrance =
  | { readonly kind: 'free' }
  | { readonly kind: 'notBound' }
  | { readonly kind: 'must' | 'needs'; readonly lacks: string }
  | { readonly kind: 'signedOut' | 'notFree' | 'sticky' }
  | { readonly kind: 'delay' | 'coolDown'; readonly untilMs: number };

/**
 * The wait that is to be expected, from now on; half of all callers wait less than `p50Ms`, nine of ten less than
 * `p90Ms`.
 */
export type Estimate = { readonly p50Ms: number; readonly p90Ms: number };

/**
 * Who takes the call (rules S1–S13). Pure and synchronous; the same calls in the same order give the same decisions,
 * bit for bit. Events that concern nobody known change nothing and are counted. The way of an event:
 *
 *   advance(now) → the event's own method(s) → decide(now)
 *
 * `onMatch` is called for each decision in order; in it, only `tell` may be called back.
 */
export interface Routing {
  /** Adds an operator, signed out; or gives one other skills and queues, who keeps the state and the turn. */
  seat(profile: Profile): Refusal | undefined;
  unseat(operatorId: string): void;
  /** An idle operator who stays idle keeps the turn. After a match this must tell what is left free. */
  tell(operatorId: string, standing: Standing, nowMs: number): void;
  /** For the strategies and the estimate: an operator has handled a call of the queue, wrap-up included. */
  noteHandled(operatorId: string, queueId: string, handledMs: number): void;

  /** Joins the line. Nobody may stand in it twice: then undefined is returned and nothing changes. */
  enter(entering: Entering, nowMs: number): Place | Refusal | undefined;
  /** Leaves the line for whatever reason, an answer included; false when not in it. */
  leave(callId: string): boolean;
  /** This operator's part of the offer came to nothing; the caller is matched again when all of it has. */
  offerFailed(callId: string, operatorId: string, coolDown: boolean, nowMs: number): void;
  /** A supervisor's wish. The key becomes what it would have been with these from the start. */
  reprioritise(
    callId: string,
    wish: { readonly class?: number; readonly boostMs?: number },
    nowMs: number,
  ): boolean;
  /**
   * A supervisor's wish: this operator alone is to be rung for the caller, whatever the order, skills and states, and
   * nobody else gets either meanwhile. Undefined when the caller does not stand in the line or is being offered, or
   * there is no such operator.
   */
  take(callId: string, operatorId: string, nowMs: number): Match | undefined;
  /** Into another queue, the key kept; stages by the caller's age. The step's `must` was for the queue before. */
  move(callId: string, queue: Demand, stepNeeds: Needs, nowMs: number): boolean;
  /** Queues as they are from now on: who waits in one of them gets its rules, stages by age (begun ones only grow). */
  reload(queues: Iterable<Demand>, nowMs: number): void;

  /** Told of each caller for whom a stage begins before its time (`skipUnstaffed`), in `advance` and `decide`. */
  onEarlyStage: (callId: string) => void;
  /** When time alone changes something next; undefined: never. */
  nextDueMs(): number | undefined;
  /**
   * Applies what is due by now in order of due time: all callers due at one instant first, then decisions, dated then.
   * Stops after about `budget` steps of work; returns whether all is done. Until it is, no event may be handled.
   */
  advance(nowMs: number, onMatch: (match: Match) => void, budget?: number): boolean;
  /** Decides until no free operator and no present caller are left who may meet. */
  decide(nowMs: number, onMatch: (match: Match) => void): void;

  find(callId: string): Place | undefined;
  countWaiting(queueId: string): number;
  /** Mean time for which a call of the queue keeps an operator busy, wrap-up included; a guess before the first. */
  handlingMs(queueId: string): number;
  /** Ids of those in this queue in the order in which they are served, those being offered included. */
  waitingIn(queueId: string): readonly string[];
  /** Whether anybody who is signed in is bound to the queue. */
  isStaffed(queueId: string): boolean;
  /** All operators and what stands between each and the caller. For people, not for the hot path. */
  whyNot(callId: string, nowMs: number): readonly { readonly operatorId: string; readonly is: Hindrance }[];
  /** Null when nobody is signed in who could ever serve the caller. */
  estimate(callId: string, nowMs: number): Estimate | null;
  /** The same for a caller who would enter now. */
  estimateFor(entering: Omit<Entering, 'callId'>, nowMs: number): Estimate | null;
  readonly counts: { readonly waiting: number; readonly idle: number; readonly ignored: number };
  /** Throws `Broken` when an invariant (S10) does not hold. Slow: for tests and now and then. */
  check(nowMs: number): void;
}
