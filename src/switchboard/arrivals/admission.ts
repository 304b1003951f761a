import { BucketWithReserve, type Now, type Pace, reserveOf } from '../../base/index.ts';
import type { RefusalReason } from '../../journal/index.ts';

/** How many new calls are let in. */
export type AdmissionRules = {
  /** New calls a second on the average, and how many of them may come at one moment. */
  readonly callsPerSecond: number;
  readonly burst: number;
  /** So much of both, and of the calls at once, is kept on top for urgent callers: percent. */
  readonly reservePercent: number;
  /** We, or the exchange, are late by so much for good: fewer are let in until it is well again. */
  readonly lateMsMax: number;
};

/** How late our own loop has been, and how long the exchange took to answer, at best, in the last second. */
export type Load = { readonly lagMs: number; readonly answerMs: number };

/** A new call at the door. */
export type AtTheDoor = {
  readonly callsNow: number;
  readonly callsMax: number;
  /** The caller, or the number that was dialled, has part in the reserve. */
  readonly isUrgent: boolean;
  /** The exchange has answered already, since nobody was there: this caller has waited. */
  readonly isAnswered: boolean;
};

/** What of the limits is in use, for people. */
export type AdmissionState = {
  /** New calls a second that are let in now; below the setting while we or the exchange are too slow. */
  readonly callsPerSecond: number;
  /** How many of them may come at one moment. */
  readonly burst: number;
  readonly isStrained: boolean;
};

const MS_PER_S = 1_000;
/** While it is too much, each look lets in so much less than came in; never nobody at all. */
const LESS = 0.7;
const CALLS_PER_SECOND_MIN = 1;
/** Below this share of the limit it is well again, and each look lets in so much more: it does not swing. */
const WELL = 0.5;
const MORE = 1.5;
const MORE_PER_SECOND = 2;
/** Under strain what did not come is not saved up for longer than this. */
const SAVED_S = 0.2;
/** Two looks that are nearer to each other say nothing of how many came in between. */
const LOOK_MS_MIN = 100;

/**
 * The door of the house. A call that is let in is served well; beyond that, callers are told so at once, and their
 * carrier may try elsewhere: overload control by rate (RFC 6357), with two token buckets, one of them for urgent
 * callers alone. Under strain the rate falls by a factor, and rises again step by step, with room between the two
 * limits: it settles where the load is bearable, and does not swing between all and nothing.
 */
export class Admission {
  readonly #rules: AdmissionRules;
  readonly #room: BucketWithReserve;
  #perSecond: number;
  #letIn = 0;
  #lookedMs: number;

  constructor(rules: AdmissionRules, now: Now) {
    this.#rules = rules;
    const { callsPerSecond, burst, reservePercent } = rules;
    this.#room = new BucketWithReserve({ perSecond: callsPerSecond, burst }, reservePercent, now);
    this.#perSecond = callsPerSecond;
    this.#lookedMs = now.monoMs;
  }

  get state(): AdmissionState {
    return { callsPerSecond: this.#perSecond, burst: this.#burst, isStrained: this.#isStrained };
  }

  /** Why the call is turned away; null: it is let in, and counts. */
  refusal(call: AtTheDoor, now: Now): RefusalReason | null {
    const why = this.#refusal(call, now);
    if (why === null) this.#letIn += 1;
    return why;
  }

  /** What was measured since the last look, which was about a second ago or less. */
  measured({ lagMs, answerMs }: Load, { monoMs }: Now): void {
    const forMs = monoMs - this.#lookedMs;
    if (forMs < LOOK_MS_MIN) return;
    const letInPerSecond = (this.#letIn * MS_PER_S) / forMs;
    [this.#letIn, this.#lookedMs] = [0, monoMs];
    const { callsPerSecond, lateMsMax } = this.#rules;
    const lateMs = Math.max(lagMs, answerMs);
    if (lateMs >= lateMsMax) {
      const borne = Math.min(this.#perSecond, letInPerSecond);
      this.#perSecond = Math.max(CALLS_PER_SECOND_MIN, borne * LESS);
    } else if (lateMs < lateMsMax * WELL)
      this.#perSecond = Math.min(callsPerSecond, this.#perSecond * MORE + MORE_PER_SECOND);
  }

  get #isStrained(): boolean {
    return this.#perSecond < this.#rules.callsPerSecond;
  }

  /** Under strain what is let in is what can be borne now, and no store of calls that did not come. */
  get #burst(): number {
    const { burst } = this.#rules;
    return this.#isStrained ? Math.min(burst, Math.max(1, SAVED_S * this.#perSecond)) : burst;
  }

  get #pace(): Pace {
    return { perSecond: this.#perSecond, burst: this.#burst };
  }

  #refusal({ callsNow, callsMax, isUrgent, isAnswered }: AtTheDoor, now: Now): RefusalReason | null {
    const reserve = isUrgent ? reserveOf(callsMax, this.#rules.reservePercent) : 0;
    if (callsNow >= callsMax + reserve) return 'calls_at_once';
    const isRoom = this.#room.take(this.#pace, () => isUrgent && !isAnswered, now);
    // Whoever was answered and heard music is not told now that they came at a bad moment.
    if (isRoom || isAnswered) return null;
    return this.#isStrained ? 'overload' : 'calls_per_second';
  }
}

/** For whoever sets no limit but that of calls at once. */
export const EVERYBODY: AdmissionRules = {
  callsPerSecond: Number.MAX_SAFE_INTEGER,
  burst: Number.MAX_SAFE_INTEGER,
  reservePercent: 0,
  lateMsMax: Number.POSITIVE_INFINITY,
};
