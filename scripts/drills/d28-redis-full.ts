import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { RedisProcess } from '../../test/jobs/bullmq/redis-process.ts';
import { eventually } from '../../test/kit/eventually.ts';
import { type Hotline, launchHotline } from '../../test/kit/hotline.ts';
import { callsBundle } from '../bench/bench-bundle.ts';
import { untilSeen } from './alarm-seen.ts';
import type { Drill, DrillFigure, DrillLoad, DrillRun } from './drill.ts';
import { aftermath, offersMeanwhile } from './offers-meanwhile.ts';
import { StandardLoad } from './standard-load.ts';
import { writeBundle } from './write-bundle.ts';

const SICK_MS = 8_000;
const SEEN_S_MAX = 5;
const CLEAR_MS = 60_000;
const SAVED_MS = 10_000;
/** Where nobody may make a file, not even root. */
const READ_ONLY = '/proc';

/** A way in which a Redis that runs takes nothing, and the words by which people learn of it. */
type Sickness = {
  readonly name: string;
  readonly begin: (redis: Redis) => Promise<unknown>;
  /** `folder`: where its files are. */
  readonly end: (redis: Redis, folder: string) => Promise<unknown>;
  readonly words: RegExp;
};

const SICKNESSES: readonly Sickness[] = [
  {
    name: 'its memory is full',
    begin: (redis) => redis.config('SET', 'maxmemory', '100kb'),
    end: (redis) => redis.config('SET', 'maxmemory', '0'),
    words: /memory of Redis is full/,
  },
  {
    name: 'it is a replica of a master that is not there',
    begin: (redis) => redis.replicaof('127.0.0.1', '1'),
    end: (redis) => redis.replicaof('NO', 'ONE'),
    words: /is a replica/,
  },
  {
    name: 'somebody has told it to throw away what it has',
    begin: (redis) => redis.config('SET', 'maxmemory-policy', 'allkeys-lru'),
    end: (redis) => redis.config('SET', 'maxmemory-policy', 'noeviction'),
    words: /maxmemory-policy is allkeys-lru/,
  },
  {
    name: 'it cannot write its snapshot (MISCONF)',
    begin: async (redis) => {
      await redis.config('SET', 'stop-writes-on-bgsave-error', 'yes');
      await redis.config('SET', 'save', '3600 1');
      await saved(redis, READ_ONLY, 'err');
    },
    end: async (redis, folder) => {
      await saved(redis, folder, 'ok');
      await redis.config('SET', 'save', '');
    },
    words: /cannot write its snapshot/,
  },
];

/** It writes a snapshot into this folder, and that comes to this end. */
async function saved(redis: Redis, folder: string, status: 'ok' | 'err'): Promise<void> {
  await redis.config('SET', 'dir', folder);
  await redis.bgsave();
  const isOver = async (): Promise<true | undefined> =>
    (await redis.info('persistence')).includes(`rdb_last_bgsave_status:${status}`) ? true : undefined;
  await eventually(`the end of a snapshot in ${folder} is ${status}`, isOver, SAVED_MS);
}

/** A Redis that is there and takes nothing, or would lose what it takes. */
export const redisFull: Drill = {
  id: 'D28',
  title: 'a Redis that refuses, or would throw jobs away',
  promise:
    'At the start such a Redis is refused; later an alarm says within 5 seconds what is wrong, and no call notices.',
  coming: 1,
  run: async (load) => {
    const refused = await refusedAtStart();
    const sick = await withRedisOfOthers((redis) => {
      const settings = { ...externalAt(redis), CORDBOARD_REDIS_PREFIX: 'test' };
      return StandardLoad.with(load, settings, (standard) => allSicknesses(standard, redis, load));
    });
    return {
      ...sick,
      evidence: [...refused.evidence, ...sick.evidence],
      faults: [...refused.faults, ...sick.faults],
    };
  },
};

async function refusedAtStart(): Promise<Pick<DrillRun, 'evidence' | 'faults'>> {
  const redis = await RedisProcess.prepare('--maxmemory-policy', 'volatile-lru');
  const bundle = await mkdtemp(join(tmpdir(), 'cordboard-drill-'));
  try {
    await redis.start();
    await writeBundle(bundle, callsBundle());
    const settings = externalAt(redis);
    const launched = await launchHotline({ bundle, settings });
    const code = await eventually(
      'the start ends',
      () => (launched.hasExited ? launched.exited : undefined),
      30_000,
    );
    const isTold = launched.output.includes('maxmemory-policy is volatile-lru');
    await launched.cleanUp();
    return {
      evidence: [`with maxmemory-policy volatile-lru the start ended with exit code ${code}`],
      faults: code === 1 && isTold ? [] : [`the start did not say why: ${launched.output}`],
    };
  } finally {
    await redis.end();
    await rm(bundle, { recursive: true });
  }
}

const externalAt = ({ url }: RedisProcess): Readonly<Record<string, string>> => ({
  CORDBOARD_REDIS_MODE: 'external',
  CORDBOARD_REDIS_URL: url,
});

/** In a Redis of our own Cordboard's user may change nothing of this, and of where its files are nobody. */
async function withRedisOfOthers<T>(act: (redis: RedisProcess) => Promise<T>): Promise<T> {
  const redis = await RedisProcess.prepare('--enable-protected-configs', 'yes');
  try {
    await redis.start();
    return await act(redis);
  } finally {
    await redis.end();
  }
}

async function allSicknesses(
  standard: StandardLoad,
  redis: RedisProcess,
  { waiting, talking }: DrillLoad,
): Promise<DrillRun> {
  const [evidence, figures, faults]: [string[], DrillFigure[], string[]] = [[], [], []];
  const { hotline } = standard;
  for (const sickness of SICKNESSES) {
    await redis.ask(sickness.begin);
    const [seen, meanwhile] = await Promise.all([
      untilSeen(hotline, 'jobs', sickness.words, SEEN_S_MAX),
      offersMeanwhile(standard, SICK_MS),
    ]);
    evidence.push(`${sickness.name}: ${await refusal(redis)}; the alarm said: ${seen.say}`);
    await redis.ask((asked) => sickness.end(asked, redis.folder));
    figures.push({ ...seen.figure, what: `${sickness.name}: ${seen.figure.what}` }, ...meanwhile.figures);
    faults.push(...meanwhile.faults);
    await isOver(hotline);
  }
  const after = await aftermath(standard);
  return {
    evidence: [`${waiting} waited and ${talking} talked`, ...evidence],
    figures: [...after.figures, ...figures],
    faults: [...faults, ...after.faults],
  };
}

/** What Redis says to whoever wants to give it something. */
const refusal = (redis: RedisProcess): Promise<string> =>
  redis.ask((asked) =>
    asked.set('drill:canary', 'alive').then(
      () => 'it took a key',
      (err: Error) => `it answered "${err.message}"`,
    ),
  );

const isOver = ({ api }: Hotline): Promise<true> =>
  eventually(
    'the alarm is over',
    async () => ((await api.alarms()).some(({ id }) => id === 'jobs') ? undefined : true),
    CLEAR_MS,
  );
