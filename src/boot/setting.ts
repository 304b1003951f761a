import type { Bundle } from '../bundle/index.ts';
import { type Schedule, type ScheduleState, stateAt } from '../flow/index.ts';
import { factsFrom, type Setting } from '../rehearsal/index.ts';
import { compileSchedule } from '../schedules/index.ts';

const DAY_MS = 86_400_000;
/** Opening hours are worked out for so long around a moment that is asked about. */
const AROUND_MS = 100 * DAY_MS;

/** The flows of a bundle with its opening hours and known callers, at whatever time a call is rehearsed. */
export function settingOf({ flows, schedules, callers }: Bundle): Setting {
  const known = new Map<string, Schedule>();
  const hours = (name: string, wallMs: number): ScheduleState | null => {
    const rules = schedules.get(name);
    if (rules === undefined) return null;
    const middleMs = Math.round(wallMs / AROUND_MS) * AROUND_MS;
    const key = `${name} ${middleMs}`;
    const schedule = known.get(key) ?? compileSchedule(rules, middleMs - AROUND_MS, middleMs + AROUND_MS);
    known.set(key, schedule);
    return stateAt(schedule, wallMs) ?? null;
  };
  return { ...flows, facts: factsFrom(hours, callers) };
}
