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
import {
  type Dropped,
  type DropWish,
  type RecordingChange,
  type Settlement,
  TABLES,
  type Tables,
} from '../index.ts';
import { auditTrail } from './audit-trail.ts';
import { CallbacksTable } from './callbacks-table.ts';
import { jsonFor } from './clean.ts';
import type { Connection } from './connection.ts';
import { ContactsTable } from './contacts-table.ts';
import { forget } from './forgetting.ts';
import { dropOld } from './old-tables.ts';
import { operatorsBefore } from './operator-past.ts';
import { OutboxTable } from './outbox-table.ts';
import { RecordingsTable } from './recordings-table.ts';
import { RecordsTable } from './records-table.ts';
import { PostgresReportSums } from './report-sums.ts';
import { ScoresTable } from './scores-table.ts';

/** All tables of one database; many rows go and come in one message each. */
export class PostgresTables implements Tables {
  readonly reports: PostgresReportSums;
  readonly contacts: ContactsTable;
  readonly scores: ScoresTable;
  readonly #connection: Connection;
  readonly #records: RecordsTable;
  readonly #recordings: RecordingsTable;
  readonly #callbacks: CallbacksTable;
  readonly #outbox: OutboxTable;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#records = new RecordsTable(connection);
    this.#recordings = new RecordingsTable(connection);
    this.contacts = new ContactsTable(connection);
    this.scores = new ScoresTable(connection);
    this.reports = new PostgresReportSums(connection);
    this.#callbacks = new CallbacksTable(connection);
    this.#outbox = new OutboxTable(connection);
  }

  atOnce<T>(work: () => Promise<T>): Promise<T> {
    return this.#connection.atOnce(work);
  }

  async lastNumber(run: string): Promise<number> {
    const question = 'SELECT last_number AS last FROM runs WHERE run = $1';
    return (await this.#connection.rows<{ readonly last: number }>(question, [run]))[0]?.last ?? 0;
  }

  async setLastNumber(run: string, number: number): Promise<void> {
    await this.#connection.ask(
      `INSERT INTO runs (run, last_number) VALUES ($1, $2)
       ON CONFLICT (run) DO UPDATE SET last_number = excluded.last_number`,
      [run, number],
    );
  }

  async putEntries(entries: readonly Entry[]): Promise<void> {
    const rows = entries.map((entry, n) => {
      const callId = 'callId' in entry ? entry.callId : null;
      return { n, call_id: callId, at_ms: Math.round(entry.atMs), kind: entry.kind, body: entry };
    });
    await this.#connection.ask(
      `INSERT INTO entries (call_id, at_ms, kind, body) SELECT call_id, at_ms, kind, body
       FROM json_to_recordset($1) AS e (n integer, call_id text, at_ms bigint, kind text, body json) ORDER BY n`,
      [jsonFor(rows)],
    );
  }

  async putPresences(presences: readonly OperatorPresence[]): Promise<void> {
    await this.#connection.ask(
      `INSERT INTO presences (operator, presence, reason, phone, wrap_up_ends_ms)
       SELECT operator, presence, reason, phone, wrap_up_ends_ms FROM json_populate_recordset(NULL::presences, $1)
       ON CONFLICT (operator) DO UPDATE SET
         presence = excluded.presence, reason = excluded.reason, phone = excluded.phone,
         wrap_up_ends_ms = excluded.wrap_up_ends_ms`,
      [
        jsonFor(
          presences.map(({ wrapUpEndsMs = null, ...row }) => ({ ...row, wrap_up_ends_ms: wrapUpEndsMs })),
        ),
      ],
    );
  }

  recordsOf(callIds: readonly string[]): Promise<readonly CallRecord[]> {
    return this.#records.of(callIds);
  }

  keepRecords(records: readonly CallRecord[]): Promise<ReadonlySet<string>> {
    return this.#records.keep(records);
  }

  setReasons(reasons: ReadonlyMap<string, string>): Promise<void> {
    return this.#records.setReasons(reasons);
  }

  changeRecordings(changes: readonly RecordingChange[]): Promise<void> {
    return this.#recordings.change(changes);
  }

  callbacksOf(callbackIds: readonly string[]): Promise<readonly Callback[]> {
    return this.#callbacks.of(callbackIds);
  }

  keepCallbacks(callbacks: readonly Callback[]): Promise<void> {
    return this.#callbacks.keep(callbacks);
  }

  callbacks(query: CallbackQuery): Promise<readonly Callback[]> {
    return this.#callbacks.list(query);
  }

  openCallbacks(): Promise<readonly Callback[]> {
    return this.#callbacks.open();
  }

  putMessages(messages: readonly WebhookJob[]): Promise<void> {
    return this.#outbox.put(messages);
  }

  openCallIds(): Promise<readonly string[]> {
    return this.#records.openCallIds();
  }

  async lastHeard(callIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const heard = await this.#connection.rows<{ readonly id: string; readonly at: number }>(
      'SELECT call_id AS id, max(at_ms) AS at FROM entries WHERE call_id = ANY ($1) GROUP BY call_id',
      [callIds],
    );
    return new Map(heard.map(({ id, at }) => [id, at]));
  }

  async timeline(callId: string): Promise<readonly CallEntry[]> {
    const question = 'SELECT body FROM entries WHERE call_id = $1 ORDER BY id';
    const rows = await this.#connection.rows<{ readonly body: CallEntry }>(question, [callId]);
    return rows.map(({ body }) => body);
  }

  list(query: CallQuery): Promise<readonly CallRecord[] | null> {
    return this.#records.list(query);
  }

  audit(query: AuditQuery): Promise<readonly AuditFact[]> {
    return auditTrail(this.#connection, query);
  }

  operatorsBefore(offer: OfferKey, operators: readonly string[]): Promise<readonly OperatorAt[]> {
    return operatorsBefore(this.#connection, offer, operators);
  }

  callerPasts(limit: number): Promise<readonly CallerPast[]> {
    return this.#records.callerPasts(limit);
  }

  recordings(query: RecordingQuery): Promise<readonly KeptRecording[]> {
    return this.#recordings.list(query);
  }

  presences(): Promise<readonly OperatorPresence[]> {
    return this.#connection.rows<OperatorPresence>(
      `SELECT operator, presence, reason, phone, wrap_up_ends_ms AS "wrapUpEndsMs" FROM presences
       ORDER BY operator COLLATE "C"`,
    );
  }

  async callsOut(sinceMs: number): Promise<readonly CallOutEntry[]> {
    const rows = await this.#connection.rows<{ readonly body: CallOutEntry }>(
      "SELECT body FROM entries WHERE kind IN ('dialled', 'outEnded') AND at_ms >= $1 ORDER BY id",
      [sinceMs],
    );
    return rows.map(({ body }) => body);
  }

  outbox(limit: number, takenBeforeMs: number): Promise<readonly WebhookJob[]> {
    return this.#outbox.waiting(limit, takenBeforeMs);
  }

  message(id: string): Promise<WebhookJob | undefined> {
    return this.#outbox.unsettled(id);
  }

  take(ids: readonly string[], atMs: number): Promise<void> {
    return this.#outbox.take(ids, atMs);
  }

  settle(settlement: Settlement): Promise<void> {
    return this.#outbox.settle(settlement);
  }

  dead(limit: number): Promise<readonly DeadMessage[]> {
    return this.#outbox.dead(limit);
  }

  revive(id: string | null): Promise<number> {
    return this.#outbox.revive(id);
  }

  forget(number: string, limit: number): Promise<number> {
    return forget(this.#connection, number, limit);
  }

  dropOld(wish: DropWish): Promise<Dropped> {
    return dropOld(this.#connection, wish);
  }

  isLost(): boolean {
    return this.#connection.isLost;
  }

  /** Asks for the right to write: a server that is only read refuses it, and so does whoever holds the tables. */
  async probe(): Promise<void> {
    await this.#connection.atOnce(() =>
      this.#connection.ask(`LOCK TABLE ${TABLES.join(', ')} IN ROW EXCLUSIVE MODE`),
    );
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}
