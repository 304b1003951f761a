import { type Column, columnsOf } from './columns.ts';
import type { Report, ReportRow } from './report.ts';
import type { TimeText } from './zone-text.ts';

/**
 * The rows of a report as comma-separated values (RFC 4180), the first line naming them; shares and means of nothing
 * are empty. Durations are whole milliseconds, percentages have two digits.
 */
export function reportCsv(report: Report, timeText: TimeText): string {
  const columns = columnsOf(report.by);
  const head = ['from', 'to', report.by, ...columns.map(({ key }) => key)];
  const lines = report.rows.map(({ value, fromMs, toMs, figures }) => [
    ...[timeText(fromMs), timeText(toMs), value],
    ...figureCells(columns, figures),
  ]);
  return csvOf([head, ...lines]);
}

/** Lines of cells. */
export const csvOf = (lines: readonly (readonly string[])[]): string =>
  lines.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');

/** The figures of these columns, one after the other. */
export const figureCells = (columns: readonly Column[], figures: ReportRow['figures']): readonly string[] =>
  columns.map(({ key, unit }) =>
    figureCell(figures[key] ?? null, unit === 'percent' || unit === 'score' ? 2 : 0),
  );

const figureCell = (figure: number | null, digits: number): string =>
  figure === null ? '' : String(Number(figure.toFixed(digits)));

/**
 * A cell that a spreadsheet would take for a formula gets a quote before it (OWASP, CSV injection): names of queues and
 * reasons are written by people, and a number that was dialled by anybody.
 */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
