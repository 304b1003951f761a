import { connect } from 'node:net';
import { Redis } from 'ioredis';
import { nearHost } from './near-host.ts';
import type { PortUse } from './proc.ts';

const ANSWER_MS_MAX = 1_000;
/** A machine that is starved lets it be late. */
const WORD_MS_MAX = 2_000;

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

/**
 * Whether a Redis at a port of this machine says anything to a PING, over a connection of its own: it is asked without
 * a password, and a refusal is an answer as well. Never rejects.
 */
export async function speaksRedis({ host, port }: PortUse): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const limit = setTimeout(() => resolve(false), WORD_MS_MAX);
  const socket = connect({ host: nearHost(host), port });
  socket.on('connect', () => socket.write('PING\r\n'));
  socket.on('data', () => resolve(true)).on('error', () => resolve(false));
  socket.on('close', () => resolve(false));
  try {
    return await promise;
  } finally {
    clearTimeout(limit);
    socket.destroy();
  }
}
