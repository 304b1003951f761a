import { setImmediate } from 'node:timers/promises';
import type { InSteps } from '../base/index.ts';

/** So long work goes on at most before others have their turn. */
const TURN_MS = 8;

/**
 * Does the work while calls go on: whatever else there is has its turn again and again. A caller notices nothing of a
 * pause of some milliseconds.
 */
export async function inTurns<T>(work: InSteps<T>): Promise<T> {
  let endMs = performance.now() + TURN_MS;
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    if (performance.now() < endMs) continue;
    await setImmediate();
    endMs = performance.now() + TURN_MS;
  }
}
