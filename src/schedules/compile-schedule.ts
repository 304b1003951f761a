import type { ScheduleRules, Span } from '../bundle/index.ts';
import type { Schedule, ScheduleChange, ScheduleState } from '../flow/index.ts';
import { stretches } from './time-zones.ts';

const MINUTE_MS = 60_000;
const DAY_MIN = 1_440;
const DAY_MS = DAY_MIN * MINUTE_MS;
/** 1 January 1970 was a Thursday; 0 is Monday. */
const WEEKDAY_OF_DAY_0 = 3;

/**
 * Opening hours between two wall times as moments in UTC. It is open exactly while the clocks of the zone show a time
 * within the hours: in the night when they are put forth the hour that is left out is no time at all, and in the night
 * when they are put back the hour that comes twice is open twice.
 */
export function compileSchedule(rules: ScheduleRules, fromMs: number, untilMs: number): Schedule {
  const calendar = new Calendar(rules);
  const changes: ScheduleChange[] = [];
  for (const stretch of stretches(rules.zone, fromMs, untilMs)) {
    const fromShownMs = stretch.fromMs + stretch.offsetMs;
    const untilShownMs = stretch.untilMs + stretch.offsetMs;
    for (const shownMs of [fromShownMs, ...calendar.moments(fromShownMs, untilShownMs)]) {
      const state = calendar.stateAt(shownMs);
      if (changes.at(-1)?.state !== state) changes.push({ atMs: shownMs - stretch.offsetMs, state });
    }
  }
  return { changes, untilMs };
}

/** What holds on a day: its spans, and before them what is left of the night before. */
type Day = { readonly spans: readonly Span[]; readonly isHoliday: boolean };

/** What holds on which day, in milliseconds as the clocks of the zone show them, counted as if they were UTC. */
class Calendar {
  readonly #rules: ScheduleRules;
  readonly #days = new Map<number, Day>();

  constructor(rules: ScheduleRules) {
    this.#rules = rules;
  }

  /** The moments after the first and before the second at which something may change, in order. */
  moments(fromShownMs: number, untilShownMs: number): readonly number[] {
    const moments: number[] = [];
    for (let day = Math.floor(fromShownMs / DAY_MS); day * DAY_MS < untilShownMs; day += 1) {
      const minutes = this.#day(day).spans.flatMap(({ fromMin, toMin }) => [fromMin, toMin]);
      for (const minute of [0, ...minutes]) moments.push(day * DAY_MS + minute * MINUTE_MS);
    }
    return moments
      .filter((shownMs) => shownMs > fromShownMs && shownMs < untilShownMs)
      .sort((one, other) => one - other);
  }

  stateAt(shownMs: number): ScheduleState {
    const number = Math.floor(shownMs / DAY_MS);
    const minute = (shownMs - number * DAY_MS) / MINUTE_MS;
    const { spans, isHoliday } = this.#day(number);
    if (spans.some((span) => minute >= span.fromMin && minute < span.toMin)) return 'open';
    return isHoliday ? 'holiday' : 'closed';
  }

  #day(number: number): Day {
    const known = this.#days.get(number);
    if (known !== undefined) return known;
    const nights = this.#hoursOf(number - 1)
      .filter(({ toMin }) => toMin > DAY_MIN)
      .map(({ toMin }) => ({ fromMin: 0, toMin: toMin - DAY_MIN }));
    const day = { spans: [...nights, ...this.#hoursOf(number)], isHoliday: this.#isHoliday(datesOf(number)) };
    this.#days.set(number, day);
    return day;
  }

  #hoursOf(number: number): readonly Span[] {
    const { exceptions, week } = this.#rules;
    const dates = datesOf(number);
    const own = exceptions.get(dates[0]) ?? exceptions.get(dates[1]);
    if (own !== undefined) return own;
    return this.#isHoliday(dates) ? [] : (week[(((number + WEEKDAY_OF_DAY_0) % 7) + 7) % 7] ?? []);
  }

  #isHoliday(dates: readonly string[]): boolean {
    return dates.some((date) => this.#rules.holidays.has(date));
  }
}

/** A day since 1970 as the two ways of writing it: "2026-12-25" and "12-25". */
function datesOf(day: number): readonly [string, string] {
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
  return [date, date.slice(5)];
}
