import type { Callback } from '../callbacks/index.ts';
import type {
  AuditFact,
  AuditQuery,
  CallbackQuery,
  CallEntry,
  CallerPast,
  CallOutEntry,
  CallQuery,
  CallRecord,
  DeadMessage,
  Entry,
  KeptRecording,
  OfferKey,
  OperatorAt,
  OperatorPresence,
  RecordingQuery,
  WebhookJob,
} from '../journal/index.ts';
import type { KeptSums, SumsQuery } from '../reports/index.ts';
import type { ContactTables } from './contact-row.ts';
import type { Settlement } from './outbox-row.ts';
import type { RecordingChange } from './recording-row.ts';

/** An answer that a database on disk has at once, and one behind a network later. */
export type Later<T> = T | Promise<T>;

/**
 * What a database does for us, without a thought: which rows are written and why is decided by the `CallBook`. All of
 * it throws, or rejects with, what the database says.
 */
export interface Tables {
  /** Everything that is written in `work` is kept together, or nothing of it. Does not nest. */
  atOnce<T>(work: () => Promise<T>): Promise<T>;
  /** How far the entries of this run were kept; 0 for a run that is not known. */
  lastNumber(run: string): Later<number>;
  setLastNumber(run: string, number: number): Later<void>;
  /** In this order, which the ids keep. */
  putEntries(entries: readonly Entry[]): Later<void>;
  putPresences(presences: readonly OperatorPresence[]): Later<void>;
  /** Those that exist. */
  recordsOf(callIds: readonly string[]): Later<readonly CallRecord[]>;
  /** Resolves with the calls whose record was written; one that is closed in the database stays as it is. */
  keepRecords(records: readonly CallRecord[]): Later<ReadonlySet<string>>;
  /** Sets the contact reason of calls whose records exist, be they closed. */
  setReasons(reasons: ReadonlyMap<string, string>): Later<void>;
  /** In this order. A recording that is known is not kept anew. */
  changeRecordings(changes: readonly RecordingChange[]): Later<void>;
  /** Those that exist. */
  callbacksOf(callbackIds: readonly string[]): Later<readonly Callback[]>;
  keepCallbacks(callbacks: readonly Callback[]): Later<void>;
  /** A message whose id is known stays as it is. */
  putMessages(messages: readonly WebhookJob[]): Later<void>;

  openCallIds(): Later<readonly string[]>;
  /** Call → when something of it happened last. */
  lastHeard(callIds: readonly string[]): Later<ReadonlyMap<string, number>>;
  timeline(callId: string): Later<readonly CallEntry[]>;
  /** Null when the record to start after does not exist. */
  list(query: CallQuery): Later<readonly CallRecord[] | null>;
  audit(query: AuditQuery): Later<readonly AuditFact[]>;
  operatorsBefore(offer: OfferKey, operators: readonly string[]): Later<readonly OperatorAt[]>;
  callerPasts(limit: number): Later<readonly CallerPast[]>;
  recordings(query: RecordingQuery): Later<readonly KeptRecording[]>;
  callbacks(query: CallbackQuery): Later<readonly Callback[]>;
  /** Oldest first. */
  openCallbacks(): Later<readonly Callback[]>;
  presences(): Later<readonly OperatorPresence[]>;
  callsOut(sinceMs: number): Later<readonly CallOutEntry[]>;

  outbox(limit: number, takenBeforeMs: number): Later<readonly WebhookJob[]>;
  message(id: string): Later<WebhookJob | undefined>;
  take(ids: readonly string[], atMs: number): Later<void>;
  /** One that is settled stays as it is. */
  settle(settlement: Settlement): Later<void>;
  dead(limit: number): Later<readonly DeadMessage[]>;
  revive(id: string | null): Later<number>;

  readonly contacts: ContactTables;
  readonly reports: ReportSums;

  /**
   * Takes a person out of calls that are over and promises that are kept or broken: number, words, digits. How many it
   * was done for; `limit` of each are done at most, and what a held recording belongs to stays.
   */
  forget(number: string, limit: number): Later<number>;

  dropOld(wish: DropWish): Later<Dropped>;
  /** The connection has broken off, perhaps without anybody having asked anything. */
  isLost(): boolean;
  /** Throws unless the database can be written now. */
  probe(): Later<void>;
  close(): Later<void>;
}

/** The sums of all reports. They are never more and never less than what the entries up to a certain one give. */
export interface ReportSums {
  /**
   * Counts entries that were just kept, the last of all; to be called in the same transaction, after the records. While
   * older ones are still being counted anew, these wait for their turn. The function that it resolves with is to be
   * called when the transaction is kept.
   */
  count(entries: readonly Entry[]): Later<() => void>;
  /** Counts some of the entries that are not counted yet; false when there is none. */
  catchUp(): Later<boolean>;
  /** Forgets what the entries that are still kept can give again: `catchUp` counts them anew. */
  countAnew(): Later<void>;
  read(query: SumsQuery): Later<KeptSums>;
}

/** Of each table the `rows` oldest are looked at, of entries those with an id above `after`. Limits are wall time. */
export type DropWish = {
  readonly after: number;
  readonly rows: number;
  readonly recordsBeforeMs: number;
  readonly journalBeforeMs: number;
};

/** The newest entry that was looked at (undefined: there was none), and how many other rows went. */
export type Dropped = {
  readonly newest: { readonly id: number; readonly atMs: number } | undefined;
  readonly othersCount: number;
};

/** A kind of database: how it is opened, and what its errors mean. */
export type Database = {
  /** Opens it, makes its schema when it is missing, brings it up to date when it is older. */
  open(): Later<Tables>;
  /** Reads sums as of one moment, by a connection of its own that cannot write. The database has been opened before. */
  read(query: SumsQuery): Later<KeptSums>;
  /** One that failed to open like this will not open later either: a person must mend something. */
  isUnusable(error: unknown): boolean;
  /** The database is fine and only the given values are not: a second try would end the same way. */
  isRefusal(error: unknown): boolean;
  /** The connection has survived it: it need not be opened anew. */
  isPassing(error: unknown): boolean;
};
