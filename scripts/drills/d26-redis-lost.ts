import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CallbackScene } from '../../test/asterisk/callback-scene.ts';
import { eventually } from '../../test/kit/eventually.ts';
import type { Hotline } from '../../test/kit/hotline.ts';
import type { Drill, DrillRun } from './drill.ts';
import { anotherIsReady, killNow } from './killed.ts';
import { askRedis } from './redis-witness.ts';
import { passes } from './standard-load.ts';
import { takeOver } from './take-over.ts';

/** Cordboard's own user may touch no key but those that begin so. */
const CANARY = 'cordboard:drill-canary';
const AGAIN_MS = 30_000;
/** What is more than a minute away is a job in Redis, not a timer of the process. */
const PROMISED_MS = 75_000;
/** A second ring of a promise would come within this. */
const TWICE_MS = 8_000;
const CUSTOMERS = 3;

/** Cordboard is killed, and in the same moment Redis, which loses all that it had. */
export const redisLost: Drill = {
  id: 'D26',
  title: 'Redis lost with all its data, together with kill -9 of Cordboard',
  promise:
    'Places and talks are known from the exchange, promises to call back from the database: nobody notices anything, and nobody is called twice.',
  coming: 1,
  run: async (load) => {
    const calls = await takeOver(load, {
      fault: (pid, { hotline }) => loseBoth(pid, hotline),
      evidence: 'was killed together with Redis and all its files,',
      proof: ({ hotline }) => emptiness(hotline),
      readyMsMax: 5_000,
      offerMsMax: 5_000,
    });
    const promises = await promisesKept();
    return {
      evidence: [...calls.evidence, ...promises.evidence],
      figures: [...calls.figures, ...promises.figures],
      faults: [...calls.faults, ...promises.faults],
    };
  },
};

/** Redis must be gone before its files are, or it might write them again, and the files before the next one starts. */
async function loseBoth(pid: number, hotline: Hotline): Promise<void> {
  await askRedis(hotline, (redis) => redis.set(CANARY, 'alive'));
  const redisPid = await hotline.pidOf('redis');
  process.kill(pid, 'SIGKILL');
  killNow(redisPid);
  const folder = join(hotline.launched.data, 'redis');
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
}

async function emptiness(hotline: Hotline): Promise<readonly string[]> {
  const found = await askRedis(hotline, (redis) => redis.get(CANARY));
  if (found !== null) throw new Error('Redis still knows what it was told before: it has lost nothing');
  return ['what Redis had been told before is not there any more'];
}

/** Customers who were promised a call in more than a minute, when what was to remind of it is lost. */
async function promisesKept(): Promise<DrillRun> {
  const house = await CallbackScene.open();
  try {
    const { hotline } = house.scene;
    const numbers = Array.from({ length: CUSTOMERS }, (_, index) => `+7916777000${index}`);
    const atMs = Date.now() + PROMISED_MS;
    for (const number of numbers)
      await hotline.api.bookCallback({ number, queue: 'help', at: new Date(atMs).toISOString() });
    const jobs = (): Promise<number> => askRedis(hotline, (redis) => redis.dbsize());
    const before = await eventually('Redis has the jobs', async () => (await jobs()) || undefined);
    const pid = await hotline.pidOf('cordboard');
    await loseBoth(pid, hotline);
    await anotherIsReady(hotline, pid);
    const proof = await emptiness(hotline);
    const rang = await allAreCalled(house, numbers, atMs);
    return {
      evidence: [`${before} keys of Redis were lost with ${CUSTOMERS} promises in them`, ...proof],
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
