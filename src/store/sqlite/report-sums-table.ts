import type { Entry } from '../../journal/index.ts';
import {
  Draft,
  isGreatest,
  type KeptSums,
  MEASURES,
  type Measure,
  type Open,
  type OpenCall,
  type OpenOperator,
  type Past,
  type SumsQuery,
} from '../../reports/index.ts';
import { type ReportSums, type SumsRow, sumsRows, waitingIn } from '../index.ts';
import type { Connection } from './database.ts';
import { FORGETTING, forget, forgetSome, versionOf } from './report-tables.ts';
import { SumsReader } from './sums-reader.ts';

/** Entries that are counted in one transaction when they are counted anew. */
const ANEW_COUNT = 500;

/**
 * Most rows change few of the many columns, and the same few: such a set has a statement of its own. Rows that change
 * more share one statement of all columns, since their sets are many.
 */
const FEW = 4;
const STATEMENTS_MAX = 500;

type Kind = 'call' | 'operator';

/**
 * The sums of all reports, counted in the transaction that keeps the entries: they are never more and never less than
 * what the journal holds up to `counted_id`.
 */
export class ReportSumsTable implements ReportSums {
  readonly #connection: Connection;
  readonly #open: Open = { calls: new Map(), operators: new Map() };
  readonly #adds = new Map<string, ReturnType<typeof prepared>>();
  readonly #keepOpen;
  readonly #forget;
  readonly #countedId;
  readonly #counted;
  readonly #fromMs;
  readonly #lastId;
  readonly #entriesAfter;
  readonly #lastArrival;
  readonly #ended;
  readonly #reader;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#keepOpen = connection.prepare(
      `INSERT INTO report_open (kind, id, body) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET body = excluded.body`,
    );
    this.#forget = connection.prepare('DELETE FROM report_open WHERE kind = ? AND id = ?');
    this.#countedId = connection.prepare('SELECT counted_id FROM report_state').pluck();
    this.#counted = connection.prepare('UPDATE report_state SET counted_id = ?');
    this.#fromMs = connection.prepare('SELECT from_ms FROM report_state').pluck();
    this.#lastId = connection.prepare('SELECT coalesce(max(id), 0) FROM entries').pluck();
    this.#entriesAfter = connection.prepare('SELECT id, body FROM entries WHERE id > ? ORDER BY id LIMIT ?');
    this.#lastArrival = connection
      .prepare(
        `SELECT arrived_ms FROM records WHERE caller = ? AND (arrived_ms, call_id) < (?, ?)
         ORDER BY arrived_ms DESC, call_id DESC LIMIT 1`,
      )
      .pluck();
    this.#ended = connection
      .prepare("SELECT 1 FROM entries WHERE call_id = ? AND id < ? AND kind = 'callEnded'")
      .pluck();
    this.#reader = new SumsReader(connection);
    this.#readOpen();
  }

  /**
   * Counts entries that were just kept, the last of all; to be called in the same transaction, after the records. While
   * older ones are still being counted anew, these wait for their turn. The returned function is called when the
   * transaction is on the disk.
   */
  count(entries: readonly Entry[]): () => void {
    const [countedId, lastId] = [this.#countedId.get() as number, this.#lastId.get() as number];
    if (entries.length === 0 || countedId === FORGETTING || countedId < lastId - entries.length)
      return () => {};
    const firstId = lastId - entries.length + 1;
    return this.#fold(entries.map((entry, at) => ({ id: firstId + at, entry })));
  }

  /** Counts some of the entries that are not counted yet; false when there is none. */
  catchUp(): boolean {
    if (this.#countedId.get() === FORGETTING) {
      this.#connection.transaction(() => forgetSome(this.#connection)).immediate();
      return true;
    }
    let settle: (() => void) | undefined;
    this.#connection
      .transaction(() => {
        const rows = this.#entriesAfter.all(this.#countedId.get(), ANEW_COUNT) as readonly {
          readonly id: number;
          readonly body: string;
        }[];
        if (rows.length === 0) return;
        settle = this.#fold(rows.map(({ id, body }) => ({ id, entry: JSON.parse(body) as Entry })));
      })
      .immediate();
    settle?.();
    return settle !== undefined;
  }

  countAnew(): void {
    this.#connection.transaction(() => forget(this.#connection, versionOf(this.#connection)!)).immediate();
    this.#open.calls.clear();
    this.#open.operators.clear();
  }

  /** What is asked for, as it is on the disk. */
  read(query: SumsQuery): KeptSums {
    return {
      ...this.#reader.read(query),
      ...{ waiting: waitingIn(this.#open), operators: [...this.#open.operators] },
      behindCount: (this.#lastId.get() as number) - Math.max(0, this.#countedId.get() as number),
    };
  }

  #fold(entries: readonly { readonly id: number; readonly entry: Entry }[]): () => void {
    let nowId = 0;
    const draft = new Draft(
      this.#open,
      this.#past(() => nowId),
    );
    for (const { id, entry } of entries) {
      nowId = id;
      draft.take(entry);
    }
    this.#write(draft);
    this.#counted.run(nowId);
    return () => draft.settle();
  }

  /** Records are complete for every entry: the arrival of an earlier call is in one. */
  #past(nowId: () => number): Past {
    return {
      lastArrivalMs: (caller, callId, beforeMs) =>
        this.#lastArrival.get(caller, Math.round(beforeMs), callId) as number | undefined,
      hasEnded: (callId) => this.#ended.get(callId, nowId()) !== undefined,
    };
  }

  #write(draft: Draft): void {
    for (const row of sumsRows(draft, this.#fromMs.get() as number)) this.#add(row);
    for (const [id, call] of draft.calls) this.#keep('call', id, call);
    for (const [id, operator] of draft.operators) this.#keep('operator', id, operator);
  }

  #add({ dimension, levelMs, startMs, value, sums }: SumsRow): void {
    const own = Object.keys(sums) as Measure[];
    const measures = own.length > FEW ? MEASURES : own.sort();
    const key = own.length > FEW ? '' : own.join(' ');
    let statement = this.#adds.get(key);
    if (statement === undefined) {
      if (this.#adds.size >= STATEMENTS_MAX) this.#adds.clear();
      statement = prepared(this.#connection, addingTo(measures));
      this.#adds.set(key, statement);
    }
    statement.run(
      dimension,
      levelMs,
      startMs,
      value,
      ...measures.map((measure) => Math.round(sums[measure] ?? 0)),
    );
  }

  #keep(kind: Kind, id: string, body: OpenCall | OpenOperator | null): void {
    if (body === null) this.#forget.run(kind, id);
    else this.#keepOpen.run(kind, id, JSON.stringify(body));
  }

  #readOpen(): void {
    const rows = this.#connection.prepare('SELECT kind, id, body FROM report_open').raw().all();
    for (const [kind, id, body] of rows as readonly [Kind, string, string][]) {
      if (kind === 'call') this.#open.calls.set(id, JSON.parse(body) as OpenCall);
      else this.#open.operators.set(id, JSON.parse(body) as OpenOperator);
    }
  }
}

const prepared = (connection: Connection, sql: string) => connection.prepare<(string | number)[]>(sql);

function addingTo(measures: readonly Measure[]): string {
  const columns = measures.map((measure) => `"${measure}"`);
  return `
    INSERT INTO report_sums (dimension, level_ms, start_ms, value, ${columns.join(', ')})
    VALUES (?, ?, ?, ?, ${columns.map(() => '?').join(', ')})
    ON CONFLICT DO UPDATE SET ${measures.map(together).join(', ')}`;
}

function together(measure: Measure): string {
  const column = `"${measure}"`;
  return isGreatest(measure)
    ? `${column} = max(${column}, excluded.${column})`
    : `${column} = ${column} + excluded.${column}`;
}
