import { textHash } from '../base/index.ts';
import type { Notice } from '../flow/index.ts';
import type { Call } from './call.ts';

/**
 * Call and number name for good what the call brings forth. A process that has taken the call over does not know of all
 * names that were given in it, by one process or several: its own tell the moment of that, too.
 */
const nameOf = ({ id, takenOverMs }: Call): string =>
  takenOverMs === null ? id : `${id}-${momentOf(takenOverMs)}`;

const momentOf = (takenOverMs: number): string => Math.round(takenOverMs).toString(36);

/** For the next leg that is rung for the call: at an operator, outside, or at a supervisor. */
export function nextLegId(call: Call, kind: 'op' | 'out' | 'sup'): string {
  call.offersCount += 1;
  return `${kind}-${nameOf(call)}-${call.offersCount}`;
}

/** For something that the caller's leg hears: the end of what another process had begun there is none of ours. */
export const playIdOf = (call: Call, sayId: string): string => `${nameOf(call)}/${sayId}`;

/** The saying that `playIdOf` named so; null for any other. */
export function sayIdIn(call: Call, playId: string): string | null {
  const ours = playIdOf(call, '');
  return playId.startsWith(ours) ? playId.slice(ours.length) : null;
}

/** For the promise that is made at this visit of a step. */
export const promiseIdOf = (call: Call, visit: number): string => `cb-${nameOf(call)}-${visit}`;

/**
 * For what is recorded of the call. It is the name of a file at the exchange, where another of that name would lie in
 * its place; the call is known by what stands before the last dash.
 */
export const recordingIdOf = ({ id, takenOverMs }: Call, part: string): string =>
  takenOverMs === null ? `${id}-${part}` : `${id}-${momentOf(takenOverMs)}.${part}`;

/** By which a server knows the request of this visit, also when another process sends it again. */
export function requestKeyOf(call: Call, visit: number): string {
  if (call.asked?.visit !== visit) call.asked = { visit, key: `${nameOf(call)}-${visit}` };
  return call.asked.key;
}

/**
 * For what somebody is told at this visit. The words are part of it: a process that does not know of the visit tells
 * the same once more under the same name, and something else under another.
 */
export function noticeIdOf({ id }: Call, visit: number, notice: Notice): string {
  const words = textHash(JSON.stringify(notice)) >>> 0;
  return `${id}-${visit}-${words.toString(36)}`;
}
