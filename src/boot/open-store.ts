import { join } from 'node:path';
import type { Logger } from 'pino';
import type { ContactRules, Entry, Store } from '../journal/index.ts';
import type { SumsKeeper } from '../reports/index.ts';
import type { Settings } from '../settings/index.ts';
import { endOtherHolders, openPostgresStore } from '../store/postgres/index.ts';
import { openSqliteStore } from '../store/sqlite/index.ts';

/**
 * The store that the settings name; `onWrite` hears of every entry. Rejects with `Failure` STORE_UNUSABLE for what a
 * person must mend.
 */
export async function openStore(
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
  if ('url' in store && takeover.lease) await takeStore(store.url, log);
  if ('url' in store) return openPostgresStore({ url: store.url, ...options });
  return openSqliteStore({ path: store.path, ...options });
}

/** We have the lease: who still holds the database is frozen, or about to end. */
async function takeStore(url: string, log: Logger): Promise<void> {
  try {
    const ended = await endOtherHolders(url);
    if (ended > 0) log.warn({ ended }, 'the database was taken from another Cordboard, whose lease is over');
  } catch (err) {
    log.warn({ err }, 'the database cannot be asked who holds it: what happens is spooled until it answers');
  }
}

function contactRules({ due, join: joined }: Settings['contacts']): ContactRules {
  const { call, callback, message, promise } = due;
  const dueMs = { call: call.ms, callback: callback.ms, message: message.ms, promise: promise.ms };
  return { dueMs, joinMs: joined.ms };
}
