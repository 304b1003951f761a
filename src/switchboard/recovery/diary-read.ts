import type { Call } from '../call.ts';
import type { Desk } from '../desk.ts';
import type { DiaryRead } from '../event.ts';

/** To be remembered until somebody misses these legs. */
export function diaryRead(desk: Desk, { ends, joins }: DiaryRead): void {
  for (const { legId, ...end } of ends) desk.endsRead.put(legId, end);
  for (const { legId, atMs } of joins) if (!desk.joinsRead.has(legId)) desk.joinsRead.put(legId, atMs);
}

/** So long ago this leg came into its talk, by the diary (ms); undefined where that does not tell. */
export function cameIntoTalkAgoMs({ now: { wallMs }, joinsRead }: Desk, legId: string): number | undefined {
  const agoMs = wallMs - (joinsRead.get(legId) ?? Number.NaN);
  return agoMs >= 0 ? agoMs : undefined;
}

/**
 * For how long something has lasted that needed all of these legs (ms), and when it ended (wall): when the first of
 * them did, where nobody heard of that and the diary tells; else now. An end before it began is none of it: a contact
 * that rang in vain, or the clock was set.
 */
export function lasted(desk: Desk, sinceMonoMs: number, legIds: readonly string[]): Lasted {
  const { now, endsRead: ends } = desk;
  const wholeMs = now.monoMs - sinceMonoMs;
  const agos = legIds.map((legId) => now.wallMs - (ends.get(legId)?.atMs ?? now.wallMs));
  return endedAgo(desk, sinceMonoMs, Math.max(0, ...agos.filter((each) => each <= wholeMs)));
}

/** The same of what has ended so long ago. */
export const endedAgo = (
  { now: { wallMs, monoMs } }: Pick<Desk, 'now'>,
  sinceMonoMs: number,
  agoMs: number,
): Lasted => ({
  forMs: Math.max(0, monoMs - sinceMonoMs - agoMs),
  atMs: wallMs - agoMs,
});

type Lasted = { readonly forMs: number; readonly atMs: number };

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
