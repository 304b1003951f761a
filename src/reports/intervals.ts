import { GRAIN_MS } from './grains.ts';

/** How long intervals may be, by their names. A day is one of the zone's calendar, with 23 to 25 hours. */
export const INTERVALS = {
  '5m': 300_000,
  '15m': 900_000,
  '30m': 1_800_000,
  '1h': 3_600_000,
  '1d': 86_400_000,
};
export type IntervalName = keyof typeof INTERVALS;

/** So many intervals fit into one report; so many hours make one week of a profile, more than a year. */
export const INTERVALS_MAX = 3_000;
export const PROFILE_HOURS_MAX = 9_600;

/** A time during which the clocks of a zone differ from UTC by the same. */
export type Stretch = { readonly fromMs: number; readonly untilMs: number; readonly offsetMs: number };

/** How far before and after a report's span the stretches must reach: a day that has an hour more, twice. */
export const REACH_MS = 2 * 25 * 3_600_000;

/**
 * Where intervals begin and the last one ends: at whole intervals of the zone's clocks, so that the span asked for lies
 * within. They are cut where clocks are put forth or back, days are not. More than `countMax` are not told.
 */
export function bordersOf(
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  name: IntervalName,
  stretches: readonly Stretch[],
  countMax = INTERVALS_MAX,
): readonly number[] {
  const borders: number[] = [];
  for (let atMs: number = fromMs - REACH_MS / 2; borders.length <= countMax + 1; ) {
    atMs = borderAfter(atMs, name, stretches);
    if (atMs <= fromMs) borders.length = 0;
    borders.push(atMs);
    if (atMs >= toMs && borders.length > 1) break;
  }
  return borders;
}

function borderAfter(atMs: number, name: IntervalName, stretches: readonly Stretch[]): number {
  const lengthMs = INTERVALS[name];
  const index = stretches.findIndex(({ untilMs }) => atMs < untilMs);
  const first = stretches[Math.max(0, index)]!;
  const nextShownMs = (Math.floor((atMs + first.offsetMs) / lengthMs) + 1) * lengthMs;
  if (name !== '1d') return Math.min(nextShownMs - first.offsetMs, roundUp(first.untilMs));
  for (const { fromMs, untilMs, offsetMs } of stretches.slice(Math.max(0, index))) {
    const borderMs = Math.max(fromMs, nextShownMs - offsetMs);
    if (borderMs < untilMs) return borderMs;
  }
  return nextShownMs - first.offsetMs;
}

/** No zone of today changes its clocks within a grain; those of before 1972 may. */
const roundUp = (ms: number): number => Math.ceil(ms / GRAIN_MS) * GRAIN_MS;
