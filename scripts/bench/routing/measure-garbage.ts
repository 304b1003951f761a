import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { Driver, fill } from './events.ts';
import { makeRouter } from './make-router.ts';
import { collectGarbage, memoryBytes } from './memory.ts';
import { Traffic } from './traffic.ts';
import { type WorldSize, worldOf } from './world.ts';

export type Garbage = {
  readonly events: number;
  readonly pauses: number;
  readonly longestPauseMs: number;
  readonly pausePercent: number;
  readonly megabytes: number;
  /** What is held more after the second half than after the first. */
  readonly growthPercent: number;
};

/** The loop is let go so often, for the observer to hear of the pauses. */
const EVENTS_PER_TURN = 10_000;

/**
 * Pauses of the collector over many events in the steady state, the world's own garbage included; and what is held
 * after the first half of them and after the second, when what is not needed has been collected.
 */
export async function measureGarbage(size: WorldSize, events: number): Promise<Garbage> {
  const routing = makeRouter(size);
  const driver = new Driver(routing);
  const world = worldOf(size);
  const traffic = new Traffic(world);
  fill(world, routing);
  const run = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += 1) {
      driver.deliver(traffic.next());
      traffic.heed(driver.matches.splice(0));
      if (done % EVENTS_PER_TURN === 0) await setImmediate();
    }
  };
  await run(events / 5);
  const [first, second] = [await observed(() => run(events / 2)), await observed(() => run(events / 2))];
  routing.check(traffic.nowMs);
  const pauses = [...first.pausesMs, ...second.pausesMs];
  const pausedMs = pauses.reduce((sum, pause) => sum + pause, 0);
  return {
    events,
    pauses: pauses.length,
    longestPauseMs: Math.max(0, ...pauses),
    pausePercent: (100 * pausedMs) / (first.tookMs + second.tookMs),
    megabytes: second.heldBytes / 2 ** 20,
    growthPercent: (100 * (second.heldBytes - first.heldBytes)) / first.heldBytes,
  };
}

type Observed = { readonly tookMs: number; readonly pausesMs: readonly number[]; readonly heldBytes: number };

/** The collections that are asked for here lie outside of what is observed. */
async function observed(work: () => Promise<void>): Promise<Observed> {
  collectGarbage();
  await setImmediate();
  const pausesMs: number[] = [];
  const observer = new PerformanceObserver((list) => {
    pausesMs.push(...list.getEntries().map(({ duration }) => duration));
  });
  observer.observe({ entryTypes: ['gc'] });
  const from = performance.now();
  await work();
  const tookMs = performance.now() - from;
  await setImmediate();
  observer.disconnect();
  collectGarbage();
  return { tookMs, pausesMs, heldBytes: memoryBytes() };
}
