import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Store } from '../journal/index.ts';
import type { SumsKeeper } from '../reports/index.ts';
import { SealBook } from '../seals/index.ts';
import { ensureSecret, type Settings } from '../settings/index.ts';
import { openStore } from './open-store.ts';
import { PresenceFile } from './presence-file.ts';
import { systemClock as clock } from './system-clock.ts';

/** Where the seals of the audit lie, and the key that they are made with. */
export const sealPlaces = ({ data, secrets }: Pick<Settings, 'data' | 'secrets'>) => ({
  path: join(data, 'audit-seals.jsonl'),
  keyFile: join(secrets, 'audit-key'),
});

/** The store, and what hears of all that is written there. */
export type SealedStore = {
  readonly seals: SealBook;
  readonly presences: PresenceFile;
  readonly store: Store & SumsKeeper;
};

/**
 * The store, the book in which each fact of its audit is sealed as it is written, and the file that says who is ready.
 * Rejects as `openStore` does.
 */
export async function openSealedStore(settings: Settings, log: Logger): Promise<SealedStore> {
  const seals = await openSeals(settings, log);
  const presences = new PresenceFile({ file: join(settings.data, 'presences.json'), clock, log });
  const store = await openStore(settings, log, (entry) => {
    for (const each of [seals, presences]) each.note(entry);
  });
  return { seals, presences, store };
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
