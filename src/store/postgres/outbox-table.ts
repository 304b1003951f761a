import type { WebhookJob } from '../../journal/index.ts';
import { jsonFor } from './clean.ts';
import type { Connection } from './connection.ts';

/**
 * Messages to other people's servers, in the order in which they were made. Whoever reads them is the only one who
 * holds the database: rows need no locks of their own.
 */
export class OutboxTable {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async put(messages: readonly WebhookJob[]): Promise<void> {
    const numbered = messages.map((message, n) => ({ n, ...message }));
    await this.#connection.ask(
      `INSERT INTO outbox (id, event, body)
       SELECT id, event, body FROM json_to_recordset($1) AS m (n integer, id text, event text, body text) ORDER BY n
       ON CONFLICT (id) DO NOTHING`,
      [jsonFor(numbered)],
    );
  }

  waiting(limit: number, takenBeforeMs: number): Promise<readonly WebhookJob[]> {
    return this.#connection.rows<WebhookJob>(
      `SELECT id, event, body FROM outbox
       WHERE settled IS NULL AND (taken_ms IS NULL OR taken_ms < $2)
       ORDER BY number LIMIT $1`,
      [limit, Math.round(takenBeforeMs)],
    );
  }

  async take(ids: readonly string[], atMs: number): Promise<void> {
    const values = [ids, Math.round(atMs)];
    await this.#connection.ask('UPDATE outbox SET taken_ms = $2 WHERE id = ANY ($1)', values);
  }

  async unsettled(id: string): Promise<WebhookJob | undefined> {
    const question = 'SELECT id, event, body FROM outbox WHERE id = $1 AND settled IS NULL';
    return (await this.#connection.rows<WebhookJob>(question, [id]))[0];
  }

  async settle(id: string, how: 'delivered' | 'givenUp'): Promise<void> {
    const change = 'UPDATE outbox SET settled = $2 WHERE id = $1 AND settled IS NULL';
    await this.#connection.ask(change, [id, how]);
  }
}
