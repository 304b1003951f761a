// The files of an admin become one checked bundle, or a list of all their mistakes with line and column.
// Text in, data out; where the files come from is somebody else's affair.
// Never: a disk, a half-valid bundle, a mistake that hides another.
export type { Bundle, BundleHashes, LoadedBundle, Recording, ServiceLevel } from './bundle.ts';
export { isTestFile } from './bundle-files.ts';
export { jsonSchemas } from './json-schemas.ts';
export { type BundleSource, type BundleUse, hashesOf, loadBundle, loadBundleInSteps } from './load-bundle.ts';
export type { NumberRule, NumberTable } from './number-table.ts';
export type { Zones } from './read-schedules.ts';
export type { ScheduleRules, Span } from './schedule-rules.ts';
export { SourceFile } from './source-file.ts';
