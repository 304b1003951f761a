import type { CallerPast, CallQuery, CallRecord } from '../../journal/index.ts';
import { COLUMNS, FIELDS, type RecordRow, recordOf, rowOf } from '../index.ts';
import type { Connection } from './database.ts';

const SELECTED = FIELDS.map((field) => `${COLUMNS[field]} AS ${field}`).join(', ');

/** Conditions of a query that compare one column. */
const CONDITIONS = {
  from: 'arrived_ms >= @from',
  to: 'arrived_ms < @to',
  caller: 'caller = @caller',
  queue: 'queue = @queue',
  operator: 'operator = @operator',
  outcome: 'outcome = @outcome',
} as const satisfies Partial<Record<keyof CallQuery, string>>;

/** Records, one row per call. */
export class RecordsTable {
  readonly #connection: Connection;
  readonly #keep;
  readonly #get;
  readonly #open;
  readonly #pasts;

  constructor(connection: Connection) {
    this.#connection = connection;
    const values = FIELDS.map((field) => `@${field}`).join(', ');
    const changes = FIELDS.slice(1)
      .map((field) => `${COLUMNS[field]} = excluded.${COLUMNS[field]}`)
      .join(', ');
    this.#keep = connection.prepare(
      `INSERT INTO records (${FIELDS.map((field) => COLUMNS[field]).join(', ')}) VALUES (${values})
       ON CONFLICT (call_id) DO UPDATE SET ${changes} WHERE records.outcome IS NULL`,
    );
    this.#get = connection.prepare(`SELECT ${SELECTED} FROM records WHERE call_id = ?`);
    this.#open = connection
      .prepare('SELECT call_id FROM records WHERE outcome IS NULL ORDER BY arrived_ms')
      .pluck();
    this.#pasts = connection.prepare(
      `SELECT caller, operator, language FROM records
       WHERE caller <> '' AND (operator IS NOT NULL OR language IS NOT NULL)
       ORDER BY arrived_ms DESC, call_id DESC LIMIT ?`,
    );
  }

  /** True when the record was written; false when it had been closed before, and stays as it is. */
  keep(record: CallRecord): boolean {
    return this.#keep.run(rowOf(record)).changes === 1;
  }

  get(callId: string): CallRecord | undefined {
    const row = this.#get.get(callId) as RecordRow | undefined;
    return row === undefined ? undefined : recordOf(row);
  }

  openCallIds(): readonly string[] {
    return this.#open.all() as string[];
  }

  /** Of the last so many calls that tell something of a caller, oldest first. */
  callerPasts(limit: number): readonly CallerPast[] {
    return (this.#pasts.all(limit) as CallerPast[]).reverse();
  }

  /** Newest first; null when there is no record to start after. */
  list(query: CallQuery): readonly CallRecord[] | null {
    const where: string[] = [];
    for (const [name, condition] of Object.entries(CONDITIONS)) {
      if (query[name as keyof typeof CONDITIONS] !== undefined) where.push(condition);
    }
    const parameters: Record<string, unknown> = { ...query };
    if (query.after !== undefined) {
      const last = this.get(query.after);
      if (last === undefined) return null;
      where.push('(arrived_ms, call_id) < (@lastArrivedMs, @after)');
      parameters.lastArrivedMs = last.arrivedMs;
    }
    const conditions = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
    const statement = this.#connection.prepare(
      `SELECT ${SELECTED} FROM records ${conditions} ORDER BY arrived_ms DESC, call_id DESC LIMIT @limit`,
    );
    return (statement.all(parameters) as RecordRow[]).map(recordOf);
  }
}
