import type { DeadMessage, WebhookJob } from '../../journal/index.ts';
import { deadOf, failedIn, jobOf, type OutboxRow, type Settlement } from '../index.ts';
import type { Connection } from './database.ts';

/** Messages to other people's servers, in the order in which they were made. */
export class OutboxTable {
  readonly #put;
  readonly #waiting;
  readonly #take;
  readonly #unsettled;
  readonly #settle;
  readonly #dead;
  readonly #revive;

  constructor(connection: Connection) {
    this.#put = connection.prepare(
      'INSERT INTO outbox (id, event, body) VALUES (@id, @event, @body) ON CONFLICT (id) DO NOTHING',
    );
    this.#waiting = connection.prepare(
      `SELECT id, event, body, failed FROM outbox
       WHERE settled IS NULL AND (taken_ms IS NULL OR taken_ms < @takenBeforeMs)
       ORDER BY number LIMIT @limit`,
    );
    this.#take = connection.prepare('UPDATE outbox SET taken_ms = ? WHERE id = ?');
    this.#unsettled = connection.prepare(
      'SELECT id, event, body, failed FROM outbox WHERE id = ? AND settled IS NULL',
    );
    this.#settle = connection.prepare(
      'UPDATE outbox SET settled = ?, failed = ?, settled_ms = ? WHERE id = ? AND settled IS NULL',
    );
    this.#dead = connection.prepare(
      `SELECT id, event, body, failed, settled_ms AS atMs FROM outbox
       WHERE settled = 'givenUp' ORDER BY number DESC LIMIT ?`,
    );
    this.#revive = connection.prepare(
      `UPDATE outbox SET settled = NULL, taken_ms = NULL
       WHERE settled = 'givenUp' AND (@id IS NULL OR id = @id)`,
    );
  }

  put({ id, event, body }: WebhookJob): void {
    this.#put.run({ id, event, body });
  }

  waiting(limit: number, takenBeforeMs: number): readonly WebhookJob[] {
    return (this.#waiting.all({ limit, takenBeforeMs: Math.round(takenBeforeMs) }) as OutboxRow[]).map(jobOf);
  }

  take(ids: readonly string[], atMs: number): void {
    for (const id of ids) this.#take.run(Math.round(atMs), id);
  }

  unsettled(id: string): WebhookJob | undefined {
    const row = this.#unsettled.get(id) as OutboxRow | undefined;
    return row === undefined ? undefined : jobOf(row);
  }

  settle({ id, how, failed, atMs }: Settlement): void {
    this.#settle.run(how, failedIn(failed), Math.round(atMs), id);
  }

  dead(limit: number): readonly DeadMessage[] {
    return (this.#dead.all(limit) as (OutboxRow & { readonly atMs: number | null })[]).map(deadOf);
  }

  revive(id: string | null): number {
    return this.#revive.run({ id }).changes;
  }
}
