// What every store shares, whatever its database: the bounded buffer before it, the thread in which it works, the spool
// file for bad times, the folding of records. The port is in the journal's room; each database has a folder here.
// Never: a decision about a call, a wait that a call could feel.
export { CallBook } from './call-book.ts';
export {
  CONTACT_COLUMNS,
  CONTACT_CONDITIONS,
  CONTACT_FIELDS,
  type ContactRow,
  type ContactsChanged,
  type ContactsFound,
  type ContactsWanted,
  type ContactTables,
  contactOf,
  contactRowOf,
  FACT_COLUMNS,
} from './contact-row.ts';
export { type DumpRow, TABLES, type TableDump } from './dump.ts';
export type { NumberedEntry } from './entry-buffer.ts';
export { type KeptEntry, scoresWithoutPerson, withoutPerson } from './forget.ts';
export type { Keep } from './keep.ts';
export { Line } from './line.ts';
export { openStore, type StoreOptions } from './open-store.ts';
export { deadOf, failedIn, jobOf, type OutboxRow, type Settlement } from './outbox-row.ts';
export { COLUMNS, FIELDS, type RecordRow, recordOf, rowOf } from './record-row.ts';
export {
  type NewRecording,
  type RecordingChange,
  type RecordingRow,
  recordingOf,
} from './recording-row.ts';
export { LEVELS_MS, LONGEST_MS, type SumsRow, sumsRows, waitingIn } from './report-rows.ts';
export { additive, type Migration, NewerSchema, Schema, type SchemaFound } from './schema.ts';
export { SCORE_CONDITIONS, type ScoreChange, type ScoreRow, type ScoreTable, scoreOf } from './score-row.ts';
export { serveStore } from './serve-store.ts';
export { rangesAfter, rangesBetween, type SumsRange } from './sums-ranges.ts';
export type { Database, Dropped, DropWish, ReportSums, Tables } from './tables.ts';
