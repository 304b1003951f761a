import { addTo, type Draft, GRAIN_MS, type MutableSums, type Open, type Sums } from '../reports/index.ts';

/**
 * Sums are kept of each grain, of each hour, and of each quarter of a day (of UTC), so that a year is not read in steps
 * of five minutes. Each length is a multiple of the one before.
 */
export const LEVELS_MS = [GRAIN_MS, 3_600_000, 21_600_000] as const;

/** What is counted anew is so from the beginning of a row of every length. */
export const LONGEST_MS = LEVELS_MS[2];

/** A row of the table of sums: of one queue, operator … in a stretch of one of these lengths. */
export type SumsRow = {
  readonly dimension: string;
  readonly levelMs: number;
  readonly startMs: number;
  readonly value: string;
  readonly sums: Sums;
};

/** What a draft adds to rows: grains before `fromMs` (whose entries are gone) stay as they are. */
export function sumsRows(draft: Draft, fromMs: number): readonly SumsRow[] {
  const rows = new Map<string, SumsRow & { readonly sums: MutableSums }>();
  for (const levelMs of LEVELS_MS) {
    for (const { by: dimension, value, grainMs, sums } of draft.grains()) {
      if (grainMs < fromMs) continue;
      const startMs = Math.floor(grainMs / levelMs) * levelMs;
      const key = `${dimension} ${levelMs} ${startMs} ${value}`;
      const row = rows.get(key) ?? { dimension, levelMs, startMs, value, sums: {} };
      rows.set(key, row);
      addTo(row.sums, sums);
    }
  }
  return [...rows.values()];
}

/** How many callers wait in each queue now. */
export function waitingIn({ calls }: Open): Readonly<Record<string, number>> {
  const waiting: Record<string, number> = {};
  for (const { visit } of calls.values())
    if (visit !== null) waiting[visit.queue] = (waiting[visit.queue] ?? 0) + 1;
  return waiting;
}
