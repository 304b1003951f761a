import { columnsOf } from './columns.ts';
import { csvOf, figureCell } from './csv.ts';
import { frame, niceAbove, PLOT } from './picture.ts';
import type { ReportFormat } from './report-text.ts';
import { rect, text } from './svg.ts';
import type { Trend, TrendRow } from './trend.ts';
import type { TimeText } from './zone-text.ts';

/** A trend as it is sent: JSON, comma-separated values, or a picture. */
export function trendText(trend: Trend, format: ReportFormat, timeText: TimeText): string {
  if (format === 'json') return JSON.stringify(trend);
  return format === 'csv' ? trendCsv(trend) : trendPicture(trend, timeText);
}

/** As those of a report; each figure beside what it was before. All together is the line "all". */
export function trendCsv({ by, counted, rows }: Trend): string {
  const columns = columnsOf(by);
  const head = [by, `${counted} change`, `${counted} change %`];
  const lines = rows.map(({ value, figures, before, change, changePercent }) => [
    ...[value ?? 'all', figureCell(change, 0), figureCell(changePercent, 2)],
    ...columns.flatMap(({ key, unit }) =>
      [figures, before].map((each) =>
        figureCell(each[key] ?? null, unit === 'percent' || unit === 'score' ? 2 : 0),
      ),
    ),
  ]);
  return csvOf([[...head, ...columns.flatMap(({ key }) => [key, `${key} before`])], ...lines]);
}

/** So many values have room in a picture. */
const VALUES_MAX = 9;
const LINES = 4;
const FILL = { before: '#d0d0d0', now: '#404040' };

/** Bars of what was before and of what is now, of the values that have changed most. */
export function trendPicture(trend: Trend, timeText: TimeText): string {
  const { by, counted, fromMs, toMs, beforeFromMs, beforeToMs, zone } = trend;
  const day = (atMs: number): string => timeText(atMs).slice(0, 16).replace('T', ' ');
  const rows = trend.rows.filter(({ value }) => value !== null).slice(0, VALUES_MAX);
  const countsOf = (row: TrendRow) => [row.before[counted] ?? 0, row.figures[counted] ?? 0] as const;
  const top = niceAbove(Math.max(1, ...rows.flatMap(countsOf)));
  const before = `${day(beforeFromMs)} to ${day(beforeToMs)}`;
  const title = `${counted} by ${by}, ${day(fromMs)} to ${day(toMs)} beside ${before} (${zone})`;
  const told = rows.map((row) => {
    const [past, now] = countsOf(row);
    return `${row.value || '(none)'}: ${now}, before ${past}`;
  });
  return frame(title, `${told.join('; ')}.`, [
    ...legend(),
    ...scale(top),
    ...rows.flatMap((row, at) =>
      bars(row.value || '(none)', countsOf(row), at / rows.length, rows.length, top),
    ),
  ]);
}

const legend = (): readonly string[] =>
  (['before', 'now'] as const).flatMap((name, at) => [
    rect(PLOT.left + at * 130, 32, 12, 12, FILL[name]),
    text(PLOT.left + at * 130 + 18, 42, name),
  ]);

const scale = (top: number): readonly string[] =>
  Array.from({ length: LINES + 1 }, (_, line) => {
    const y = PLOT.bottom - ((PLOT.bottom - PLOT.top) * line) / LINES;
    const mark = text(PLOT.left - 6, y + 4, String((top * line) / LINES), 'text-anchor="end"');
    const ends = `x1="${PLOT.left}" x2="${PLOT.right}" y1="${y}" y2="${y}"`;
    return `<line ${ends} stroke="#a0a0a0" stroke-width="0.5"/>${mark}`;
  });

/** `place` is from 0 at the left to 1. */
function bars(
  label: string,
  counts: readonly [before: number, now: number],
  place: number,
  count: number,
  top: number,
): readonly string[] {
  const width = (PLOT.right - PLOT.left) / count;
  const left = PLOT.left + place * (PLOT.right - PLOT.left);
  const barWidth = width * 0.4;
  const drawn = counts.map((amount, at) => {
    const height = ((PLOT.bottom - PLOT.top) * amount) / top;
    const fill = at === 0 ? FILL.before : FILL.now;
    return rect(left + width * 0.1 + at * barWidth, PLOT.bottom - height, barWidth, height, fill);
  });
  return [...drawn, text(left + width / 2, PLOT.bottom + 18, label, 'text-anchor="middle" font-size="10"')];
}
