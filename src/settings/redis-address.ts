import { join } from 'node:path';
import type { Settings } from './complete-settings.ts';
import { ensureSecret } from './secret.ts';

/** The password of the Redis that we start ourselves: other users of the machine reach its port as well. */
export const redisPassword = ({ secrets }: Pick<Settings, 'secrets'>): string =>
  ensureSecret(join(secrets, 'redis-password')).secret;

/** The address of Redis to connect to, with its password. */
export function redisAddress(settings: Settings): string {
  const { mode, url } = settings.redis;
  if (mode === 'external') return url;
  const address = new URL(url);
  address.password = redisPassword(settings);
  return address.href;
}
