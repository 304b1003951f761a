import { Bucket, type Now } from '../base/index.ts';

/** How many calls are let in. */
export type CallLimits = {
  /** New calls a second on the average, and how many of them may come at one moment. */
  readonly callsPerSecond: number;
  readonly burst: number;
  /** Calls at once. */
  readonly callsMax: number;
};

const PERCENT = 100;
/** The smallest reserve that deserves the name. */
const RESERVE_PER_SECOND_MIN = 1;
const RESERVE_BURST_MIN = 5;

/**
 * Room for calls: at once and a second, and on top of both a share that urgent calls alone may take
 * (`reservePercent`, 0 for none).
 */
export class CallLimit {
  readonly #limits: CallLimits;
  readonly #reservePercent: number;
  readonly #open: Bucket;
  readonly #reserve: Bucket;
  #callsNow = 0;

  constructor(limits: CallLimits, reservePercent: number, now: Now) {
    this.#limits = limits;
    this.#reservePercent = reservePercent;
    this.#open = new Bucket(limits.burst, now);
    this.#reserve = new Bucket(this.#reserveBurst, now);
  }

  /**
   * Why there is no room for one call more; null: there is, and it has been counted as one of this second.
   * Whether the call is urgent is asked only where it makes a difference.
   */
  refusal(isUrgent: () => boolean, now: Now): 'calls_at_once' | 'calls_per_second' | null {
    const { callsPerSecond, burst, callsMax } = this.#limits;
    const mayUseReserve = (): boolean => this.#reservePercent > 0 && isUrgent();
    if (this.#callsNow >= callsMax) {
      if (this.#callsNow >= callsMax + this.#reserved(callsMax) || !mayUseReserve()) return 'calls_at_once';
    }
    if (this.#open.take(callsPerSecond, burst, now)) return null;
    if (!mayUseReserve()) return 'calls_per_second';
    const perSecond = Math.max(RESERVE_PER_SECOND_MIN, this.#reserved(callsPerSecond));
    return this.#reserve.take(perSecond, this.#reserveBurst, now) ? null : 'calls_per_second';
  }

  /** A call has been let in: it takes room until it has ended. */
  callBegan(): void {
    this.#callsNow += 1;
  }

  callEnded(): void {
    this.#callsNow -= 1;
  }

  get #reserveBurst(): number {
    return Math.max(RESERVE_BURST_MIN, this.#reserved(this.#limits.burst));
  }

  #reserved(of: number): number {
    return Math.ceil((of * this.#reservePercent) / PERCENT);
  }
}
