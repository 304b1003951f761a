import { death } from './d01-death.ts';
import { steps } from './d02-steps.ts';
import { answeredMeanwhile } from './d03-answered.ts';
import { blackHole } from './d04-black-hole.ts';
import { slowLine } from './d04-slow-line.ts';
import { frozen } from './d05-frozen.ts';
import { away } from './d06-away.ts';
import { stalled } from './d06-stalled.ts';
import { outOfMemory } from './d07-memory.ts';
import { slowStart } from './d08-slow-start.ts';
import { drained } from './d09-drain.ts';
import { upgrade } from './d10-upgrade.ts';
import { edgeExchange } from './d11-edge.ts';
import { exchange } from './d11-exchange.ts';
import { exchangeFrozen } from './d11-frozen.ts';
import { bothDie } from './d12-both.ts';
import { flap } from './d13-flap.ts';
import { two } from './d14-two.ts';
import { halfOpen } from './d15-half-open.ts';
import { lostEvents } from './d16-lost-events.ts';
import { disorder } from './d17-disorder.ts';
import { ambiguous } from './d18-ambiguous.ts';
import { prompts } from './d19-prompts.ts';
import { doubleAnswer, hangUpRaces, hours, oneForTwo } from './d20-races.ts';
import { movedLegs } from './d23-moved.ts';
import { recordingDisk } from './d24-recording-disk.ts';
import { redis } from './d25-redis.ts';
import { redisLost } from './d26-redis-lost.ts';
import { redisFrozen } from './d27-redis-frozen.ts';
import { redisHung } from './d27-redis-hung.ts';
import { redisFull } from './d28-redis-full.ts';
import { store } from './d29-store.ts';
import { postgres } from './d30-postgres.ts';
import { lease } from './d31-lease.ts';
import { clockJumps } from './d32-clock.ts';
import { inviteStorm } from './d34-storm.ts';
import { fullQueue } from './d35-full.ts';
import { slowServers } from './d36-slow-servers.ts';
import { starved } from './d37-starved.ts';
import { handles } from './d38-handles.ts';
import { edgeFaults } from './d39-edge.ts';
import type { Drill } from './drill.ts';
import { torture, tortureOfEdge } from './wolves/s01-torture.ts';
import { scannersOfEdge } from './wolves/s03-edge.ts';
import { scanners } from './wolves/s03-scanners.ts';
import { words } from './wolves/s07-words.ts';
import { foreignSound } from './wolves/s10-sound.ts';

/** What breaks by itself, in the order in which they run. */
export const FAILURES: readonly Drill[] = [
  ...[death, steps, answeredMeanwhile, frozen, away, stalled, outOfMemory, slowStart, drained, upgrade],
  ...[blackHole, slowLine, exchange, exchangeFrozen, edgeExchange, bothDie, flap],
  ...[two, halfOpen, lostEvents, disorder, ambiguous],
  ...[prompts, hangUpRaces, doubleAnswer, oneForTwo, movedLegs, recordingDisk],
  ...[redis, redisLost, redisFrozen, redisHung, redisFull, store, postgres, lease],
  ...[clockJumps, hours, inviteStorm, fullQueue, slowServers, starved, handles, edgeFaults],
];

/** What people do on purpose. */
export const ATTACKS: readonly Drill[] = [
  torture,
  tortureOfEdge,
  scanners,
  scannersOfEdge,
  words,
  foreignSound,
];

/** All drills. */
export const DRILLS: readonly Drill[] = [...FAILURES, ...ATTACKS];
