import { death } from './d01-death.ts';
import { blackHole } from './d04-black-hole.ts';
import { frozen } from './d05-frozen.ts';
import { away } from './d06-away.ts';
import { exchange } from './d11-exchange.ts';
import { flap } from './d13-flap.ts';
import { two } from './d14-two.ts';
import { halfOpen } from './d15-half-open.ts';
import { lostEvents } from './d16-lost-events.ts';
import { disorder } from './d17-disorder.ts';
import { ambiguous } from './d18-ambiguous.ts';
import { redis } from './d25-redis.ts';
import { lease } from './d31-lease.ts';
import type { Drill } from './drill.ts';
import { torture } from './wolves/s01-torture.ts';
import { scanners } from './wolves/s03-scanners.ts';
import { words } from './wolves/s07-words.ts';
import { foreignSound } from './wolves/s10-sound.ts';

/** What breaks by itself, in the order in which they run. */
export const FAILURES: readonly Drill[] = [
  ...[death, frozen, away],
  ...[blackHole, exchange, flap, two, halfOpen, lostEvents, disorder, ambiguous],
  ...[redis, lease],
];

/** What people do on purpose. */
export const ATTACKS: readonly Drill[] = [torture, scanners, words, foreignSound];

/** All drills. */
export const DRILLS: readonly Drill[] = [...FAILURES, ...ATTACKS];
