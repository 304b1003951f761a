import { extname } from 'node:path';
import type { Store } from '../../journal/index.ts';
import type { SumsKeeper } from '../../reports/index.ts';
import { openStore, type StoreOptions } from '../index.ts';

/**
 * The sources run unbuilt in development and as JavaScript in a release: the worker has the ending of this
 * file.
 */
export const SQLITE_WORKER = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

/** `path`: the database; it and its folder are made when they are missing. */
export type SqliteStoreOptions = StoreOptions & { readonly path: string };

/**
 * Opens the store. Rejects with `Failure` STORE_UNUSABLE for a folder that cannot be written, a file that is no
 * database, a schema of a newer Cordboard. A database that is only locked or has a full disk does not stop the start.
 */
export function openSqliteStore({
  path,
  log,
  onWrite,
  ...options
}: SqliteStoreOptions): Promise<Store & SumsKeeper> {
  const start = { place: path, shown: path, ...options };
  return openStore(SQLITE_WORKER, start, { log, ...(onWrite && { onWrite }) });
}
