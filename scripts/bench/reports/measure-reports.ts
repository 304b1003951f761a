import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '../../../src/journal/index.ts';
import {
  bordersOf,
  DIMENSIONS,
  type Dimension,
  Draft,
  type IntervalName,
  REACH_MS,
  reportOf,
} from '../../../src/reports/index.ts';
import { sqliteAt } from '../../../src/store/sqlite/sqlite-database.ts';
import { StoreKeeper } from '../../../src/store/store-keeper.ts';
import { type Figure, type Target, timesFigure, valueFigure } from '../figures.ts';
import { inventedCalls } from './invented-calls.ts';

const DAY_MS = 24 * 3_600_000;
const FROM_MS = Date.parse('2025-01-01T00:00:00Z');
/** So many entries go into one commit: a year must be written in minutes. */
const BATCH_COUNT = 5_000;
const FOLDED_COUNT = 200_000;

/** Spans up to the end of the year, and how they are cut. */
const SPANS: readonly (readonly [name: string, days: number, interval: IntervalName])[] = [
  ['one day by 5 minutes', 1, '5m'],
  ['one day by 15 minutes', 1, '15m'],
  ['a week by hours', 7, '1h'],
  ['ten days by 5 minutes', 10, '5m'],
  ['a month by days', 31, '1d'],
  ['the year by days', 365, '1d'],
];

const nameOf = (by: Dimension, span: string): string => `report by ${by}, ${span}`;

/** Every report is there within a second. */
export const TARGETS: readonly Target[] = DIMENSIONS.flatMap((by) =>
  SPANS.map(([span]) => ({ measure: nameOf(by, span), field: 'p95', atMost: 1_000 }) as const),
);

/** So many calls in so many days, and how often each report is asked for. */
export type BenchReports = { readonly calls: number; readonly days: number; readonly tries: number };

/** Fills a store with so many calls, and asks it for every report. */
export async function measureReports(options: BenchReports): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-reports-'));
  const path = join(folder, 'calls.db');
  const keep = { recordsMs: Number.MAX_SAFE_INTEGER, journalMs: Number.MAX_SAFE_INTEGER };
  const start = { place: path, shown: path, spoolPath: join(folder, 'spool'), webhookEvents: [], keep };
  const store = new StoreKeeper(start, sqliteAt(path), () => {});
  await store.open();
  try {
    const kept = await fill(store, options);
    const asked: Figure[] = [];
    for (const by of DIMENSIONS)
      for (const [span, days, interval] of SPANS)
        asked.push(await askFor(store, nameOf(by, span), { ...options, by, spanDays: days, interval }));
    return [...kept, foldAlone(options), ...asked];
  } finally {
    await store.handlers.close(null);
    rmSync(folder, { recursive: true });
  }
}

async function fill(store: StoreKeeper, { calls, days }: BenchReports): Promise<readonly Figure[]> {
  const startMs = performance.now();
  let [count, toldMs] = [0, startMs];
  let batch: [number, Entry][] = [];
  const keep = async (): Promise<void> => {
    if (!(await store.handlers.append({ run: 'bench', entries: batch }))) throw new Error('the disk is full');
    batch = [];
    if (performance.now() - toldMs < 10_000) return;
    toldMs = performance.now();
    console.error(`${count} entries are kept`);
  };
  for (const entries of inventedCalls(FROM_MS, { calls, days })) {
    for (const entry of entries) {
      count += 1;
      batch.push([count, entry]);
    }
    if (batch.length >= BATCH_COUNT) await keep();
  }
  await keep();
  const perEntryUs = ((performance.now() - startMs) * 1_000) / count;
  const figure = (measure: string, value: number, unit: string): Figure =>
    valueFigure('reports', 'cordboard', measure, value, unit, count);
  return [
    figure('entries in the store', count, ''),
    figure('keeping an entry, its record and its sums', perEntryUs, 'µs'),
  ];
}

/** The pure part of counting, without a disk. */
function foldAlone({ calls, days }: BenchReports): Figure {
  const entries: Entry[] = [];
  for (const some of inventedCalls(FROM_MS, { calls: Math.min(calls, FOLDED_COUNT / 10), days }))
    entries.push(...some);
  const open = { calls: new Map(), operators: new Map() };
  const past = { lastArrivalMs: () => undefined, hasEnded: () => false };
  const startMs = performance.now();
  for (let at = 0; at < entries.length; at += 500) {
    const draft = new Draft(open, past);
    for (const entry of entries.slice(at, at + 500)) draft.take(entry);
    draft.settle();
  }
  const perEntryUs = ((performance.now() - startMs) * 1_000) / entries.length;
  return valueFigure(
    'reports',
    'cordboard',
    'counting an entry, without a disk',
    perEntryUs,
    'µs',
    entries.length,
  );
}

async function askFor(
  store: StoreKeeper,
  measure: string,
  {
    days,
    tries,
    by,
    spanDays,
    interval,
  }: BenchReports & { by: Dimension; spanDays: number; interval: IntervalName },
): Promise<Figure> {
  const toMs = FROM_MS + days * DAY_MS;
  const fromMs = toMs - spanDays * DAY_MS;
  const stretches = [{ fromMs: fromMs - REACH_MS, untilMs: toMs + REACH_MS, offsetMs: 0 }];
  const timesMs: number[] = [];
  for (let at = 0; at < tries; at += 1) {
    const startMs = performance.now();
    const borders = bordersOf({ fromMs, toMs }, interval, stretches);
    const kept = await store.handlers.sums({ by, borders, only: null });
    const report = reportOf(
      { by, interval, zone: 'UTC', targetMs: 20_000, borders, only: null, nowMs: toMs },
      kept,
    );
    JSON.stringify(report);
    timesMs.push(performance.now() - startMs);
    if (report.behindCount > 0 || report.rows.length === 0) throw new Error(`${measure}: it is not whole`);
  }
  return timesFigure('reports', 'cordboard', measure, timesMs);
}
