import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Entry, Store } from '../journal/index.ts';
import { systemClock as clock } from '../machine/index.ts';
import type { SumsKeeper } from '../reports/index.ts';
import { SealBook } from '../seals/index.ts';
import { ensureSecret, type Settings } from '../settings/index.ts';
import { openStore } from './open-store.ts';

/** Where the seals of the audit lie, and the key that they are made with. */
export const sealPlaces = ({ data, secrets }: Pick<Settings, 'data' | 'secrets'>) => ({
  path: join(data, 'audit-seals.jsonl'),
  keyFile: join(secrets, 'audit-key'),
});

/**
 * The store, and the book in which each fact of its audit is sealed as it is written. `beside`: who else hears of every
 * entry. Rejects as `openStore` does.
 */
export async function openSealedStore(
  settings: Settings,
  beside: { note(entry: Entry): void },
  log: Logger,
): Promise<{ readonly seals: SealBook; readonly store: Store & SumsKeeper }> {
  const seals = await openSeals(settings, log);
  const onEntry = (entry: Entry): void => {
    seals.note(entry);
    beside.note(entry);
  };
  return { seals, store: await openStore(settings, log, onEntry) };
}

/** Its key is made at the first start. */
function openSeals(settings: Settings, log: Logger): Promise<SealBook> {
  const { path, keyFile } = sealPlaces(settings);
  const onTrouble = (err: unknown): void => {
    if (err === null) log.info('facts of the audit are sealed again');
    else log.error({ err }, 'facts of the audit cannot be sealed: see to the disk');
  };
  const { secret: key } = ensureSecret(keyFile);
  return SealBook.open({ path, key, wallMs: () => clock.now().wallMs, onTrouble });
}
