import type { Logger } from 'pino';
import type { ContactRules, Entry, Store } from '../journal/index.ts';
import type { SumsKeeper } from '../reports/index.ts';
import type { Keep } from './keep.ts';
import type { WorkerStart } from './protocol.ts';
import { ReportThread } from './report-thread.ts';
import { StoreThread } from './store-thread.ts';
import { ThreadedStore } from './threaded-store.ts';

/** The first opening may have to migrate a large database. */
const OPEN_MS_MAX = 30_000;

export type StoreOptions = {
  /** Where entries go while the database cannot be written: a file of 8 MiB, claimed at the first start. */
  readonly spoolPath: string;
  readonly log: Logger;
  /** Hears of every entry as it is written, before any disk has it. */
  readonly onWrite?: (entry: Entry) => void;
  /** The events that leave a message in the outbox: those that somebody listens to. */
  readonly webhookEvents: readonly string[];
  readonly keep: Keep;
  /** Those of the product, where nothing else is said. */
  readonly contactRules?: ContactRules;
};

/**
 * Opens a store whose worker runs `file`. Rejects with `Failure` STORE_UNUSABLE for what a person must mend. A database
 * that cannot be written for now does not stop the start: `state().writable` is false, entries are spooled, and it is
 * tried again and again.
 */
export async function openStore(
  file: URL,
  start: WorkerStart,
  heard: Pick<StoreOptions, 'log' | 'onWrite'>,
): Promise<Store & SumsKeeper> {
  const { log } = heard;
  const thread = new StoreThread(file, start, log);
  const reports = new ReportThread(() => new StoreThread(file, { ...start, only: 'reports' }, log));
  const store = new ThreadedStore(thread, reports, heard);
  await thread.open(OPEN_MS_MAX);
  return store;
}
