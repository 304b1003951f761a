import type { Callback } from '../../callbacks/index.ts';
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
} from '../../journal/index.ts';
import type { Dropped, DropWish, RecordingChange, Settlement, Tables } from '../index.ts';
import { AuditTrail } from './audit-trail.ts';
import { CallbacksTable } from './callbacks-table.ts';
import { ContactsTable } from './contacts-table.ts';
import type { Connection } from './database.ts';
import { Forgetting } from './forgetting.ts';
import { OldTables } from './old-tables.ts';
import { OperatorPast } from './operator-past.ts';
import { OutboxTable } from './outbox-table.ts';
import { RecordingsTable } from './recordings-table.ts';
import { RecordsTable } from './records-table.ts';
import { ReportSumsTable } from './report-sums-table.ts';
import { ScoresTable } from './scores-table.ts';

/** All tables of one database. */
export class SqliteTables implements Tables {
  readonly reports: ReportSumsTable;
  readonly contacts: ContactsTable;
  readonly scores: ScoresTable;
  readonly #connection: Connection;
  readonly #records: RecordsTable;
  readonly #recordings: RecordingsTable;
  readonly #callbacks: CallbacksTable;
  readonly #outbox: OutboxTable;
  readonly #past: OperatorPast;
  readonly #trail: AuditTrail;
  readonly #old: OldTables;
  readonly #lastNumber;
  readonly #setLastNumber;
  readonly #putEntry;
  readonly #entriesOf;
  readonly #lastHeard;
  readonly #putPresence;
  readonly #presences;
  readonly #callsOut;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#records = new RecordsTable(connection);
    this.#recordings = new RecordingsTable(connection);
    this.contacts = new ContactsTable(connection);
    this.scores = new ScoresTable(connection);
    this.reports = new ReportSumsTable(connection);
    this.#callbacks = new CallbacksTable(connection);
    this.#outbox = new OutboxTable(connection);
    this.#past = new OperatorPast(connection);
    this.#trail = new AuditTrail(connection);
    this.#old = new OldTables(connection);
    this.#lastNumber = connection.prepare('SELECT last_number FROM runs WHERE run = ?').pluck();
    this.#setLastNumber = connection.prepare(
      `INSERT INTO runs (run, last_number) VALUES (?, ?)
       ON CONFLICT (run) DO UPDATE SET last_number = excluded.last_number`,
    );
    this.#putEntry = connection.prepare(
      'INSERT INTO entries (call_id, at_ms, kind, body) VALUES (?, ?, ?, ?)',
    );
    this.#entriesOf = connection.prepare('SELECT body FROM entries WHERE call_id = ? ORDER BY id').pluck();
    this.#lastHeard = connection.prepare('SELECT max(at_ms) FROM entries WHERE call_id = ?').pluck();
    this.#putPresence = connection.prepare(
      `INSERT INTO presences (operator, presence, reason, phone, wrap_up_ends_ms)
       VALUES (@operator, @presence, @reason, @phone, @wrapUpEndsMs)
       ON CONFLICT (operator) DO UPDATE SET presence = excluded.presence, reason = excluded.reason,
         phone = excluded.phone, wrap_up_ends_ms = excluded.wrap_up_ends_ms`,
    );
    this.#presences = connection.prepare(
      `SELECT operator, presence, reason, phone, wrap_up_ends_ms AS wrapUpEndsMs FROM presences
       ORDER BY operator`,
    );
    this.#callsOut = connection
      .prepare("SELECT body FROM entries WHERE kind IN ('dialled', 'outEnded') AND at_ms >= ? ORDER BY id")
      .pluck();
  }

  async atOnce<T>(work: () => Promise<T>): Promise<T> {
    this.#connection.exec('BEGIN IMMEDIATE');
    try {
      const result = await work();
      this.#connection.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK');
      throw error;
    }
  }

  lastNumber(run: string): number {
    return (this.#lastNumber.get(run) as number | undefined) ?? 0;
  }

  setLastNumber(run: string, number: number): void {
    this.#setLastNumber.run(run, number);
  }

  putEntries(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const callId = 'callId' in entry ? entry.callId : null;
      this.#putEntry.run(callId, Math.round(entry.atMs), entry.kind, JSON.stringify(entry));
    }
  }

  putPresences(presences: readonly OperatorPresence[]): void {
    for (const presence of presences) this.#putPresence.run({ phone: null, wrapUpEndsMs: null, ...presence });
  }

  recordsOf(callIds: readonly string[]): readonly CallRecord[] {
    return callIds.flatMap((callId) => this.#records.get(callId) ?? []);
  }

  keepRecords(records: readonly CallRecord[]): ReadonlySet<string> {
    return new Set(records.filter((record) => this.#records.keep(record)).map(({ callId }) => callId));
  }

  setReasons(reasons: ReadonlyMap<string, string>): void {
    for (const [callId, reason] of reasons) this.#records.setReason(callId, reason);
  }

  changeRecordings(changes: readonly RecordingChange[]): void {
    for (const change of changes) this.#recordings.change(change);
  }

  callbacksOf(callbackIds: readonly string[]): readonly Callback[] {
    return this.#callbacks.of(callbackIds);
  }

  keepCallbacks(callbacks: readonly Callback[]): void {
    this.#callbacks.keep(callbacks);
  }

  callbacks(query: CallbackQuery): readonly Callback[] {
    return this.#callbacks.list(query);
  }

  openCallbacks(): readonly Callback[] {
    return this.#callbacks.open();
  }

  putMessages(messages: readonly WebhookJob[]): void {
    for (const message of messages) this.#outbox.put(message);
  }

  openCallIds(): readonly string[] {
    return this.#records.openCallIds();
  }

  lastHeard(callIds: readonly string[]): ReadonlyMap<string, number> {
    const heard = callIds.map((callId) => [callId, this.#lastHeard.get(callId) as number | null] as const);
    return new Map(heard.filter((each): each is readonly [string, number] => each[1] !== null));
  }

  timeline(callId: string): readonly CallEntry[] {
    return (this.#entriesOf.all(callId) as string[]).map((body) => JSON.parse(body) as CallEntry);
  }

  list(query: CallQuery): readonly CallRecord[] | null {
    return this.#records.list(query);
  }

  audit(query: AuditQuery): readonly AuditFact[] {
    return this.#trail.list(query);
  }

  operatorsBefore(offer: OfferKey, operators: readonly string[]): readonly OperatorAt[] {
    return this.#past.before(offer, operators);
  }

  callerPasts(limit: number): readonly CallerPast[] {
    return this.#records.callerPasts(limit);
  }

  recordings(query: RecordingQuery): readonly KeptRecording[] {
    return this.#recordings.list(query);
  }

  presences(): readonly OperatorPresence[] {
    return this.#presences.all() as OperatorPresence[];
  }

  callsOut(sinceMs: number): readonly CallOutEntry[] {
    return (this.#callsOut.all(sinceMs) as string[]).map((body) => JSON.parse(body) as CallOutEntry);
  }

  outbox(limit: number, takenBeforeMs: number): readonly WebhookJob[] {
    return this.#outbox.waiting(limit, takenBeforeMs);
  }

  message(id: string): WebhookJob | undefined {
    return this.#outbox.unsettled(id);
  }

  take(ids: readonly string[], atMs: number): void {
    this.#connection.transaction(() => this.#outbox.take(ids, atMs)).immediate();
  }

  settle(settlement: Settlement): void {
    this.#outbox.settle(settlement);
  }

  dead(limit: number): readonly DeadMessage[] {
    return this.#outbox.dead(limit);
  }

  revive(id: string | null): number {
    return this.#outbox.revive(id);
  }

  forget(number: string, limit: number): number {
    return new Forgetting(this.#connection).forget(number, limit);
  }

  dropOld(wish: DropWish): Dropped {
    return this.#old.drop(wish);
  }

  isLost(): boolean {
    return false;
  }

  probe(): void {
    this.#connection.transaction(() => undefined).immediate();
  }

  close(): void {
    this.#connection.close();
  }
}
