import type { Call } from '../call.ts';
import type { Desk } from '../desk.ts';
import type { EndsRead } from '../event.ts';

/** To be remembered until somebody misses these legs. */
export function endsRead(desk: Desk, { ends }: EndsRead): void {
  for (const { legId, ...end } of ends) desk.endsRead.put(legId, end);
}

/**
 * For how long something has lasted that needed all of these legs (ms), and when it ended (wall): when the first of
 * them did, where nobody heard of that and the diary tells; else now. An end before it began is none of it: a contact
 * that rang in vain, or the clock was set.
 */
export function lasted(
  { now: { wallMs, monoMs }, endsRead: ends }: Desk,
  sinceMonoMs: number,
  legIds: readonly string[],
): { readonly forMs: number; readonly atMs: number } {
  const wholeMs = monoMs - sinceMonoMs;
  const agos = legIds.map((legId) => wallMs - (ends.get(legId)?.atMs ?? wallMs));
  const agoMs = Math.max(0, ...agos.filter((each) => each <= wholeMs));
  return { forMs: wholeMs - agoMs, atMs: wallMs - agoMs };
}

/**
 * The caller's leg is gone: the call has ended when the diary says; else now, a guess where it was only found gone. Who
 * heard the apology to its end was let go by it.
 */
export function noteEnd(desk: Desk, call: Call, isFound: boolean): void {
  const { atMs = Number.NaN, isByDialplan } = desk.endsRead.get(call.callerLeg) ?? {};
  const isKnown = atMs >= call.arrivedMs && atMs <= desk.now.wallMs;
  if (isKnown && isByDialplan === true && !call.hasTalked) {
    call.outcome ??= 'overflow';
    call.endedBy ??= 'system';
  }
  call.endedMs = isKnown ? atMs : null;
  if (isFound && !isKnown) call.isEndEstimated = true;
}
