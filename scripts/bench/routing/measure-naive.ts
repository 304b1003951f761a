import type { Match } from '../../../src/routing/routing.ts';
import { type Driven, Driver, fill } from './events.ts';
import { makeRouter } from './make-router.ts';
import { NaiveRouter } from './naive-router.ts';
import { Traffic } from './traffic.ts';
import { type World, type WorldSize, worldOf } from './world.ts';

export type NaiveTimes = {
  readonly meanNs: number;
  readonly events: number;
  readonly decisions: number;
  /** Events in which the two routers decided differently; the first ends the comparison. */
  readonly different: number;
};

/** The naive router in the same world, event by event beside the fast one, whose decisions must be the same. */
export function measureNaive(size: WorldSize, warmUp: number, events: number): NaiveTimes {
  const world = worldOf(size);
  const [stepFast, stepNaive] = [stepsOf(world, makeRouter(size)), stepsOf(world, new NaiveRouter())];
  let [totalMs, decisions, different] = [0, 0, 0];
  for (let place = -warmUp; place < events && different === 0; place += 1) {
    const [fast, naive] = [stepFast(), stepNaive()];
    if (place >= 0) totalMs += naive.tookMs;
    decisions += naive.matches.length;
    if (textOf(fast.matches) !== textOf(naive.matches)) different += 1;
  }
  return { meanNs: (1e6 * totalMs) / events, events, decisions, different };
}

/** How many events two routers decide differently: 0, or 1, since the first ends the comparison. */
export function countDifferent(world: World, one: Driven, other: Driven, events: number): number {
  const [stepOne, stepOther] = [stepsOf(world, one), stepsOf(world, other)];
  for (let left = events; left > 0; left -= 1) {
    if (textOf(stepOne().matches) !== textOf(stepOther().matches)) return 1;
  }
  return 0;
}

/** A world of its own around each router; while the decisions are the same, so are the events. */
function stepsOf(world: World, routing: Driven): () => { tookMs: number; matches: readonly Match[] } {
  const driver = new Driver(routing);
  const traffic = new Traffic(world);
  fill(world, routing);
  return () => {
    const event = traffic.next();
    const from = performance.now();
    driver.deliver(event);
    const tookMs = performance.now() - from;
    const matches = driver.matches.splice(0);
    traffic.heed(matches);
    return { tookMs, matches };
  };
}

const textOf = (matches: readonly Match[]): string =>
  matches.map(({ callId, operatorIds, atMs }) => `${callId} ${operatorIds.join()} ${atMs}`).join('\n');
