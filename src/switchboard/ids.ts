import type { Call } from './call.ts';

/**
 * Call and number name for good what the call brings forth. A process that has taken the call over does not know of all
 * names that were given in it, by one process or several: its own tell the moment of that, too.
 */
const nameOf = ({ id, takenOverMs }: Call): string =>
  takenOverMs === null ? id : `${id}-${Math.round(takenOverMs).toString(36)}`;

/** For the next leg that is rung for the call: at an operator, outside, or at a supervisor. */
export function nextLegId(call: Call, kind: 'op' | 'out' | 'sup'): string {
  call.offersCount += 1;
  return `${kind}-${nameOf(call)}-${call.offersCount}`;
}

/** For the promise that is made at this visit of a step. */
export const promiseIdOf = (call: Call, visit: number): string => `cb-${nameOf(call)}-${visit}`;
