import type { Keep } from '../index.ts';
import type { Connection } from './database.ts';

/** Rows that one step looks at in each table: it takes milliseconds, and entries wait no longer behind it. */
const ROWS_PER_STEP = 250;
/** Pages that a step gives back to the file system. */
const PAGES_PER_STEP = 64;

type Window = { readonly last: number; readonly atMs: number };

/**
 * Deletes what is older than it is to be kept, in small steps from the oldest on, so that writing never waits for it.
 * Records that are open stay, however old.
 */
export class OldRows {
  readonly #connection: Connection;
  readonly #keep: Keep;
  readonly #window;
  readonly #dropEntries;
  readonly #dropRecords;
  readonly #dropMessages;
  /** Entries up to this id were looked at in this round. */
  #lookedAt = 0;

  constructor(connection: Connection, keep: Keep) {
    this.#connection = connection;
    this.#keep = keep;
    this.#window = connection.prepare(
      `SELECT id AS last, at_ms AS atMs FROM (SELECT id, at_ms FROM entries WHERE id > ? ORDER BY id LIMIT ?)
       ORDER BY id DESC LIMIT 1`,
    );
    this.#dropEntries = connection.prepare(
      `DELETE FROM entries WHERE id > @after AND id <= @last
       AND at_ms < CASE kind WHEN 'audited' THEN @recordsBefore ELSE @journalBefore END`,
    );
    this.#dropRecords = connection.prepare(
      `DELETE FROM records WHERE call_id IN (
         SELECT call_id FROM records WHERE arrived_ms < ? AND outcome IS NOT NULL ORDER BY arrived_ms LIMIT ?)`,
    );
    this.#dropMessages = connection.prepare(
      `DELETE FROM outbox WHERE number IN (SELECT number FROM (SELECT * FROM outbox ORDER BY number LIMIT ?)
       WHERE settled IS NOT NULL AND coalesce(taken_ms, 0) < ?)`,
    );
  }

  /** Deletes a little. True when the next step may find more; false when this round is done. */
  step(nowMs: number): boolean {
    const goesOn = this.#connection.transaction(() => this.#drop(nowMs)).immediate();
    this.#connection.pragma(`incremental_vacuum(${PAGES_PER_STEP})`);
    return goesOn;
  }

  #drop(nowMs: number): boolean {
    const recordsBefore = nowMs - this.#keep.recordsMs;
    const journalBefore = nowMs - this.#keep.journalMs;
    const after = this.#lookedAt;
    const window = this.#window.get(after, ROWS_PER_STEP) as Window | undefined;
    if (window !== undefined)
      this.#dropEntries.run({ after, last: window.last, recordsBefore, journalBefore });
    const recordsCount = this.#dropRecords.run(recordsBefore, ROWS_PER_STEP).changes;
    const messagesCount = this.#dropMessages.run(ROWS_PER_STEP, journalBefore).changes;
    const areEntriesOld = window !== undefined && window.atMs < journalBefore;
    this.#lookedAt = areEntriesOld ? window.last : 0;
    return areEntriesOld || recordsCount > 0 || messagesCount > 0;
  }
}
