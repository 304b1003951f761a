import type { DeadMessage, WebhookJob } from '../../journal/index.ts';
import { deadOf, failedIn, jobOf, type OutboxRow, type Settlement } from '../index.ts';
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

  async waiting(limit: number, takenBeforeMs: number): Promise<readonly WebhookJob[]> {
    const rows = await this.#connection.rows<OutboxRow>(
      `SELECT id, event, body, failed FROM outbox
       WHERE settled IS NULL AND (taken_ms IS NULL OR taken_ms < $2)
       ORDER BY number LIMIT $1`,
      [limit, Math.round(takenBeforeMs)],
    );
    return rows.map(jobOf);
  }

  async take(ids: readonly string[], atMs: number): Promise<void> {
    const values = [ids, Math.round(atMs)];
    await this.#connection.ask('UPDATE outbox SET taken_ms = $2 WHERE id = ANY ($1)', values);
  }

  async unsettled(id: string): Promise<WebhookJob | undefined> {
    const question = 'SELECT id, event, body, failed FROM outbox WHERE id = $1 AND settled IS NULL';
    const [row] = await this.#connection.rows<OutboxRow>(question, [id]);
    return row === undefined ? undefined : jobOf(row);
  }

  async settle({ id, how, failed, atMs }: Settlement): Promise<void> {
    await this.#connection.ask(
      'UPDATE outbox SET settled = $2, failed = $3, settled_ms = $4 WHERE id = $1 AND settled IS NULL',
      [id, how, failedIn(failed), Math.round(atMs)],
    );
  }

  async dead(limit: number): Promise<readonly DeadMessage[]> {
    const rows = await this.#connection.rows<OutboxRow & { readonly atMs: number | null }>(
      `SELECT id, event, body, failed, settled_ms AS "atMs" FROM outbox
       WHERE settled = 'givenUp' ORDER BY number DESC LIMIT $1`,
      [limit],
    );
    return rows.map(deadOf);
  }

  async revive(id: string | null): Promise<number> {
    const revived = await this.#connection.ask(
      `UPDATE outbox SET settled = NULL, taken_ms = NULL
       WHERE settled = 'givenUp' AND ($1::text IS NULL OR id = $1)`,
      [id],
    );
    return revived.count;
  }
}
