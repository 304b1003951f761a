import type { Callback } from '../../callbacks/index.ts';
import type { CallbackQuery } from '../../journal/index.ts';
import type { Connection } from './database.ts';

/** Conditions of a query that compare one column. */
const CONDITIONS = {
  callbackId: 'callback_id = @callbackId',
  queue: 'queue = @queue',
  number: 'number = @number',
  outcome: "coalesce(outcome, 'open') = @outcome",
} as const satisfies Partial<Record<keyof CallbackQuery, string>>;

/** Promises to call back. */
export class CallbacksTable {
  readonly #connection: Connection;
  readonly #get;
  readonly #keep;
  readonly #open;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#get = connection.prepare('SELECT body FROM callbacks WHERE callback_id = ?').pluck();
    this.#keep = connection.prepare(
      `INSERT INTO callbacks (callback_id, queue, number, booked_ms, outcome, body) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (callback_id) DO UPDATE SET outcome = excluded.outcome, body = excluded.body`,
    );
    this.#open = connection
      .prepare('SELECT body FROM callbacks WHERE outcome IS NULL ORDER BY booked_ms, callback_id')
      .pluck();
  }

  of(callbackIds: readonly string[]): readonly Callback[] {
    return read(callbackIds.flatMap((id) => (this.#get.get(id) as string | undefined) ?? []));
  }

  keep(callbacks: readonly Callback[]): void {
    for (const callback of callbacks) {
      const { callbackId, queue, number, bookedMs, outcome } = callback;
      this.#keep.run(callbackId, queue, number, Math.round(bookedMs), outcome, JSON.stringify(callback));
    }
  }

  /** Newest first. */
  list(query: CallbackQuery): readonly Callback[] {
    const where = Object.entries(CONDITIONS).flatMap(([name, condition]) =>
      query[name as keyof typeof CONDITIONS] === undefined ? [] : [condition],
    );
    const conditions = where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`;
    const statement = this.#connection.prepare(
      `SELECT body FROM callbacks ${conditions} ORDER BY booked_ms DESC, callback_id DESC LIMIT @limit`,
    );
    return read(statement.pluck().all(query) as string[]);
  }

  open(): readonly Callback[] {
    return read(this.#open.all() as string[]);
  }
}

const read = (bodies: readonly string[]): readonly Callback[] =>
  bodies.map((body) => JSON.parse(body) as Callback);
