import { join } from 'node:path';
import type { Logger } from 'pino';
import { SealBook } from '../seals/index.ts';
import { ensureSecret, type Settings } from '../settings/index.ts';
import { systemClock as clock } from './system-clock.ts';

/** Where the seals of the audit lie, and the key that they are made with. */
export const sealPlaces = ({ data, secrets }: Pick<Settings, 'data' | 'secrets'>) => ({
  path: join(data, 'audit-seals.jsonl'),
  keyFile: join(secrets, 'audit-key'),
});

/** The book of seals of this house; its key is made at the first start. */
export function openSeals(settings: Settings, log: Logger): Promise<SealBook> {
  const { path, keyFile } = sealPlaces(settings);
  const onTrouble = (err: unknown): void => {
    if (err === null) log.info('facts of the audit are sealed again');
    else log.error({ err }, 'facts of the audit cannot be sealed: see to the disk');
  };
  const { secret: key } = ensureSecret(keyFile);
  return SealBook.open({ path, key, wallMs: () => clock.now().wallMs, onTrouble });
}
