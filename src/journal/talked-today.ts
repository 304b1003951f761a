import type { CallOutEntry } from './entry.ts';

/** What calls out have used of their routes, as the journal tells it; times are milliseconds. */
export type UsedToday = {
  /** Route → for how long its calls were answered that have ended. */
  readonly talkedMs: ReadonlyMap<string, number>;
  /** By leg, those of which no end was written: the process had died, and the two may be talking still. */
  readonly unended: ReadonlyMap<string, UnendedOut>;
};

/** A call out; `heldMs`: the longest talk that it was allowed, `dialledMs`: when it was dialled (wall). */
type UnendedOut = {
  readonly callId: string;
  readonly routeId: string;
  readonly heldMs: number;
  readonly dialledMs: number;
};

/** `entries` in the order in which they were written. */
export function usedIn(entries: readonly CallOutEntry[]): UsedToday {
  const unended = new Map<string, UnendedOut>();
  const talkedMs = new Map<string, number>();
  for (const entry of entries) {
    const { callId, legId } = entry;
    if (entry.kind === 'dialled') {
      const { route: routeId, longestMs: heldMs = 0, atMs: dialledMs } = entry;
      if (routeId !== null) unended.set(legId, { callId, routeId, heldMs, dialledMs });
      continue;
    }
    const call = unended.get(legId);
    unended.delete(legId);
    const usedMs = entry.usedMs ?? entry.talkMs;
    if (call !== undefined) talkedMs.set(call.routeId, (talkedMs.get(call.routeId) ?? 0) + usedMs);
  }
  return { talkedMs, unended };
}

const DAY_MS = 86_400_000;

/** The (wall) time at which the day of UTC began. */
export const dayBeganMs = (wallMs: number): number => Math.floor(wallMs / DAY_MS) * DAY_MS;
