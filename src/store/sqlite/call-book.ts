import {
  type CallEntry,
  type CallerPast,
  type CallQuery,
  type CallRecord,
  type CallStory,
  type Entry,
  foldRecord,
  type OfferKey,
  type OperatorAt,
  type OperatorPresence,
  type WebhookJob,
} from '../../journal/index.ts';
import { callEndedMessage, type NumberedEntry } from '../index.ts';
import type { Connection } from './database.ts';
import { OperatorPast } from './operator-past.ts';
import { OutboxTable } from './outbox-table.ts';
import { RecordsTable } from './records-table.ts';
import { ReportSumsTable } from './report-sums-table.ts';

/**
 * Open records that are kept in memory, so that an entry does not cost a read. More calls than this are never
 * live.
 */
const OPEN_RECORDS_MAX = 20_000;

/**
 * Entries, the records folded from them, and the messages that closed records leave: changed together or not
 * at all.
 */
export class CallBook {
  readonly #records: RecordsTable;
  readonly #outbox: OutboxTable;
  readonly #connection: Connection;
  readonly #webhookEvents: ReadonlySet<string>;
  readonly #open = new Map<string, CallRecord>();
  readonly #lastNumber;
  readonly #setLastNumber;
  readonly #putEntry;
  readonly #entriesOf;
  readonly #lastHeard;
  readonly #putPresence;
  readonly #presences;
  readonly #past: OperatorPast;
  readonly reports: ReportSumsTable;
  /** Kept in the transaction that goes on. */
  #taken: Entry[] = [];

  constructor(connection: Connection, webhookEvents: readonly string[]) {
    this.#connection = connection;
    this.#webhookEvents = new Set(webhookEvents);
    this.#records = new RecordsTable(connection);
    this.#outbox = new OutboxTable(connection);
    this.#past = new OperatorPast(connection);
    this.reports = new ReportSumsTable(connection);
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
      `INSERT INTO presences (operator, presence, reason) VALUES (?, ?, ?)
       ON CONFLICT (operator) DO UPDATE SET presence = excluded.presence, reason = excluded.reason`,
    );
    this.#presences = connection.prepare(
      'SELECT operator, presence, reason FROM presences ORDER BY operator',
    );
  }

  /** Keeps entries of one run in one commit; those that were kept before are skipped. */
  append(run: string, entries: readonly NumberedEntry[]): void {
    this.#atOnce((touched) => {
      const last = (this.#lastNumber.get(run) as number | undefined) ?? 0;
      const fresh = entries.filter(([number]) => number > last);
      for (const [, entry] of fresh) this.#take(entry, touched);
      if (fresh.length > 0) this.#setLastNumber.run(run, fresh[fresh.length - 1]![0]);
    });
  }

  /**
   * Closes every open record that is not among the living; the moment it was last heard of is the estimated
   * end.
   */
  closeOrphans(liveCallIds: ReadonlySet<string>, atMs: number): readonly string[] {
    const orphans = this.#records.openCallIds().filter((callId) => !liveCallIds.has(callId));
    this.#atOnce((touched) => {
      for (const callId of orphans) {
        const heardMs = (this.#lastHeard.get(callId) as number | null) ?? atMs;
        const ended = { kind: 'callEnded', outcome: 'node_failure', where: null, by: 'system' } as const;
        this.#take({ ...ended, callId, atMs: Math.min(heardMs, atMs) }, touched);
      }
    });
    return orphans;
  }

  operatorsBefore(offer: OfferKey, operators: readonly string[]): readonly OperatorAt[] {
    return this.#past.before(offer, operators);
  }

  callerPasts(limit: number): readonly CallerPast[] {
    return this.#records.callerPasts(limit);
  }

  presences(): readonly OperatorPresence[] {
    return this.#presences.all() as OperatorPresence[];
  }

  list(query: CallQuery): readonly CallRecord[] | null {
    return this.#records.list(query);
  }

  /** The story of a call, `later` being entries that have not got here yet. */
  story(callId: string, later: readonly CallEntry[]): CallStory | undefined {
    const kept = (this.#entriesOf.all(callId) as string[]).map((body) => JSON.parse(body) as CallEntry);
    const record = later.reduce(foldRecord, this.#records.get(callId));
    return record === undefined ? undefined : { record, timeline: [...kept, ...later] };
  }

  outbox(limit: number, takenBeforeMs: number): readonly WebhookJob[] {
    return this.#outbox.waiting(limit, takenBeforeMs);
  }

  message(id: string): WebhookJob | undefined {
    return this.#outbox.unsettled(id);
  }

  take(ids: readonly string[], atMs: number): null {
    this.#connection.transaction(() => this.#outbox.take(ids, atMs)).immediate();
    return null;
  }

  settle(id: string, how: 'delivered' | 'givenUp'): null {
    this.#outbox.settle(id, how);
    return null;
  }

  countAnew(): null {
    this.reports.countAnew();
    return null;
  }

  /** Throws unless the database can be written now. */
  probe(): void {
    this.#connection.transaction(() => undefined).immediate();
  }

  #take(entry: Entry, touched: Map<string, CallRecord>): void {
    const callId = 'callId' in entry ? entry.callId : null;
    this.#taken.push(entry);
    this.#putEntry.run(callId, Math.round(entry.atMs), entry.kind, JSON.stringify(entry));
    if (entry.kind === 'operatorChanged') {
      this.#putPresence.run(entry.operator, entry.presence, entry.reason);
    }
    if (!('callId' in entry)) return;
    const before =
      touched.get(entry.callId) ?? this.#open.get(entry.callId) ?? this.#records.get(entry.callId);
    touched.set(entry.callId, foldRecord(before, entry));
  }

  /** One transaction; the records in memory follow only when it is on the disk. */
  #atOnce(work: (touched: Map<string, CallRecord>) => void): void {
    const touched = new Map<string, CallRecord>();
    this.#taken = [];
    let settle = (): void => {};
    this.#connection
      .transaction(() => {
        work(touched);
        for (const record of touched.values()) this.#keep(record);
        settle = this.reports.count(this.#taken);
      })
      .immediate();
    settle();
    for (const record of touched.values()) this.#remember(record);
  }

  #keep(record: CallRecord): void {
    const written = this.#records.keep(record);
    if (!written || record.outcome === null) return;
    const message = callEndedMessage(record);
    if (this.#webhookEvents.has(message.event)) this.#outbox.put(message);
  }

  #remember(record: CallRecord): void {
    if (record.outcome !== null) this.#open.delete(record.callId);
    else if (this.#open.size < OPEN_RECORDS_MAX || this.#open.has(record.callId))
      this.#open.set(record.callId, record);
  }
}
