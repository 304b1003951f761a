import type { Callback } from '../../callbacks/index.ts';
import type { CallbackQuery } from '../../journal/index.ts';
import { jsonFor } from './clean.ts';
import type { Connection } from './connection.ts';

/** Conditions of a query that compare one column. */
const CONDITIONS = {
  callbackId: 'callback_id =',
  queue: 'queue =',
  number: 'number =',
  outcome: "coalesce(outcome, 'open') =",
} as const satisfies Partial<Record<keyof CallbackQuery, string>>;

const NAMES = 'callback_id, queue, number, booked_ms, outcome, body';

type Row = { readonly body: string };

/** Promises to call back. */
export class CallbacksTable {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  of(callbackIds: readonly string[]): Promise<readonly Callback[]> {
    return this.#read('SELECT body FROM callbacks WHERE callback_id = ANY ($1)', [callbackIds]);
  }

  async keep(callbacks: readonly Callback[]): Promise<void> {
    const rows = callbacks.map((callback) => {
      const { callbackId: callback_id, queue, number, bookedMs, outcome } = callback;
      return {
        callback_id,
        queue,
        number,
        booked_ms: Math.round(bookedMs),
        outcome,
        body: JSON.stringify(callback),
      };
    });
    await this.#connection.ask(
      `INSERT INTO callbacks (${NAMES}) SELECT ${NAMES} FROM json_populate_recordset(NULL::callbacks, $1)
       ON CONFLICT (callback_id) DO UPDATE SET outcome = excluded.outcome, body = excluded.body`,
      [jsonFor(rows)],
    );
  }

  /** Newest first. */
  list(query: CallbackQuery): Promise<readonly Callback[]> {
    const values: unknown[] = [query.limit];
    const where = Object.entries(CONDITIONS).flatMap(([name, condition]) => {
      const value = query[name as keyof typeof CONDITIONS];
      return value === undefined ? [] : [`${condition} $${values.push(value)}`];
    });
    const conditions = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
    return this.#read(
      `SELECT body FROM callbacks ${conditions} ORDER BY booked_ms DESC, callback_id COLLATE "C" DESC LIMIT $1`,
      values,
    );
  }

  open(): Promise<readonly Callback[]> {
    return this.#read(
      'SELECT body FROM callbacks WHERE outcome IS NULL ORDER BY booked_ms, callback_id COLLATE "C"',
      [],
    );
  }

  async #read(question: string, values: readonly unknown[]): Promise<readonly Callback[]> {
    const rows = await this.#connection.rows<Row>(question, values);
    return rows.map(({ body }) => JSON.parse(body) as Callback);
  }
}
