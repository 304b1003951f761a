import { death } from './d01-death.ts';
import { answeredMeanwhile } from './d03-answered.ts';
import { frozen } from './d05-frozen.ts';
import { away } from './d06-away.ts';
import { outOfMemory } from './d07-memory.ts';
import { slowStart } from './d08-slow-start.ts';
import { exchange } from './d11-exchange.ts';
import { bothDie } from './d12-both.ts';
import { prompts } from './d19-prompts.ts';
import { doubleAnswer, hangUpRaces, hours, oneForTwo } from './d20-races.ts';
import { movedLegs } from './d23-moved.ts';
import { recordingDisk } from './d24-recording-disk.ts';
import { redis } from './d25-redis.ts';
import { redisLost } from './d26-redis-lost.ts';
import { redisFrozen } from './d27-redis-frozen.ts';
import { redisFull } from './d28-redis-full.ts';
import { store } from './d29-store.ts';
import { postgres } from './d30-postgres.ts';
import { clockJumps } from './d32-clock.ts';
import { slowServers } from './d36-slow-servers.ts';
import type { Drill } from './drill.ts';

/** All drills, in the order in which they run. */
export const DRILLS: readonly Drill[] = [
  ...[death, answeredMeanwhile, frozen, away, outOfMemory, slowStart],
  ...[exchange, bothDie, prompts, hangUpRaces, doubleAnswer, oneForTwo, movedLegs, recordingDisk],
  ...[redis, redisLost, redisFrozen, redisFull, store, postgres],
  ...[clockJumps, hours, slowServers],
];
