import { join } from 'node:path';
import type { Logger } from 'pino';
import type { ContactRules, Entry, Store } from '../journal/index.ts';
import type { SumsKeeper } from '../reports/index.ts';
import type { Settings } from '../settings/index.ts';
import { openPostgresStore } from '../store/postgres/index.ts';
import { openSqliteStore } from '../store/sqlite/index.ts';

/**
 * The store that the settings name; `onWrite` hears of every entry. Rejects with `Failure` STORE_UNUSABLE for what a
 * person must mend.
 */
export function openStore(
  { store, data, keep, webhooks, contacts, takeover }: Settings,
  log: Logger,
  onWrite: (entry: Entry) => void,
): Promise<Store & SumsKeeper> {
  const options = {
    spoolPath: join(data, 'spool.jsonl'),
    log,
    onWrite,
    webhookEvents: [...new Set(webhooks.flatMap(({ events }) => events))],
    keep: { recordsMs: keep.records.ms, journalMs: keep.journal.ms },
    contactRules: contactRules(contacts),
  };
  if ('url' in store) return openPostgresStore({ url: store.url, takesOver: takeover.lease, ...options });
  return openSqliteStore({ path: store.path, ...options });
}

function contactRules({ due, join: joined }: Settings['contacts']): ContactRules {
  const { call, callback, message, promise } = due;
  const dueMs = { call: call.ms, callback: callback.ms, message: message.ms, promise: promise.ms };
  return { dueMs, joinMs: joined.ms };
}
