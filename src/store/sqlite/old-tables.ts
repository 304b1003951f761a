import type { Dropped, DropWish } from '../index.ts';
import type { Connection } from './database.ts';

/** Pages that a step gives back to the file system. */
const PAGES_PER_STEP = 64;

/** Deletes rows that are too old. */
export class OldTables {
  readonly #connection: Connection;
  readonly #newest;
  readonly #dropEntries;
  readonly #dropScores;
  readonly #dropRecords;
  readonly #dropMessages;
  readonly #dropContacts;
  readonly #dropCallbacks;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#newest = connection.prepare(
      `SELECT id, at_ms AS atMs FROM (SELECT id, at_ms FROM entries WHERE id > @after ORDER BY id LIMIT @rows)
       ORDER BY id DESC LIMIT 1`,
    );
    this.#dropEntries = connection.prepare(
      `DELETE FROM entries WHERE id > @after AND id <= @id
       AND at_ms < CASE kind WHEN 'audited' THEN @recordsBeforeMs ELSE @journalBeforeMs END`,
    );
    const old = `
      SELECT call_id FROM records WHERE arrived_ms < @recordsBeforeMs AND outcome IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM recordings WHERE recordings.call_id = records.call_id)
      ORDER BY arrived_ms LIMIT @rows`;
    this.#dropScores = connection.prepare(`DELETE FROM scores WHERE call_id IN (${old})`);
    this.#dropRecords = connection.prepare(`DELETE FROM records WHERE call_id IN (${old})`);
    this.#dropCallbacks = connection.prepare(
      `DELETE FROM callbacks WHERE callback_id IN (
         SELECT callback_id FROM callbacks WHERE booked_ms < @recordsBeforeMs AND outcome IS NOT NULL
         ORDER BY booked_ms LIMIT @rows)`,
    );
    this.#dropMessages = connection.prepare(
      `DELETE FROM outbox WHERE number IN (
         SELECT number FROM (SELECT * FROM outbox ORDER BY number LIMIT @rows)
         WHERE settled IS NOT NULL AND coalesce(settled_ms, taken_ms, 0) < @journalBeforeMs)`,
    );
    this.#dropContacts = this.#oldContacts();
  }

  /** One that is not done stays, however old; with it go its facts and the names of its calls. */
  #oldContacts(): readonly ReturnType<Connection['prepare']>[] {
    const old = `SELECT contact_id FROM contacts WHERE changed_ms < @recordsBeforeMs AND state = 'done'
      ORDER BY changed_ms LIMIT @rows`;
    return ['contact_facts', 'contact_calls', 'contacts'].map((table) =>
      this.#connection.prepare(`DELETE FROM ${table} WHERE contact_id IN (${old})`),
    );
  }

  drop(wish: DropWish): Dropped {
    const dropped = this.#connection.transaction(() => this.#drop(wish)).immediate();
    this.#connection.pragma(`incremental_vacuum(${PAGES_PER_STEP})`);
    return dropped;
  }

  #drop(wish: DropWish): Dropped {
    const newest = this.#newest.get(wish) as Dropped['newest'];
    if (newest !== undefined) this.#dropEntries.run({ ...wish, id: newest.id });
    // Scores go with the record of their call: without it nobody knows whose call it was.
    this.#dropScores.run(wish);
    const drops = [this.#dropRecords, this.#dropMessages, this.#dropCallbacks];
    const contacts = this.#dropContacts.map((drop) => drop.run(wish)).at(-1)!;
    const othersCount = drops.reduce((sum, drop) => sum + drop.run(wish).changes, contacts.changes);
    return { newest, othersCount };
  }
}
