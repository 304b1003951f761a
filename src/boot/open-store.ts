import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Store } from '../journal/index.ts';
import type { SumsKeeper } from '../reports/index.ts';
import type { Settings } from '../settings/index.ts';
import { openPostgresStore } from '../store/postgres/index.ts';
import { openSqliteStore } from '../store/sqlite/index.ts';

/** The store that the settings name. Rejects with `Failure` STORE_UNUSABLE for what a person must mend. */
export function openStore(
  { store, data, keep, webhooks }: Settings,
  log: Logger,
): Promise<Store & SumsKeeper> {
  const options = {
    spoolPath: join(data, 'spool.jsonl'),
    log,
    webhookEvents: [...new Set(webhooks.flatMap(({ events }) => events))],
    keep: { recordsMs: keep.records.ms, journalMs: keep.journal.ms },
  };
  if ('url' in store) return openPostgresStore({ url: store.url, ...options });
  return openSqliteStore({ path: store.path, ...options });
}
