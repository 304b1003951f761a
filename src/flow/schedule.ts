/** What a caller finds at a moment. `emergency` was switched on by a person; `holiday` is a reason to be closed. */
export type ScheduleState = 'open' | 'closed' | 'holiday' | 'emergency';

/** From this wall time on (milliseconds since the Unix epoch) the state is this one. */
export type ScheduleChange = { readonly atMs: number; readonly state: ScheduleState };

/**
 * Opening hours as moments at which something changes, sorted, with neighbours that differ. They say nothing of before
 * the first one and of `untilMs` and after.
 */
export type Schedule = { readonly changes: readonly ScheduleChange[]; readonly untilMs: number };

/** The state at a wall time, by binary search; undefined at a time of which the schedule says nothing. */
export function stateAt(schedule: Schedule, wallMs: number): ScheduleState | undefined {
  return schedule.changes[indexAt(schedule, wallMs)]?.state;
}

/** When the state of a wall time ends; `untilMs` if nothing changes before. */
export function nextChangeMs(schedule: Schedule, wallMs: number): number {
  return schedule.changes[indexAt(schedule, wallMs) + 1]?.atMs ?? schedule.untilMs;
}

/** The index of the last change at or before a wall time; −1 for a time of which nothing is said. */
function indexAt({ changes, untilMs }: Schedule, wallMs: number): number {
  if (!(wallMs < untilMs)) return -1;
  let [low, high] = [0, changes.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (changes[middle]!.atMs <= wallMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
