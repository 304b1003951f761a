import { death } from './d01-death.ts';
import { frozen } from './d05-frozen.ts';
import { away } from './d06-away.ts';
import { exchange } from './d11-exchange.ts';
import { redis } from './d25-redis.ts';
import { lease } from './d31-lease.ts';
import type { Drill } from './drill.ts';

/** All drills, in the order in which they run. */
export const DRILLS: readonly Drill[] = [death, frozen, away, exchange, redis, lease];
