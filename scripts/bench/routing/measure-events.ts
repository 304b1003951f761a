import { CoreDriver } from './core-driver.ts';
import { Driver, fill, KINDS, type Kind } from './events.ts';
import { limitsOf, makeRouter } from './make-router.ts';
import { Traffic } from './traffic.ts';
import { measureUnit } from './unit.ts';
import { type WorldSize, worldOf } from './world.ts';

export type EventTimes = {
  /** U before and after, in nanoseconds. */
  readonly unitNs: readonly [number, number];
  /** What the two looks at the clock cost that are in every time below. */
  readonly clockNs: number;
  readonly meanNs: number;
  readonly p50Ns: number;
  readonly p99Ns: number;
  readonly p999Ns: number;
  readonly maxNs: number;
  readonly events: number;
  readonly decisions: number;
  readonly kinds: readonly { readonly kind: Kind; readonly count: number; readonly meanNs: number }[];
};

/** Delivers the next event of a world and tells how long the router took, in milliseconds. */
type Step = () => { readonly kind: Kind; readonly tookMs: number; readonly decisions: number };

/** The public interface, with string ids; afterwards the invariants are checked. */
export function measureEvents(size: WorldSize, events: number): EventTimes {
  const world = worldOf(size);
  const routing = makeRouter(size);
  const driver = new Driver(routing);
  const traffic = new Traffic(world);
  fill(world, routing);
  const times = measureSteps(events, () => {
    const event = traffic.next();
    const from = performance.now();
    driver.deliver(event);
    const tookMs = performance.now() - from;
    const matches = driver.matches.splice(0);
    traffic.heed(matches);
    return { kind: event.kind, tookMs, decisions: matches.length };
  });
  routing.check(traffic.nowMs);
  return times;
}

/** The core alone, with slots for ids, and needs that are known already. */
export function measureCore(size: WorldSize, events: number): EventTimes {
  const world = worldOf(size);
  const driver = new CoreDriver(limitsOf(size));
  const traffic = new Traffic(world);
  driver.fill(world);
  return measureSteps(events, () => {
    const event = traffic.next();
    const coreEvent = driver.eventOf(event);
    const from = performance.now();
    driver.deliver(coreEvent);
    const tookMs = performance.now() - from;
    const matches = driver.matchesOf(event);
    traffic.heed(matches);
    return { kind: event.kind, tookMs, decisions: matches.length };
  });
}

/**
 * Each event by itself, from the call of the router to its answer; nothing is subtracted. Before it, a third as many
 * events bring the world, and the compiler, into the steady state.
 */
function measureSteps(events: number, step: Step): EventTimes {
  for (let left = events / 3; left > 0; left -= 1) step();
  const before = measureUnit();
  const times = new Float64Array(events);
  const kinds = KINDS.map((kind) => ({ kind, count: 0, meanNs: 0 }));
  let total = 0;
  for (let place = 0; place < events; place += 1) {
    const { kind, tookMs, decisions } = step();
    times[place] = tookMs;
    total += decisions;
    const own = kinds[KINDS.indexOf(kind)]!;
    own.count += 1;
    own.meanNs += (1e6 * tookMs - own.meanNs) / own.count;
  }
  const after = measureUnit();
  const clock = clockNs();
  return { unitNs: [before, after], clockNs: clock, events, decisions: total, kinds, ...summary(times) };
}

type Summary = Pick<EventTimes, 'meanNs' | 'p50Ns' | 'p99Ns' | 'p999Ns' | 'maxNs'>;

function summary(timesMs: Float64Array): Summary {
  const total = timesMs.reduce((sum, time) => sum + time, 0);
  timesMs.sort();
  const at = (share: number): number => 1e6 * timesMs[Math.ceil(share * timesMs.length) - 1]!;
  return {
    meanNs: (1e6 * total) / timesMs.length,
    p50Ns: at(0.5),
    p99Ns: at(0.99),
    p999Ns: at(0.999),
    maxNs: at(1),
  };
}

function clockNs(): number {
  const times = 200_000;
  let total = 0;
  for (let left = times; left > 0; left -= 1) {
    const from = performance.now();
    total += performance.now() - from;
  }
  return (1e6 * total) / times;
}
