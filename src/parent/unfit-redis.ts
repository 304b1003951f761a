import { unfitFor } from '../jobs/index.ts';
import { askRedis } from './ask-redis.ts';

/** Why this Redis must not be given jobs, in a sentence; null also when it does not answer: then it may yet be fit. */
export async function whyRedisIsUnfit(address: string): Promise<string | null> {
  const info = await askRedis(address, (redis) => redis.info());
  return info === undefined ? null : unfitFor(info);
}
