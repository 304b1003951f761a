import type { CallOutEntry } from './entry.ts';

/**
 * Route → for how long its calls were answered, in milliseconds, as the journal tells it. One whose end was never
 * written counts with the longest talk that it was allowed: the process had died, and the two may be talking still.
 */
export function talkedMsOf(entries: readonly CallOutEntry[]): ReadonlyMap<string, number> {
  const open = new Map<string, { readonly route: string; readonly longestMs: number }>();
  const talked = new Map<string, number>();
  const add = (route: string, ms: number): void => void talked.set(route, (talked.get(route) ?? 0) + ms);
  for (const entry of entries) {
    if (entry.kind === 'dialled') {
      if (entry.route !== null)
        open.set(entry.legId, { route: entry.route, longestMs: entry.longestMs ?? 0 });
      continue;
    }
    const call = open.get(entry.legId);
    open.delete(entry.legId);
    if (call !== undefined) add(call.route, entry.usedMs ?? entry.talkMs);
  }
  for (const { route, longestMs } of open.values()) add(route, longestMs);
  return talked;
}

const DAY_MS = 86_400_000;

/** The (wall) time at which the day of UTC began. */
export const dayBeganMs = (wallMs: number): number => Math.floor(wallMs / DAY_MS) * DAY_MS;
