// Numbers folded from the journal: how many came, waited, were answered, and how operators spent their time.
// Sums of five minutes, of which every longer interval is made; shares and means are worked out at the end only.
// Never: a decision, a clock, a number that cannot be counted again from the entries.
export { Amounts } from './amounts.ts';
export { type Column, columnsOf } from './columns.ts';
export { reportCsv } from './csv.ts';
export { Draft, type GrainSums, type Open } from './draft.ts';
export { FOLD_VERSION } from './fold-entry.ts';
export { GRAIN_MS } from './grains.ts';
export {
  bordersOf,
  INTERVALS,
  INTERVALS_MAX,
  type IntervalName,
  PROFILE_HOURS_MAX,
  REACH_MS,
  type Stretch,
} from './intervals.ts';
export {
  DIMENSIONS,
  type Dimension,
  type LastStep,
  type OpenCall,
  type OpenOperator,
  type Past,
} from './ledger.ts';
export {
  addTo,
  isGreatest,
  MEASURES,
  type Measure,
  type MutableSums,
  type Sums,
  WAIT_BOUNDS_MS,
} from './measures.ts';
export { measuresOf } from './measures-of.ts';
export { reportPicture } from './picture.ts';
export { type Profile, profileOf } from './profile.ts';
export {
  averageText,
  profileCsv,
  profilePicture,
  WEEKDAY_NAMES,
  weekFigure,
  weekOf,
} from './profile-text.ts';
export {
  type IntervalSums,
  type KeptSums,
  type Report,
  type ReportRow,
  reportOf,
  type SumsQuery,
} from './report.ts';
export { REPORT_FORMATS, type ReportFormat, type ReportWish, reportPieces } from './report-text.ts';
export type { SumsKeeper } from './sums-keeper.ts';
export { spansOf, type Trend, type TrendRow, trendOf } from './trend.ts';
export { trendCsv, trendPicture, trendText } from './trend-text.ts';
export { type TimeText, zoneText } from './zone-text.ts';
