import type { FastifyRateLimitStore } from '@fastify/rate-limit';
import { Recent } from '../base/index.ts';

/** Of more addresses at once those are forgotten that have not asked for longest. */
const ADDRESSES_MAX = 5_000;

type Window = { readonly beganMs: number; count: number };

/**
 * How many requests each address has made in its window. The plugin's own counts go by the clock of the wall: where
 * that is set back by an hour, whoever had asked before is counted on for an hour, and locked out when it is too much.
 */
export class RequestCounts implements FastifyRateLimitStore {
  readonly #windows = new Recent<Window>(ADDRESSES_MAX);

  incr(address: string, callback: Parameters<FastifyRateLimitStore['incr']>[1], windowMs: number): void {
    const nowMs = performance.now();
    const known = this.#windows.get(address);
    const goesOn = known !== undefined && nowMs - known.beganMs < windowMs;
    const window = goesOn ? known : { beganMs: nowMs, count: 0 };
    window.count += 1;
    this.#windows.put(address, window);
    callback(null, { current: window.count, ttl: Math.ceil(windowMs - (nowMs - window.beganMs)) });
  }

  /** Routes with a limit of their own are counted for themselves. */
  child(): RequestCounts {
    return new RequestCounts();
  }
}
