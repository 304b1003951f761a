import type { Call } from '../call.ts';
import type { Desk } from '../desk.ts';
import type { DiaryRead } from '../event.ts';
import { LASTED_MS_MAX } from './marks.ts';

/** To be remembered until somebody misses these legs. */
export function diaryRead(desk: Desk, { ends, joins }: DiaryRead): void {
  for (const { legId, ...end } of ends) desk.endsRead.put(legId, end);
  for (const { legId, firstMs, lastMs } of joins)
    desk.joinsRead.put(legId, { firstMs: desk.joinsRead.get(legId)?.firstMs ?? firstMs, lastMs });
}

/** Two who are joined by one order come into the bridge within this. */
const APART_MS_MAX = 100;

/**
 * So long ago caller and operator were joined, by the diary (ms); undefined where it does not tell. An operator who was
 * consulted came into the bridge without the caller, who was on hold and came in before; and who has hung up by then
 * hears nobody. What lies before `notBeforeMonoMs` cannot be: the clock was set.
 */
export function joinedReadAgoMs(
  { now: { wallMs, monoMs }, joinsRead, endsRead }: Desk,
  [callerLeg, operatorLeg]: readonly [string, string],
  notBeforeMonoMs = monoMs - LASTED_MS_MAX,
): number | undefined {
  const [caller, operator] = [joinsRead.get(callerLeg), joinsRead.get(operatorLeg)];
  if (caller === undefined || operator === undefined) return undefined;
  if (caller.lastMs < operator.firstMs - APART_MS_MAX) return undefined;
  const joinedMs = Math.max(caller.lastMs, operator.firstMs);
  const wasThere = (endsRead.get(callerLeg)?.atMs ?? wallMs) >= joinedMs;
  const agoMs = wallMs - joinedMs;
  return wasThere && agoMs >= 0 && agoMs <= monoMs - notBeforeMonoMs ? agoMs : undefined;
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
