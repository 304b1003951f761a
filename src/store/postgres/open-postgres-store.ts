import { extname } from 'node:path';
import type { Store } from '../../journal/index.ts';
import type { SumsKeeper } from '../../reports/index.ts';
import { openStore, type StoreOptions } from '../index.ts';
import { shownUrl } from './shown-url.ts';

/**
 * The sources run unbuilt in development and as JavaScript in a release: the worker has the ending of this
 * file.
 */
const POSTGRES_WORKER = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

/** `url`: where the database is, with user and password. `takesOver`: from whoever else holds it. */
export type PostgresStoreOptions = StoreOptions & { readonly url: string; readonly takesOver?: boolean };

/**
 * Opens the store. Rejects with `Failure` STORE_UNUSABLE for a wrong password, a database that does not exist, a schema
 * of a newer Cordboard. A server that does not answer, or whose database another Cordboard holds, does not stop the
 * start: entries are spooled until it does.
 */
export function openPostgresStore({
  url,
  log,
  onWrite,
  ...options
}: PostgresStoreOptions): Promise<Store & SumsKeeper> {
  const start = { place: url, shown: shownUrl(url), ...options };
  return openStore(POSTGRES_WORKER, start, { log, ...(onWrite && { onWrite }) });
}
