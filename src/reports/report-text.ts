import { reportCsv } from './csv.ts';
import type { Stretch } from './intervals.ts';
import { reportPicture } from './picture.ts';
import { profileOf } from './profile.ts';
import { profileCsv, profilePicture } from './profile-text.ts';
import { type KeptSums, type ReportAsk, reportOf } from './report.ts';
import { reportJson } from './report-json.ts';
import { zoneText } from './zone-text.ts';

/** How a report may be told. */
export const REPORT_FORMATS = ['json', 'csv', 'svg'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** A report that somebody wants as a text; `stretches` are those of its zone. `week`: the hours of the week. */
export type ReportWish = ReportAsk & {
  readonly shape?: 'week';
  readonly format: ReportFormat;
  readonly stretches: readonly Stretch[];
};

/** The report as it is sent: JSON, comma-separated values, or a picture. In pieces, since it may be very long. */
export function reportPieces(wish: ReportWish, kept: KeptSums): Iterable<string> {
  const { format, stretches } = wish;
  if (wish.shape === 'week') {
    const profile = profileOf(wish, kept, stretches);
    if (format === 'json') return [JSON.stringify(profile)];
    return [format === 'csv' ? profileCsv(profile) : profilePicture(profile)];
  }
  if (format === 'json') return reportJson(wish, kept);
  const report = reportOf(wish, kept);
  return [
    format === 'csv' ? reportCsv(report, zoneText(stretches)) : reportPicture(report, zoneText(stretches)),
  ];
}
