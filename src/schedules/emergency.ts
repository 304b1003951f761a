import type { Schedule } from '../flow/index.ts';

/** Somebody has said that there is an emergency. `untilMs`: wall time at which it ends by itself; null: it does not. */
export type Emergency = { readonly sinceMs: number; readonly untilMs: number | null; readonly by: string };

/** Who says so when the admin wrote it into the file. */
export const BY_FILE = 'schedules.yaml';

/** The schedule with an emergency laid over it. */
export function withEmergency(schedule: Schedule, { sinceMs, untilMs }: Emergency): Schedule {
  const endMs = Math.min(untilMs ?? schedule.untilMs, schedule.untilMs);
  const before = schedule.changes.filter(({ atMs }) => atMs < sinceMs);
  const during = schedule.changes.filter(({ atMs }) => atMs >= sinceMs && atMs <= endMs);
  const after = schedule.changes.filter(({ atMs }) => atMs > endMs);
  const startMs = Math.max(sinceMs, schedule.changes[0]?.atMs ?? sinceMs);
  if (startMs >= endMs) return schedule;
  const resumed = (during.at(-1) ?? before.at(-1))?.state;
  return {
    ...schedule,
    changes: [
      ...before,
      { atMs: startMs, state: 'emergency' },
      ...(resumed === undefined || endMs === schedule.untilMs ? [] : [{ atMs: endMs, state: resumed }]),
      ...after,
    ],
  };
}
