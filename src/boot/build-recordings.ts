import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Failure } from '../base/index.ts';
import { createRecordings, type Recordings } from '../recordings/index.ts';
import { ensureSecret, type Settings } from '../settings/index.ts';
import type { RecordedSounds } from '../telephony/index.ts';

const KEY_BYTES = 32;
const newKey = (): string => randomBytes(KEY_BYTES).toString('base64url');

/** The key is made at the first start; whoever loses it has lost all recordings. Throws RECORDINGS_KEY_UNUSABLE. */
export function buildRecordings(settings: Settings, exchange: RecordedSounds, log: Logger): Recordings {
  const path = join(settings.secrets, 'recordings-key');
  const masterKey = Buffer.from(ensureSecret(path, newKey).secret, 'base64url');
  if (masterKey.length !== KEY_BYTES) throw new Failure('RECORDINGS_KEY_UNUSABLE', { file: path });
  return createRecordings({ folder: join(settings.data, 'recordings'), masterKey, exchange, log });
}
