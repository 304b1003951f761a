/** What the exchange writes down itself: a leg has come into a talk, or has ended, and when (wall). */
export type DiaryLine = { readonly what: 'joined' | 'ended'; readonly legId: string; readonly atMs: number };

/** When the leg has ended; undefined where that is not written. */
export const endedMs = (diary: readonly DiaryLine[], ofLeg: string): number | undefined =>
  diary.findLast(({ what, legId }) => what === 'ended' && legId === ofLeg)?.atMs;

/** The longest that the caller of this name was in a talk with a leg that was rung for the call; 0: never. */
export function talkedMs(diary: readonly DiaryLine[], callId: string): number {
  const joins = diary.filter(({ what, legId }) => what === 'joined' && legId.startsWith(`op-${callId}-`));
  const talks = joins.map(({ legId, atMs }) => lastMs(diary, [legId, callId]) - atMs);
  return Math.max(0, ...talks);
}

/** When the first of these legs has ended, or something was written last. */
const lastMs = (diary: readonly DiaryLine[], legIds: readonly string[]): number =>
  Math.min(...legIds.map((legId) => endedMs(diary, legId) ?? diary.at(-1)!.atMs));
