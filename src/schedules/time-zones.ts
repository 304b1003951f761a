import type { Zones } from '../bundle/index.ts';
import type { ZoneOffset } from '../flow/index.ts';

/** No zone has ever put its clocks forth and back within so short a time. */
const LOOK_EVERY_MS = 7 * 24 * 3_600_000;

/** The time zones that this machine knows by name; offsets such as "+03:00" are no names. */
export const timeZones: Zones = {
  has: (zone) => /^[A-Z][\w+-]*(?:\/[\w+-]+)*$/i.test(zone) && isKnown(zone),
  keys: () => ['UTC', ...Intl.supportedValuesOf('timeZone')],
  offsetOf: offsetsOf,
};

function isKnown(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** A stretch of time during which the clocks of a zone differ from UTC by the same, in milliseconds. */
export type Stretch = { readonly fromMs: number; readonly untilMs: number; readonly offsetMs: number };

/** The stretches of a zone between two moments, one after the other. */
export function stretches(zone: string, fromMs: number, untilMs: number): readonly Stretch[] {
  const offsetAt = offsetsOf(zone);
  const found: Stretch[] = [];
  let startMs = fromMs;
  let offsetMs = offsetAt(fromMs);
  for (let atMs = fromMs; atMs < untilMs; atMs += LOOK_EVERY_MS) {
    const nextMs = Math.min(atMs + LOOK_EVERY_MS, untilMs);
    const after = offsetAt(nextMs);
    if (after === offsetMs) continue;
    const changeMs = firstWith(atMs, nextMs, (ms) => offsetAt(ms) === after);
    found.push({ fromMs: startMs, untilMs: changeMs, offsetMs });
    startMs = changeMs;
    offsetMs = after;
  }
  return [...found, { fromMs: startMs, untilMs, offsetMs }];
}

/** The first millisecond for which something is true that is false at `lowMs` and true from some moment to `highMs`. */
function firstWith(lowMs: number, highMs: number, isTrue: (ms: number) => boolean): number {
  let [before, after] = [lowMs, highMs];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (isTrue(middle)) after = middle;
    else before = middle;
  }
  return after;
}

/** How much the clocks of a zone are ahead of UTC at a moment, in milliseconds. */
function offsetsOf(zone: string): ZoneOffset {
  const two = '2-digit';
  const clock = { hour: two, minute: two, second: two, hourCycle: 'h23' } as const;
  const date = { year: 'numeric', month: two, day: two } as const;
  const format = new Intl.DateTimeFormat('en-US', { ...date, ...clock, calendar: 'gregory', timeZone: zone });
  return (atMs) => {
    const parts = format.formatToParts(atMs);
    const [year, month, day, hour, minute, second] = (
      ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
    ).map((type) => Number(parts.find((part) => part.type === type)!.value));
    const shownMs = Date.UTC(year!, month! - 1, day, hour, minute, second);
    return shownMs - Math.floor(atMs / 1_000) * 1_000;
  };
}
