import type { Redis } from 'ioredis';
import type { Ban } from '../../bans/index.ts';
import type { keysOf } from './keys.ts';
import { answersOf } from './redis-link.ts';
import { readBans } from './shapes.ts';

/** The bans that stand in Redis, without those that somebody has lifted; none when they cannot be read. */
export async function bansIn(redis: Redis, keys: ReturnType<typeof keysOf>): Promise<readonly Ban[]> {
  const answers = await answersOf(redis.multi().get(keys.bans).smembers(keys.lifted));
  const [json, lifted] = answers as [string | null, readonly string[]];
  const bans = json === null ? [] : (readBans(json) ?? []);
  return bans.filter(({ address }) => !lifted.includes(address));
}
