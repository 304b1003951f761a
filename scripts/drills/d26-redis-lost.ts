import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Hotline } from '../../test/kit/hotline.ts';
import type { Drill } from './drill.ts';
import { anotherIsReady, killNow } from './killed.ts';
import { promisesKept } from './promises-kept.ts';
import { askRedis, CANARY, keysOf } from './redis-witness.ts';
import { takeOver } from './take-over.ts';
import { together } from './together.ts';

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
    const promises = await promisesKept(remindersLost);
    return together(calls, promises);
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

/** What was to remind of promises is lost. */
async function remindersLost(hotline: Hotline): Promise<readonly string[]> {
  const keys = (await keysOf(hotline)).length;
  const pid = await hotline.pidOf('cordboard');
  await loseBoth(pid, hotline);
  await anotherIsReady(hotline, pid);
  return [`${keys} keys of Redis were lost`, ...(await emptiness(hotline))];
}
