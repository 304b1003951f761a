import { death } from './d01-death.ts';
import { frozen } from './d05-frozen.ts';
import { away } from './d06-away.ts';
import { drained } from './d09-drain.ts';
import { exchange } from './d11-exchange.ts';
import { redis } from './d25-redis.ts';
import { inviteStorm } from './d34-storm.ts';
import { fullQueue } from './d35-full.ts';
import { starved } from './d37-starved.ts';
import { handles } from './d38-handles.ts';
import type { Drill } from './drill.ts';

/** All drills, in the order in which they run. */
export const DRILLS: readonly Drill[] = [
  ...[death, frozen, away, drained, exchange, redis],
  ...[inviteStorm, fullQueue, starved, handles],
];
