import { setImmediate } from 'node:timers/promises';
import type { InSteps } from '../base/index.ts';

/** So long work goes on at most before others have their turn. */
const TURN_MS = 8;

/** The same work, given up with `instead` as soon as it has taken more than so much of the processor. */
export function* withinBudget<T>(work: InSteps<T>, budgetMs: number, instead: T): InSteps<T> {
  for (let tookMs = 0; tookMs <= budgetMs; ) {
    const beganMs = performance.now();
    const { done, value } = work.next();
    if (done === true) return value;
    tookMs += performance.now() - beganMs;
    yield;
  }
  return instead;
}

/**
 * Does the work while calls go on: whatever else there is has its turn again and again. A caller notices nothing of a
 * pause of some milliseconds.
 */
export async function inTurns<T>(work: InSteps<T>, turnMs = TURN_MS): Promise<T> {
  let endMs = performance.now() + turnMs;
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    if (performance.now() < endMs) continue;
    await setImmediate();
    endMs = performance.now() + turnMs;
  }
}
