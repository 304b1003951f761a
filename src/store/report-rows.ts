import { addTo, type Draft, GRAIN_MS, type MutableSums, type Open, type Sums } from '../reports/index.ts';

/** Sums are kept twice: of each grain, and of each hour, so that a year is not read in steps of five minutes. */
export const HOUR_MS = 3_600_000;

/** A row of the table of sums: of one queue, operator … in one grain, or in one hour. */
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
  for (const levelMs of [GRAIN_MS, HOUR_MS]) {
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
