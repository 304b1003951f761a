import { death } from './d01-death.ts';
import { answeredMeanwhile } from './d03-answered.ts';
import { frozen } from './d05-frozen.ts';
import { away } from './d06-away.ts';
import { slowStart } from './d08-slow-start.ts';
import { exchange } from './d11-exchange.ts';
import { bothDie } from './d12-both.ts';
import { redis } from './d25-redis.ts';
import { redisLost } from './d26-redis-lost.ts';
import { redisFrozen } from './d27-redis-frozen.ts';
import { redisFull } from './d28-redis-full.ts';
import { store } from './d29-store.ts';
import { clockJumps } from './d32-clock.ts';
import type { Drill } from './drill.ts';

/** All drills, in the order in which they run. */
export const DRILLS: readonly Drill[] = [
  ...[death, answeredMeanwhile, frozen, away, slowStart],
  ...[exchange, bothDie],
  ...[redis, redisLost, redisFrozen, redisFull, store, clockJumps],
];
