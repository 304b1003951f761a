import { Bucket } from './bucket.ts';
import type { Now } from './clock.ts';

/** So many a second on the average, and so many at one moment. */
export type Pace = { readonly perSecond: number; readonly burst: number };

const PERCENT = 100;
/** The smallest reserve that deserves the name. */
const RESERVE_MIN: Pace = { perSecond: 1, burst: 5 };

/** How much a reserve of `percent` adds to a limit; never a fraction of one. */
export function reserveOf(limit: number, percent: number): number {
  return Math.ceil((limit * percent) / PERCENT);
}

/** A token bucket and, on top of it, a share of its limits (`reservePercent`, 0 for none) for the urgent alone. */
export class BucketWithReserve {
  readonly #open: Bucket;
  /** Null: nothing is kept. */
  readonly #reserve: { readonly bucket: Bucket; readonly pace: Pace } | null;

  constructor({ perSecond, burst }: Pace, reservePercent: number, now: Now) {
    this.#open = new Bucket(burst, now);
    const pace = {
      perSecond: Math.max(RESERVE_MIN.perSecond, reserveOf(perSecond, reservePercent)),
      burst: Math.max(RESERVE_MIN.burst, reserveOf(burst, reservePercent)),
    };
    this.#reserve = reservePercent === 0 ? null : { bucket: new Bucket(pace.burst, now), pace };
  }

  /**
   * Whether there was one to take. `pace` is that of now, which may be less than at the beginning: the reserve stays
   * as it was made. Whether it is urgent is asked only where it makes a difference.
   */
  take({ perSecond, burst }: Pace, isUrgent: () => boolean, now: Now): boolean {
    if (this.#open.take(perSecond, burst, now)) return true;
    if (this.#reserve === null || !isUrgent()) return false;
    const { bucket, pace } = this.#reserve;
    return bucket.take(pace.perSecond, pace.burst, now);
  }
}
