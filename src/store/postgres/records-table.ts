import type { CallerPast, CallQuery, CallRecord } from '../../journal/index.ts';
import { COLUMNS, FIELDS, type RecordRow, recordOf, rowOf } from '../index.ts';
import { jsonFor } from './clean.ts';
import type { Connection } from './connection.ts';

const NAMES = FIELDS.map((field) => COLUMNS[field]).join(', ');
const SELECTED = FIELDS.map((field) => `${COLUMNS[field]} AS "${field}"`).join(', ');
const CHANGES = FIELDS.slice(1)
  .map((field) => `${COLUMNS[field]} = excluded.${COLUMNS[field]}`)
  .join(', ');

/** Conditions of a query that compare one column. */
const CONDITIONS = {
  from: 'arrived_ms >=',
  to: 'arrived_ms <',
  caller: 'caller =',
  queue: 'queue =',
  operator: 'operator =',
  outcome: 'outcome =',
} as const satisfies Partial<Record<keyof CallQuery, string>>;

/** Records, one row per call. */
export class RecordsTable {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The calls whose record was written; one that had been closed before stays as it is. */
  async keep(records: readonly CallRecord[]): Promise<ReadonlySet<string>> {
    const rows = records.map((record) => {
      const row = rowOf(record);
      return Object.fromEntries(FIELDS.map((field) => [COLUMNS[field], row[field]]));
    });
    const written = await this.#connection.rows<{ readonly call_id: string }>(
      `INSERT INTO records (${NAMES}) SELECT ${NAMES} FROM json_populate_recordset(NULL::records, $1)
       ON CONFLICT (call_id) DO UPDATE SET ${CHANGES} WHERE records.outcome IS NULL RETURNING call_id`,
      [jsonFor(rows)],
    );
    return new Set(written.map(({ call_id }) => call_id));
  }

  async of(callIds: readonly string[]): Promise<readonly CallRecord[]> {
    const rows = await this.#connection.rows<RecordRow>(
      `SELECT ${SELECTED} FROM records WHERE call_id = ANY ($1)`,
      [callIds],
    );
    return rows.map(recordOf);
  }

  async openCallIds(): Promise<readonly string[]> {
    const rows = await this.#connection.rows<{ readonly call_id: string }>(
      'SELECT call_id FROM records WHERE outcome IS NULL ORDER BY arrived_ms',
    );
    return rows.map(({ call_id }) => call_id);
  }

  /** Of the last so many calls that tell something of a caller, oldest first. */
  async callerPasts(limit: number): Promise<readonly CallerPast[]> {
    const rows = await this.#connection.rows<CallerPast>(
      `SELECT caller, operator, language FROM records
       WHERE caller <> '' AND (operator IS NOT NULL OR language IS NOT NULL)
       ORDER BY arrived_ms DESC, call_id DESC LIMIT $1`,
      [limit],
    );
    return rows.toReversed();
  }

  /** Newest first; null when there is no record to start after. */
  async list(query: CallQuery): Promise<readonly CallRecord[] | null> {
    const values: unknown[] = [query.limit];
    const where = Object.entries(CONDITIONS).flatMap(([name, condition]) => {
      const value = query[name as keyof typeof CONDITIONS];
      return value === undefined ? [] : [`${condition} $${values.push(value)}`];
    });
    if (query.after !== undefined) {
      const [last] = await this.of([query.after]);
      if (last === undefined) return null;
      where.push(`(arrived_ms, call_id) < ($${values.push(last.arrivedMs)}, $${values.push(query.after)})`);
    }
    const conditions = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
    const rows = await this.#connection.rows<RecordRow>(
      `SELECT ${SELECTED} FROM records ${conditions} ORDER BY arrived_ms DESC, call_id DESC LIMIT $1`,
      values,
    );
    return rows.map(recordOf);
  }
}
