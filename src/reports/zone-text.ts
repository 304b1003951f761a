import type { Stretch } from './intervals.ts';

/** A moment as it is written, in the zone of the report. */
export type TimeText = (atMs: number) => string;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** ISO 8601 with minutes, as the clocks of the zone show it: "2026-03-02T09:15+03:00". */
export function zoneText(stretches: readonly Stretch[]): TimeText {
  return (atMs) => {
    const { offsetMs } = stretches.find(({ untilMs }) => atMs < untilMs) ?? stretches.at(-1)!;
    const shownMs = atMs + offsetMs;
    const sign = offsetMs < 0 ? '-' : '+';
    return `${dateText(Math.floor(shownMs / DAY_MS))}T${clockText(shownMs)}${sign}${clockText(Math.abs(offsetMs))}`;
  };
}

const two = (value: number): string => String(value).padStart(2, '0');

function clockText(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS);
  return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

/**
 * A day since 1970-01-01 as a date of the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date
 * algorithms", civil_from_days): years begin in March there, so that the leap day comes last.
 */
function dateText(day: number): string {
  const sinceMarch0 = day + 719_468;
  const era = Math.floor(sinceMarch0 / 146_097);
  const dayOfEra = sinceMarch0 - era * 146_097;
  const leaps = Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - 365 * yearOfEra - Math.floor(yearOfEra / 4) + Math.floor(yearOfEra / 100);
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const date = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  return `${yearOfEra + era * 400 + (month <= 2 ? 1 : 0)}-${two(month)}-${two(date)}`;
}
