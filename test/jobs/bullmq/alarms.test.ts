import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Clock } from '../../../src/base/index.ts';
import { createBullmqJobs } from '../../../src/jobs/bullmq/index.ts';
import type { Jobs } from '../../../src/jobs/index.ts';
import { SmallStore } from '../../http/small-store.ts';
import { NO_NOTICES } from '../receiver.ts';
import { RedisProcess } from './redis-process.ts';

const LONG_MS = 15_000;
const clock: Clock = {
  now: () => ({ monoMs: performance.now(), wallMs: Date.now() }),
  after: (delayMs, fire) => {
    const timer = setTimeout(fire, delayMs);
    return () => clearTimeout(timer);
  },
};

describe('alarms', { timeout: 40_000 }, () => {
  let redis: RedisProcess;
  let jobs: Jobs[];
  let woken: { readonly name: string; readonly atMs: number }[];

  beforeEach(async () => {
    redis = await RedisProcess.prepare();
    [jobs, woken] = [[], []];
  });
  afterEach(async () => {
    for (const each of jobs) await each.close();
    await redis.end();
  });

  const begin = (): Jobs => {
    const store = new SmallStore();
    const options = {
      redisUrl: redis.url,
      prefix: 'test',
      store,
      webhooks: [],
      noticeWay: NO_NOTICES,
      clock,
    };
    const onWake = (name: string): unknown => woken.push({ name, atMs: Date.now() });
    const made = createBullmqJobs({ ...options, log: pino({ level: 'silent' }), onWake });
    jobs.push(made);
    made.start();
    return made;
  };
  const isWoken = (...names: readonly string[]): Promise<void> =>
    vi.waitFor(() => expect(woken.map(({ name }) => name)).toEqual(names), LONG_MS);
  const held = (): Promise<readonly string[]> =>
    redis.ask((asked) => asked.keys('test:alarms:p*')) as Promise<readonly string[]>;

  test('come at their moment, once, in the order of their moments', async () => {
    await redis.start();
    const made = begin();
    const nowMs = Date.now();
    made.wakeAt('p-late', nowMs + 2_500);
    made.wakeAt('p-early', nowMs + 1_500);
    await isWoken('p-early', 'p-late');
    expect(woken[0]!.atMs).toBeGreaterThanOrEqual(nowMs + 1_500);
    expect(woken[1]!.atMs).toBeGreaterThanOrEqual(nowMs + 2_500);
    expect(woken[1]!.atMs).toBeLessThan(nowMs + 5_000);
    await vi.waitFor(async () => expect(await held()).toEqual([]), LONG_MS);
  });

  test('of which another moment is wished come at that one alone', async () => {
    await redis.start();
    const made = begin();
    const nowMs = Date.now();
    made.wakeAt('p', nowMs + 1_000);
    await vi.waitFor(async () => expect(await held()).toHaveLength(1), LONG_MS);
    made.wakeAt('p', nowMs + 2_500);
    await isWoken('p');
    expect(woken[0]!.atMs).toBeGreaterThanOrEqual(nowMs + 2_500);
  });

  test('outlive both processes, and come once to whoever wishes them again', async () => {
    await redis.start();
    const first = begin();
    const atMs = Date.now() + 3_500;
    first.wakeAt('p', atMs);
    await vi.waitFor(async () => expect(await held()).toHaveLength(1), LONG_MS);
    await first.close();
    await redis.kill();
    await redis.start();
    const second = begin();
    second.wakeAt('p', atMs);
    await isWoken('p');
    expect(woken[0]!.atMs).toBeGreaterThanOrEqual(atMs);
    await new Promise((passed) => setTimeout(passed, 500));
    expect(woken).toHaveLength(1);
  });

  test('that Redis forgets, or cannot give since it is away, are given a little late', async () => {
    const made = begin();
    const atMs = Date.now() + 200;
    made.wakeAt('p', atMs);
    await isWoken('p');
    expect(woken[0]!.atMs).toBeGreaterThanOrEqual(atMs + 1_000);
    await redis.start();
    await vi.waitFor(() => expect(made.state().connected).toBe(true), LONG_MS);
    await new Promise((passed) => setTimeout(passed, 1_000));
    expect(woken).toHaveLength(1);
  });
});
