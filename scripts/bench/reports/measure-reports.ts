import type { Entry, Store } from '../../../src/journal/index.ts';
import {
  bordersOf,
  DIMENSIONS,
  type Dimension,
  Draft,
  type IntervalName,
  REACH_MS,
  type Report,
  type ReportWish,
  type SumsKeeper,
} from '../../../src/reports/index.ts';
import { type Figure, type Target, timesFigure, valueFigure } from '../figures.ts';
import { DAY_MS, FROM_MS, type Invented, inventedCalls } from './invented-calls.ts';

const FOLDED_CALLS = 20_000;

/** The store of the product, as the house has it. */
export type BenchStore = Store & SumsKeeper;

type Span = readonly [name: string, days: number, interval: IntervalName, isMoscow?: true];

/** Spans up to the end of the year, and how they are cut. */
const SPANS: readonly Span[] = [
  ['one day by 5 minutes', 1, '5m'],
  ['one day by 15 minutes', 1, '15m'],
  ['one day by 30 minutes', 1, '30m'],
  ['a week by hours', 7, '1h'],
  ['ten days by 5 minutes', 10, '5m'],
  ['a month by days', 31, '1d'],
  ['the year by days', 365, '1d'],
  // Whose days begin within rows of a quarter of a day.
  ['the year by days of Moscow', 365, '1d', true],
];

const nameOf = (by: Dimension, span: string): string => `report by ${by}, ${span}`;

/** Every report is there within a second. */
export const REPORT_TARGETS: readonly Target[] = DIMENSIONS.flatMap((by) =>
  SPANS.map(([span]) => ({ measure: nameOf(by, span), field: 'p95', atMost: 1_000 }) as const),
);

/** What is asked of the store for a span that ends with the last day. */
export function wishFor(
  by: Dimension,
  [, spanDays, interval, isMoscow]: Span,
  { days }: Invented,
): ReportWish {
  const toMs = FROM_MS + days * DAY_MS;
  const fromMs = toMs - Math.min(spanDays, days) * DAY_MS;
  const [zone, offsetMs] = isMoscow ? ['Europe/Moscow', 3 * 3_600_000] : ['UTC', 0];
  const stretches = [{ fromMs: fromMs - REACH_MS, untilMs: toMs + REACH_MS, offsetMs }];
  const borders = bordersOf({ fromMs, toMs }, interval, stretches);
  const asked = { by, interval, zone, targetMs: 20_000, borders, only: null, nowMs: toMs };
  return { ...asked, format: 'json', stretches };
}

/** How long each report takes, from the question to the text that is sent. */
export async function measureReports(
  store: BenchStore,
  calls: Invented,
  tries: number,
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const by of DIMENSIONS)
    for (const span of SPANS)
      figures.push(await timesOf(store, nameOf(by, span[0]), wishFor(by, span, calls), tries));
  return figures;
}

async function timesOf(store: BenchStore, measure: string, wish: ReportWish, tries: number): Promise<Figure> {
  const timesMs: number[] = [];
  for (let at = 0; at < tries; at += 1) {
    const startMs = performance.now();
    const text = await store.report(wish);
    timesMs.push(performance.now() - startMs);
    const report = JSON.parse(new TextDecoder().decode(text)) as Report;
    if (report.behindCount > 0 || report.rows.length === 0) throw new Error(`${measure}: it is not whole`);
  }
  console.error(`${measure}: ${Math.round(Math.max(...timesMs))} ms at most`);
  return timesFigure('reports', 'cordboard', measure, timesMs);
}

/** The pure part of counting, without a disk. */
export function foldAlone({ calls, days }: Invented): Figure {
  const entries: Entry[] = [];
  for (const some of inventedCalls({ calls: Math.min(calls, FOLDED_CALLS), days })) entries.push(...some);
  const open = { calls: new Map(), operators: new Map() };
  const past = { lastArrivalMs: () => undefined, hasEnded: () => false, lastStep: () => undefined };
  const startMs = performance.now();
  for (let at = 0; at < entries.length; at += 500) {
    const draft = new Draft(open, past);
    for (const entry of entries.slice(at, at + 500)) draft.take(entry);
    draft.settle();
  }
  const perEntryUs = ((performance.now() - startMs) * 1_000) / entries.length;
  const measure = 'counting an entry, without a disk';
  return valueFigure('reports', 'cordboard', measure, perEntryUs, 'µs', entries.length);
}
