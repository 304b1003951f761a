import { GRAIN_MS } from '../reports/index.ts';
import { HOUR_MS } from './report-rows.ts';

/** A stretch of time whose sums are read from rows of one length: of grains, or of hours. */
export type SumsRange = { readonly levelMs: number; readonly fromMs: number; readonly toMs: number };

/** Behind all that was ever counted. */
const NEVER_MS = Number.MAX_SAFE_INTEGER;

/** What lies between borders, in the order of time: an hour that a border cuts is read in grains, others are whole. */
export function rangesBetween(borders: readonly number[]): readonly SumsRange[] {
  const cutHours = new Set(borders.filter((border) => border % HOUR_MS !== 0).map(hourOf));
  const lastMs = borders.at(-1)!;
  const ranges: SumsRange[] = [];
  for (let atMs = borders[0]!; atMs < lastMs; ) {
    const toMs = Math.min(hourOf(atMs) + HOUR_MS, lastMs);
    const levelMs = cutHours.has(hourOf(atMs)) ? GRAIN_MS : HOUR_MS;
    const before = ranges.at(-1);
    if (before?.levelMs === levelMs) ranges[ranges.length - 1] = { ...before, toMs };
    else ranges.push({ levelMs, fromMs: atMs, toMs });
    atMs = toMs;
  }
  return ranges;
}

/** All that came after a border. */
export function rangesAfter(border: number): readonly SumsRange[] {
  const hourMs = Math.ceil(border / HOUR_MS) * HOUR_MS;
  const hours = { levelMs: HOUR_MS, fromMs: hourMs, toMs: NEVER_MS };
  return border === hourMs ? [hours] : [{ levelMs: GRAIN_MS, fromMs: border, toMs: hourMs }, hours];
}

const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS) * HOUR_MS;
