import type { Logger } from 'pino';
import type { Store } from '../../journal/index.ts';
import type { SumsKeeper } from '../../reports/index.ts';
import { SqliteStore } from './sqlite-store.ts';
import { StoreThread } from './store-thread.ts';

/** The first opening may have to migrate a large database. */
const OPEN_MS_MAX = 30_000;

export type SqliteStoreOptions = {
  /** The database; it and its folder are made when they are missing. */
  readonly path: string;
  /** Where entries go while the database cannot be written: a file of 8 MiB, claimed at the first start. */
  readonly spoolPath: string;
  readonly log: Logger;
  /** The events that leave a message in the outbox: those that somebody listens to. */
  readonly webhookEvents: readonly string[];
};

/**
 * Opens the store. Rejects with `Failure` STORE_UNUSABLE for what a person must mend: a folder that cannot be
 * written, a file that is no database, a schema of a newer Cordboard. A database that is only locked or has a
 * full disk does not stop the start: `state().writable` is false, entries are spooled, and it is tried again
 * and again.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store & SumsKeeper> {
  const { path, spoolPath, webhookEvents, log } = options;
  const thread = new StoreThread({ path, spoolPath, webhookEvents }, log);
  const store = new SqliteStore(thread, log);
  await thread.open(OPEN_MS_MAX);
  return store;
}
