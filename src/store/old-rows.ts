import type { Keep } from './keep.ts';
import type { Tables } from './tables.ts';

/** Rows that one step looks at in each table: it takes milliseconds, and entries wait no longer behind it. */
const ROWS_PER_STEP = 250;

/**
 * Deletes what is older than it is to be kept, in small steps from the oldest on, so that writing never waits for it.
 * Records that are open stay, however old.
 */
export class OldRows {
  readonly #keep: Keep;
  /** Entries up to this id were looked at in this round. */
  #lookedAt = 0;

  constructor(keep: Keep) {
    this.#keep = keep;
  }

  /** Deletes a little. True when the next step may find more; false when this round is done. */
  async step(tables: Pick<Tables, 'dropOld'>, nowMs: number): Promise<boolean> {
    const recordsBeforeMs = nowMs - this.#keep.recordsMs;
    const journalBeforeMs = nowMs - this.#keep.journalMs;
    const limits = { recordsBeforeMs, journalBeforeMs, rows: ROWS_PER_STEP };
    const { newest, othersCount } = await tables.dropOld({ ...limits, after: this.#lookedAt });
    const areEntriesOld = newest !== undefined && newest.atMs < journalBeforeMs;
    this.#lookedAt = areEntriesOld ? newest.id : 0;
    return areEntriesOld || othersCount > 0;
  }
}
