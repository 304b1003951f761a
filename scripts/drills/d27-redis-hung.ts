import { eventually } from '../../test/kit/eventually.ts';
import type { Hotline } from '../../test/kit/hotline.ts';
import type { Drill, DrillFigure, DrillLoad, DrillRun } from './drill.ts';
import { aftermath, offersMeanwhile } from './offers-meanwhile.ts';
import { notStopped, statesOf } from './process-state.ts';
import { promisesKept } from './promises-kept.ts';
import { askRedis, CANARY, keysOf } from './redis-witness.ts';
import { StandardLoad } from './standard-load.ts';
import { together } from './together.ts';

const WATCHED_MS = 45_000;
const ENDED_MS = 60_000;
const AGAIN_MS = 10_000;
/** The parent waits for half a minute, and its last look takes some seconds. */
const ENDED_S = { atLeast: 29, atMost: 36 } as const;
const TAKEN_S_MAX = 40;

/** A Redis that never comes to itself again. */
export const redisHung: Drill = {
  id: 'D27F',
  title: 'a Redis that answers nothing any more (SIGSTOP), for good',
  promise:
    'No call notices. Its parent ends it after half a minute, the next one has all jobs from its file, and promises to call back are kept in time.',
  coming: 1,
  run: async (load) => {
    const calls = await StandardLoad.with(load, {}, (standard) => duringCalls(standard, load));
    return together(calls, await promisesKept(withJobs));
  },
};

async function duringCalls(standard: StandardLoad, { waiting, talking }: DrillLoad): Promise<DrillRun> {
  const [hung, meanwhile] = await Promise.all([
    hungForGood(standard.hotline),
    offersMeanwhile(standard, WATCHED_MS),
  ]);
  const after = await aftermath(standard);
  return {
    evidence: [`${hung.told}, with ${waiting} waiting and ${talking} talking`],
    figures: [...after.figures, ...meanwhile.figures, ...hung.figures],
    faults: [...hung.faults, ...meanwhile.faults, ...after.faults],
  };
}

/** What it was told before is there behind it, with nobody who could have told it again what we had. */
async function withJobs(hotline: Hotline): Promise<readonly string[]> {
  await askRedis(hotline, (redis) => redis.set(CANARY, 'alive'));
  const before = (await keysOf(hotline)).filter(isLasting);
  const { told, faults } = await hungForGood(hotline);
  const found = await keysOf(hotline);
  const lost = before.filter((key) => !found.includes(key));
  const said = [...faults, ...(lost.length === 0 ? [] : [`the next Redis has lost ${lost.join(', ')}`])];
  if (said.length > 0) throw new Error(said.join('; '));
  return [told, `the next one had all ${before.length - 1} jobs of before from its file`];
}

/** Of a job that waits for its moment, which its name ends with; others of its keys come and go by themselves. */
const isLasting = (key: string): boolean => key === CANARY || /-\d{13}$/.test(key);

type Hung = Pick<DrillRun, 'figures' | 'faults'> & { readonly told: string };

/** Resolves when another Redis takes jobs. */
async function hungForGood(hotline: Hotline): Promise<Hung> {
  const [pid, sinceMs] = [await hotline.pidOf('redis'), performance.now()];
  process.kill(pid, 'SIGSTOP');
  const states = await statesOf(pid, sinceMs + ENDED_MS);
  const endedS = (performance.now() - sinceMs) / 1_000;
  const isTaken = async (): Promise<true | undefined> =>
    (await hotline.pidOf('redis')) !== pid && (await askRedis(hotline, (redis) => redis.ping())) === 'PONG'
      ? true
      : undefined;
  await eventually('another Redis runs', isTaken, AGAIN_MS);
  const takenS = (performance.now() - sinceMs) / 1_000;
  const figures: DrillFigure[] = [
    { what: 'until its parent ends it', value: endedS, unit: 's', ...ENDED_S },
    { what: 'until another one takes jobs', value: takenS, unit: 's', atMost: TAKEN_S_MAX },
  ];
  const isSaid = /ALARM: Redis has not answered .*/.test(hotline.launched.output);
  return {
    told: `Redis (process ${pid}) was in state "${states[0]}" at each of ${states.length} looks, until it was ended`,
    figures,
    // At the last look it may have been about to end.
    faults: [...notStopped('Redis', states.slice(0, -1)), ...(isSaid ? [] : ['the parent has not said why'])],
  };
}
