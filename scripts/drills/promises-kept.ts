import { CallbackScene } from '../../test/asterisk/callback-scene.ts';
import { eventually } from '../../test/kit/eventually.ts';
import type { Hotline } from '../../test/kit/hotline.ts';
import type { DrillRun } from './drill.ts';
import { keysOf } from './redis-witness.ts';
import { passes } from './standard-load.ts';

const AGAIN_MS = 30_000;
/** What is more than a minute away is a job in Redis, not a timer of the process. */
const PROMISED_MS = 75_000;
/** A second ring of a promise would come within this. */
const TWICE_MS = 8_000;
const CUSTOMERS = 3;

/** What happens to Redis while promises wait in it. Resolves with what proves it: sentences. */
type RedisFault = (hotline: Hotline) => Promise<readonly string[]>;

/** Customers who were promised a call in more than a minute, and something that happens to Redis within it. */
export async function promisesKept(fault: RedisFault): Promise<DrillRun> {
  const house = await CallbackScene.open();
  try {
    const { hotline } = house.scene;
    const numbers = Array.from({ length: CUSTOMERS }, (_, index) => `+7916777000${index}`);
    const atMs = Date.now() + PROMISED_MS;
    for (const number of numbers)
      await hotline.api.bookCallback({ number, queue: 'help', at: new Date(atMs).toISOString() });
    const hasJobs = async (): Promise<true | undefined> =>
      (await keysOf(hotline)).length > 0 ? true : undefined;
    await eventually('Redis has the jobs', hasJobs);
    const proof = await fault(hotline);
    const rang = await allAreCalled(house, numbers, atMs);
    return {
      evidence: [`${CUSTOMERS} promises waited in Redis`, ...proof],
      figures: [
        { what: 'promises to call back that were kept', value: rang.kept, unit: 'calls', atLeast: CUSTOMERS },
        { what: 'customers called twice', value: rang.twice, unit: 'customers', atMost: 0 },
        { what: 'latest of them behind its time', value: rang.lateMs / 1_000, unit: 's', atMost: 15 },
      ],
      faults: rang.lateMs < 0 ? ['a customer was called before the time'] : [],
    };
  } finally {
    await house.close();
  }
}

/** Anna takes them one after the other. */
async function allAreCalled(
  { scene, outside }: CallbackScene,
  numbers: readonly string[],
  atMs: number,
): Promise<{ readonly kept: number; readonly twice: number; readonly lateMs: number }> {
  await scene.ready('anna', { kind: 'answer', afterMs: 50, talkMs: 500 });
  let lateMs = Number.NEGATIVE_INFINITY;
  for (const [index] of numbers.entries()) {
    const isCalled = (): true | undefined => (outside.calls.length > index ? true : undefined);
    await eventually('a customer is called', isCalled, PROMISED_MS + AGAIN_MS);
    lateMs = Math.max(lateMs, Date.now() - atMs);
    if (Date.now() < atMs) return { kept: 0, twice: 0, lateMs: Date.now() - atMs };
  }
  await passes(TWICE_MS);
  const called = outside.calls.map(({ calledNumber }) => calledNumber);
  const kept = numbers.filter((number) => called.includes(number)).length;
  return { kept, twice: called.length - new Set(called).size, lateMs };
}
