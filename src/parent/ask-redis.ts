import { Redis } from 'ioredis';

const ANSWER_MS_MAX = 1_000;

/** One question to a Redis over a connection of its own; undefined when it does not answer, or refuses. */
export async function askRedis<T>(
  address: string,
  question: (redis: Redis) => Promise<T>,
): Promise<T | undefined> {
  const redis = new Redis(address, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: ANSWER_MS_MAX,
    commandTimeout: ANSWER_MS_MAX,
  });
  // Without a listener ioredis prints its errors; that it does not answer yet is what we ask about.
  redis.on('error', () => undefined);
  const [asked] = await Promise.allSettled([redis.connect().then(() => question(redis))]);
  redis.disconnect();
  return asked!.status === 'fulfilled' ? asked.value : undefined;
}
