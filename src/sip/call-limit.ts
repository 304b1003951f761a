import { BucketWithReserve, type Now, type Pace, reserveOf } from '../base/index.ts';

/** How many calls are let in. */
export type CallLimits = {
  /** New calls a second on the average, and how many of them may come at one moment. */
  readonly callsPerSecond: number;
  readonly burst: number;
  /** Calls at once. */
  readonly callsMax: number;
};

/**
 * Room for calls: at once and a second, and on top of both a share that urgent calls alone may take
 * (`reservePercent`, 0 for none).
 */
export class CallLimit {
  readonly #limits: CallLimits;
  readonly #reservePercent: number;
  readonly #perSecond: BucketWithReserve;
  #callsNow = 0;

  constructor(limits: CallLimits, reservePercent: number, now: Now) {
    this.#limits = limits;
    this.#reservePercent = reservePercent;
    this.#perSecond = new BucketWithReserve(paceOf(limits), reservePercent, now);
  }

  /**
   * Why there is no room for one call more; null: there is, and it has been counted as one of this second.
   * Whether the call is urgent is asked only where it makes a difference.
   */
  refusal(isUrgent: () => boolean, now: Now): 'calls_at_once' | 'calls_per_second' | null {
    const { callsMax } = this.#limits;
    if (this.#callsNow >= callsMax) {
      const withReserve = callsMax + reserveOf(callsMax, this.#reservePercent);
      if (this.#callsNow >= withReserve || !isUrgent()) return 'calls_at_once';
    }
    return this.#perSecond.take(paceOf(this.#limits), isUrgent, now) ? null : 'calls_per_second';
  }

  /** A call has been let in: it takes room until it has ended. */
  callBegan(): void {
    this.#callsNow += 1;
  }

  callEnded(): void {
    this.#callsNow -= 1;
  }
}

const paceOf = ({ callsPerSecond, burst }: CallLimits): Pace => ({ perSecond: callsPerSecond, burst });
