import { performance } from 'node:perf_hooks';
import type { Clock } from '../base/index.ts';

/** setTimeout holds at most 2^31 − 1 ms and fires at once beyond it. */
const DELAY_MS_MAX = 2_147_483_647;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => ({ monoMs: performance.now(), wallMs: Date.now() }),
  after(delayMs, fire) {
    const timer = setTimeout(fire, Math.min(Math.max(0, delayMs), DELAY_MS_MAX));
    return () => clearTimeout(timer);
  },
};
