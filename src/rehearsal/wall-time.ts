import { dateText, dayNumbered, daysBefore, twoDigits } from '../base/index.ts';

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
  const days = daysBefore({ year, month, day });
  const isReal = month >= 1 && month <= 12 && dateText(dayNumbered(days)) === text.slice(0, 10);
  if (!isReal || hour > 23 || minute > 59 || second > 59) return undefined;
  return days * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1_000 - offsetMs(found.zone!);
}

/** The time in UTC, to the second. */
export function wallTimeText(wallMs: number): string {
  const days = Math.floor(wallMs / DAY_MS);
  const seconds = Math.floor((wallMs - days * DAY_MS) / 1_000);
  const clock = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits);
  return `${dateText(dayNumbered(days))}T${clock.join(':')}Z`;
}

function offsetMs(zone: string): number {
  if (zone === 'Z') return 0;
  const ms = (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))) * 60_000;
  return zone.startsWith('-') ? -ms : ms;
}
