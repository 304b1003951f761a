import type { WebhookJob } from '../../journal/index.ts';
import type { Connection } from './database.ts';

/** Messages to other people's servers, in the order in which they were made. */
export class OutboxTable {
  readonly #put;
  readonly #waiting;
  readonly #take;
  readonly #unsettled;
  readonly #settle;

  constructor(connection: Connection) {
    this.#put = connection.prepare(
      'INSERT INTO outbox (id, event, body) VALUES (@id, @event, @body) ON CONFLICT (id) DO NOTHING',
    );
    this.#waiting = connection.prepare(
      `SELECT id, event, body FROM outbox
       WHERE settled IS NULL AND (taken_ms IS NULL OR taken_ms < @takenBeforeMs)
       ORDER BY number LIMIT @limit`,
    );
    this.#take = connection.prepare('UPDATE outbox SET taken_ms = ? WHERE id = ?');
    this.#unsettled = connection.prepare(
      'SELECT id, event, body FROM outbox WHERE id = ? AND settled IS NULL',
    );
    this.#settle = connection.prepare('UPDATE outbox SET settled = ? WHERE id = ? AND settled IS NULL');
  }

  put(message: WebhookJob): void {
    this.#put.run(message);
  }

  waiting(limit: number, takenBeforeMs: number): readonly WebhookJob[] {
    return this.#waiting.all({ limit, takenBeforeMs: Math.round(takenBeforeMs) }) as WebhookJob[];
  }

  take(ids: readonly string[], atMs: number): void {
    for (const id of ids) this.#take.run(Math.round(atMs), id);
  }

  unsettled(id: string): WebhookJob | undefined {
    return this.#unsettled.get(id) as WebhookJob | undefined;
  }

  settle(id: string, how: 'delivered' | 'givenUp'): void {
    this.#settle.run(how, id);
  }
}
