import { type Column, columnsOf } from './columns.ts';
import { type KeptSums, type Line, linesOf, type ReportAsk } from './report.ts';

/**
 * The report as JSON, line by line: what `reportOf` gives as objects would be millions of fields in a long report, and
 * would take several times as long.
 */
export function reportJson(ask: ReportAsk, kept: KeptSums): string {
  const { by, interval, zone, targetMs, borders } = ask;
  const { rows, together, totals, besideOf } = linesOf(ask, kept);
  const columns = columnsOf(by);
  // One object for all lines: making millions of fields anew is what takes the time.
  const told = { value: '' as string | null, fromMs: 0, toMs: 0, figures: blank(columns) };
  const lineText = (line: Line<string | null>): string => {
    const beside = besideOf(line);
    told.value = line.value;
    told.fromMs = borders[line.start]!;
    told.toMs = borders[line.end]!;
    for (const { key, of } of columns) told.figures[key] = of(line.sums, beside);
    return JSON.stringify(told);
  };
  const listText = (lines: readonly Line<string | null>[]): string => `[${lines.map(lineText).join(',')}]`;
  const head = JSON.stringify({ by, interval, zone, targetMs, behindCount: kept.behindCount }).slice(0, -1);
  return `${head},"rows":${listText(rows)},"together":${listText(together)},"totals":${listText(totals)}}`;
}

const blank = (columns: readonly Column[]): Record<string, number | null> =>
  Object.fromEntries(columns.map(({ key }) => [key, null]));
