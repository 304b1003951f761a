import { columnsOf } from './columns.ts';
import { GRAIN_MS } from './grains.ts';
import type { Stretch } from './intervals.ts';
import type { Dimension } from './ledger.ts';
import type { Figures, Report } from './report.ts';

/** Of one value, or of all together (null): in the span, in the one before, and how the count has changed. */
export type TrendRow = {
  readonly value: string | null;
  readonly figures: Figures;
  readonly before: Figures;
  readonly change: number;
  /** Of what was before; null: there was nothing. */
  readonly changePercent: number | null;
};

/** A span beside the one before it, which is as long. Times are wall milliseconds. */
export type Trend = Pick<Report, 'by' | 'zone' | 'targetMs' | 'behindCount'> & {
  /** The figure whose change is told. */
  readonly counted: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly beforeFromMs: number;
  readonly beforeToMs: number;
  /** What has changed most comes first, and all together last. */
  readonly rows: readonly TrendRow[];
};

/** Whose change is a trend: how many came; of steps, how many hung up there. */
const COUNTED: Readonly<Record<Dimension, string>> = {
  ...{ queue: 'entered', operator: 'offers', reason: 'ended', number: 'arrived', flow: 'arrived' },
  ...{ step: 'hungUp', survey: 'surveyAnswers' },
};

/** Two reports of the same question, each over its whole span, beside each other. */
export function trendOf(now: Report, before: Report): Trend {
  const { by, zone, targetMs } = now;
  const [span, spanBefore] = [now.totals.at(-1)!, before.totals.at(-1)!];
  const counted = COUNTED[by];
  const [here, there] = [figuresOf(now), figuresOf(before)];
  const rows = [...new Set([...here.keys(), ...there.keys()])].map((value): TrendRow => {
    const [figures, past] = [here.get(value) ?? nothing(by), there.get(value) ?? nothing(by)];
    const [count, countBefore] = [figures[counted] ?? 0, past[counted] ?? 0];
    const change = count - countBefore;
    const changePercent = countBefore === 0 ? null : (100 * change) / countBefore;
    return { value, figures, before: past, change, changePercent };
  });
  return {
    ...{ by, zone, targetMs, counted, behindCount: Math.max(now.behindCount, before.behindCount) },
    ...{ fromMs: span.fromMs, toMs: span.toMs },
    ...{ beforeFromMs: spanBefore.fromMs, beforeToMs: spanBefore.toMs },
    rows: rows.toSorted(byChange),
  };
}

const figuresOf = ({ totals }: Report): ReadonlyMap<string | null, Figures> =>
  new Map(totals.map(({ value, figures }) => [value, figures]));

/** The figures of what did not happen. */
function nothing(by: Dimension): Figures {
  const beside = { targetMs: 0, waitingAtStart: 0, waitingAtEnd: 0, all: {} };
  return Object.fromEntries(columnsOf(by).map(({ key, of }) => [key, of({}, beside)]));
}

function byChange(one: TrendRow, other: TrendRow): number {
  if (one.value === null || other.value === null) return one.value === null ? 1 : -1;
  return Math.abs(other.change) - Math.abs(one.change) || (one.value < other.value ? -1 : 1);
}

type Ends = readonly [startMs: number, endMs: number];

/**
 * The span before: as long by the clocks of the zone, so that a week is a week also when these were put forth or back.
 * A span that goes on is compared up to now, in whole grains, and the one before up to the same distance from its
 * beginning.
 */
export function spansOf(
  [startMs, endMs]: Ends,
  nowMs: number,
  stretches: readonly Stretch[],
): { readonly now: Ends; readonly before: Ends } {
  const shownMs = (atMs: number): number =>
    atMs + (stretches.find(({ untilMs }) => atMs < untilMs) ?? stretches.at(-1)!).offsetMs;
  const beforeMs = momentOf(2 * shownMs(startMs) - shownMs(endMs), stretches);
  if (nowMs >= endMs) return { now: [startMs, endMs], before: [beforeMs, startMs] };
  const isOnMs = Math.max(1, Math.ceil((nowMs - startMs) / GRAIN_MS)) * GRAIN_MS;
  return { now: [startMs, startMs + isOnMs], before: [beforeMs, Math.min(beforeMs + isOnMs, startMs)] };
}

/** When the clocks of the zone show this. */
function momentOf(shownMs: number, stretches: readonly Stretch[]): number {
  const found = stretches.find(({ untilMs, offsetMs }) => shownMs - offsetMs < untilMs) ?? stretches.at(-1)!;
  return Math.max(found.fromMs, shownMs - found.offsetMs);
}
