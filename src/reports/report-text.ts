import { reportCsv } from './csv.ts';
import type { Stretch } from './intervals.ts';
import { reportPicture } from './picture.ts';
import { type KeptSums, type ReportAsk, reportOf } from './report.ts';
import { zoneText } from './zone-text.ts';

/** How a report may be told. */
export const REPORT_FORMATS = ['json', 'csv', 'svg'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** A report that somebody wants as a text; `stretches` are those of its zone. */
export type ReportWish = ReportAsk & {
  readonly format: ReportFormat;
  readonly stretches: readonly Stretch[];
};

/** The report as it is sent: JSON, comma-separated values, or a picture. */
export function reportText(wish: ReportWish, kept: KeptSums): string {
  const { format, stretches } = wish;
  const report = reportOf(wish, kept);
  if (format === 'json') return JSON.stringify(report);
  return format === 'csv'
    ? reportCsv(report, zoneText(stretches))
    : reportPicture(report, zoneText(stretches));
}
