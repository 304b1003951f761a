const DATE = /(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)/;
const TIME = /(?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d))?(?<zone>Z|[+-]\d\d:\d\d)/;
const WRITTEN = new RegExp(`^${DATE.source}T${TIME.source}$`);

const DAY_MS = 86_400_000;

/**
 * Milliseconds since the Unix epoch of a time with its zone ("2026-03-02T12:00:00+03:00", RFC 3339); undefined for
 * anything else, and for a day that no calendar has.
 */
export function parseWallTime(text: string): number | undefined {
  const found = WRITTEN.exec(text)?.groups;
  if (found === undefined) return undefined;
  const [year, month, day, hour, minute] = ['year', 'month', 'day', 'hour', 'minute'].map((part) =>
    Number(found[part]),
  ) as [number, number, number, number, number];
  const second = Number(found.second ?? 0);
  const days = daysBefore(year, month, day);
  const isReal = month >= 1 && month <= 12 && dateOf(days) === text.slice(0, 10);
  if (!isReal || hour > 23 || minute > 59 || second > 59) return undefined;
  return days * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1_000 - offsetMs(found.zone!);
}

/** The time in UTC, to the second. */
export function wallTimeText(wallMs: number): string {
  const days = Math.floor(wallMs / DAY_MS);
  const seconds = Math.floor((wallMs - days * DAY_MS) / 1_000);
  const clock = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map(two);
  return `${dateOf(days)}T${clock.join(':')}Z`;
}

function offsetMs(zone: string): number {
  if (zone === 'Z') return 0;
  const ms = (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))) * 60_000;
  return zone.startsWith('-') ? -ms : ms;
}

/** Days from 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil). */
function daysBefore(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date of a day, counted from 1970-01-01 (the same source, civil_from_days). */
function dateOf(days: number): string {
  const era = Math.floor((days + 719_468) / 146_097);
  const dayOfEra = days + 719_468 - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

const two = (value: number): string => String(value).padStart(2, '0');
