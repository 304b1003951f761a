import { columnsOf } from './columns.ts';
import type { Report } from './report.ts';
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
    ...columns.map(({ key, unit }) => figureCell(figures[key] ?? null, unit === 'percent' ? 2 : 0)),
  ]);
  return csvOf([head, ...lines]);
}

/** Lines of comma-separated values (RFC 4180). */
export const csvOf = (lines: readonly (readonly string[])[]): string =>
  lines.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');

/** Nothing is an empty cell. */
export const figureCell = (figure: number | null, digits: number): string =>
  figure === null ? '' : String(Number(figure.toFixed(digits)));

/**
 * A cell that a spreadsheet would take for a formula gets a quote before it (OWASP, CSV injection): names of queues and
 * reasons are written by people, and a number that was dialled by anybody. A plain number below 0 is none.
 */
function cell(text: string): string {
  const isFormula = /^[=+\-@\t\r]/.test(text) && !/^-\d+(?:\.\d+)?$/.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
