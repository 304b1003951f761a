import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { Hotline } from '../../test/kit/hotline.ts';

const ANSWER_MS_MAX = 20_000;

/** Asks the Redis of a hotline directly, past Cordboard, over a connection of its own. */
export async function askRedis<T>({ launched }: Hotline, question: (redis: Redis) => Promise<T>): Promise<T> {
  const password = (await readFile(join(launched.data, 'secrets/redis-password'), 'utf8')).trim();
  const redis = new Redis(launched.settings.CORDBOARD_REDIS_URL ?? '', {
    ...{ password, commandTimeout: ANSWER_MS_MAX },
    retryStrategy: () => 50,
  });
  // While it is away it cannot be reached; the question itself fails when that lasts.
  redis.on('error', () => {});
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

/** Something for it to remember. Cordboard's own user may touch no key but those that begin so. */
export const CANARY = 'cordboard:drill-canary';
const KEYS_MAX = 10_000;

/** The names of all that it holds. */
export const keysOf = (hotline: Hotline): Promise<readonly string[]> =>
  askRedis(hotline, async (redis) => (await redis.scan(0, 'COUNT', KEYS_MAX))[1]);
