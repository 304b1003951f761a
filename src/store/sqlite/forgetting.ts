import { type KeptEntry, withoutPerson } from '../index.ts';
import type { Connection } from './database.ts';

/** Calls of the number, over, and without a recording that is held: those stay as they are. */
const CALLS = `SELECT call_id FROM records WHERE caller = @number AND outcome IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM recordings WHERE recordings.call_id = records.call_id AND held_ms IS NOT NULL)
  ORDER BY arrived_ms LIMIT @limit`;
/** Calls in which the number was called. */
const CALLED = `SELECT DISTINCT call_id FROM entries
  WHERE kind IN ('dialled', 'outEnded') AND body ->> 'to' = @number LIMIT @limit`;
const PROMISES =
  'SELECT callback_id FROM callbacks WHERE number = @number AND outcome IS NOT NULL LIMIT @limit';

/** Takes a person out of what is kept. */
export class Forgetting {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Resolves with how many calls and promises it was done for; `limit` of each are done at most. */
  forget(number: string, limit: number): number {
    const wish = { number, limit };
    const [own, called, promises] = [CALLS, CALLED, PROMISES].map(
      (sql) => this.#connection.prepare(sql).pluck().all(wish) as string[],
    ) as [string[], string[], string[]];
    for (const callId of [...own, ...called]) this.#rewrite('call_id = ?', callId, number);
    for (const id of promises)
      this.#rewrite("kind GLOB 'callback*' AND body ->> 'callbackId' = ?", id, number);
    this.#forgetRows(own, called, promises);
    this.#forgetMessages(number);
    return own.length + called.length + promises.length;
  }

  #rewrite(which: string, id: string, number: string): void {
    const entries = this.#connection.prepare(`SELECT id, body FROM entries WHERE ${which}`).all(id);
    const put = this.#connection.prepare('UPDATE entries SET body = @body WHERE id = @id');
    for (const entry of withoutPerson(entries as KeptEntry[], number)) put.run(entry);
  }

  #forgetRows(own: readonly string[], called: readonly string[], promises: readonly string[]): void {
    const caller = this.#connection.prepare("UPDATE records SET caller = '' WHERE call_id = ?");
    const dialled = this.#connection.prepare(
      "UPDATE records SET dialled = '' WHERE call_id = ? AND direction = 'outgoing'",
    );
    const promise = this.#connection.prepare('DELETE FROM callbacks WHERE callback_id = ?');
    for (const callId of own) caller.run(callId);
    for (const callId of called) dialled.run(callId);
    for (const id of promises) promise.run(id);
  }

  /** Messages that are told, or were given up, are kept for a while. */
  #forgetMessages(number: string): void {
    this.#connection
      .prepare('DELETE FROM outbox WHERE settled IS NOT NULL AND instr(body, ?) > 0')
      .run(number);
  }
}
