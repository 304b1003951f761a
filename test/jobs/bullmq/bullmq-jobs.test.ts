import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Clock } from '../../../src/base/index.ts';
import { createBullmqJobs } from '../../../src/jobs/bullmq/index.ts';
import type { Jobs } from '../../../src/jobs/index.ts';
import type { Store } from '../../../src/journal/index.ts';
import { openSqliteStore } from '../../../src/store/sqlite/index.ts';
import { FOR_EVER } from '../../contracts/store/world.ts';
import { NO_NOTICES, Receiver } from '../receiver.ts';
import { RedisProcess } from './redis-process.ts';

const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
const QUICK = { triesMax: 3, firstMs: 20, factor: 2 };
const LONG_MS = 15_000;

const clock: Clock = {
  now: () => ({ monoMs: performance.now(), wallMs: Date.now() }),
  after: (delayMs, fire) => {
    const timer = setTimeout(fire, delayMs);
    return () => clearTimeout(timer);
  },
};

describe('jobs on BullMQ', { timeout: 60_000 }, () => {
  let folder: string;
  let redis: RedisProcess;
  let store: Store;
  let receiver: Receiver;
  let jobs: Jobs[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cordboard-jobs-'));
    redis = await RedisProcess.prepare();
    receiver = await Receiver.start('key');
    const paths = { path: join(folder, 'db'), spoolPath: join(folder, 'spool') };
    store = await openSqliteStore({ ...paths, log, webhookEvents: ['call.ended'], keep: FOR_EVER });
    jobs = [];
  });
  afterEach(async () => {
    for (const each of jobs) await each.close();
    await store.close();
    await receiver.close();
    await redis.end();
    rmSync(folder, { recursive: true });
  });

  const begin = (webhooks = [{ url: receiver.url, secret: 'key', events: ['call.ended'] }]): Jobs => {
    const made = createBullmqJobs({
      redisUrl: redis.url,
      prefix: 'test',
      noticeWay: NO_NOTICES,
      store,
      webhooks,
      log,
      clock,
      onWake: () => {},
      retries: QUICK,
    });
    jobs.push(made);
    made.start();
    return made;
  };
  const callEnds = async (callId: string): Promise<void> => {
    store.write({ atMs: 1_000, kind: 'callArrived', callId, dialled: '100', caller: '+7900', flow: 'main' });
    store.write({ atMs: 2_000, kind: 'callEnded', callId, outcome: 'answered', where: null, by: 'caller' });
    await store.flush();
  };
  const unsettled = async (): Promise<number> => (await store.outbox(100, Number.MAX_SAFE_INTEGER)).length;
  const calls = (): string[] => receiver.received.map(({ body }) => JSON.parse(body).data.callId);
  const allSettled = (): Promise<void> =>
    vi.waitFor(async () => expect(await unsettled()).toBe(0), { timeout: LONG_MS, interval: 50 });

  test('deliver the message of a call, signed, and leave nothing in Redis', async () => {
    await redis.start();
    const made = begin();
    await callEnds('c1');
    await allSettled();
    expect(receiver.received).toEqual([expect.objectContaining({ signed: true })]);
    expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({
      type: 'call.ended',
      data: { callId: 'c1', outcome: 'answered' },
    });
    expect(made.state()).toMatchObject({
      connected: true,
      problem: null,
      deliveredCount: 1,
      givenUpCount: 0,
    });
    await vi.waitFor(async () =>
      expect(await redis.ask((asked) => asked.keys('test:webhooks:msg*'))).toEqual([]),
    );
  });

  test('try again after a 500, with the same id and body', async () => {
    await redis.start();
    receiver.answers = [Receiver.status(500)];
    const made = begin();
    await callEnds('c1');
    await allSettled();
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received[1]).toMatchObject({
      id: receiver.received[0]?.id,
      body: receiver.received[0]?.body,
      signed: true,
    });
    expect(made.state()).toMatchObject({ deliveredCount: 1, failedTriesCount: 1, givenUpCount: 0 });
  });

  test('give up after so many tries, and say so', async () => {
    await redis.start();
    receiver.answers = [500, 503, 302, 500].map((status) => Receiver.status(status));
    const made = begin();
    await callEnds('c1');
    await allSettled();
    expect(receiver.received).toHaveLength(QUICK.triesMax);
    expect(made.state()).toMatchObject({ deliveredCount: 0, failedTriesCount: 3, givenUpCount: 1 });
  });

  test('do not try again where a receiver is gone', async () => {
    await redis.start();
    receiver.answers = [Receiver.status(410)];
    const made = begin();
    await callEnds('c1');
    await allSettled();
    expect(receiver.received).toHaveLength(1);
    expect(made.state()).toMatchObject({ deliveredCount: 0, givenUpCount: 1 });
  });

  test('try again only the receivers that have not got it', async () => {
    await redis.start();
    const other = await Receiver.start('other-key');
    other.answers = [Receiver.status(500)];
    begin([
      { url: receiver.url, secret: 'key', events: ['call.ended'] },
      { url: other.url, secret: 'other-key', events: ['call.ended'] },
      { url: `${other.url}/never`, secret: 'x', events: ['something.else'] },
    ]);
    await callEnds('c1');
    await allSettled();
    expect(receiver.received).toHaveLength(1);
    expect(other.received.map(({ signed, path }) => [signed, path])).toEqual([
      [true, '/hook'],
      [true, '/hook'],
    ]);
    await other.close();
  });

  test('deliver once what ended while Redis was dead', async () => {
    await redis.start();
    const made = begin();
    await callEnds('c1');
    await allSettled();
    await redis.kill();
    await vi.waitFor(() => expect(made.state().connected).toBe(false), LONG_MS);
    await callEnds('c2');
    await callEnds('c3');
    await redis.start();
    await allSettled();
    expect(calls().toSorted()).toEqual(['c1', 'c2', 'c3']);
    expect(made.state()).toMatchObject({ connected: true, problem: null, deliveredCount: 3 });
  });

  test('deliver once although Redis dies in the middle of it', async () => {
    await redis.start();
    let answer = (): void => {};
    receiver.answers = [(response) => (answer = () => void response.writeHead(204).end())];
    const made = begin();
    await callEnds('c1');
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1), LONG_MS);
    await redis.kill();
    answer();
    await allSettled();
    await redis.start();
    await vi.waitFor(() => expect(made.state().connected).toBe(true), LONG_MS);
    await callEnds('c2');
    await allSettled();
    expect(calls()).toEqual(['c1', 'c2']);
  });

  test('outlast a Redis that hangs', async () => {
    await redis.start();
    const made = begin();
    await vi.waitFor(() => expect(made.state().connected).toBe(true), LONG_MS);
    redis.signal('SIGSTOP');
    await callEnds('c1');
    await vi.waitFor(() => expect(made.state().problem).toMatch(/answers nothing/), LONG_MS);
    redis.signal('SIGCONT');
    await allSettled();
    expect(calls()).toEqual(['c1']);
    expect(made.state().problem).toBeNull();
  });

  test('wait for a Redis that is not there yet when they start', async () => {
    const made = begin();
    await callEnds('c1');
    expect(made.state()).toMatchObject({ connected: false, deliveredCount: 0 });
    await redis.start();
    await allSettled();
    expect(calls()).toEqual(['c1']);
  });

  test('hand over again what a Redis that lost all its data had taken', async () => {
    await redis.start();
    receiver.answers = [Receiver.status(500)];
    const made = createBullmqJobs({
      noticeWay: NO_NOTICES,
      ...{ redisUrl: redis.url, prefix: 'test', store, log, clock, onWake: () => {} },
      webhooks: [{ url: receiver.url, secret: 'key', events: ['call.ended'] }],
      // The second try would come in an hour: only a ticket that is made anew comes sooner.
      retries: { triesMax: 3, firstMs: 3_600_000, factor: 1 },
    });
    jobs.push(made);
    made.start();
    await callEnds('c1');
    await vi.waitFor(() => expect(made.state().failedTriesCount).toBe(1), LONG_MS);
    await redis.kill();
    redis.loseData();
    await redis.start();
    await allSettled();
    expect(calls()).toEqual(['c1', 'c1']);
  });

  test('deliver nothing twice when a ticket comes again after its message was settled', async () => {
    await redis.start();
    const made = begin();
    await callEnds('c1');
    await allSettled();
    await redis.kill();
    await redis.start();
    await vi.waitFor(() => expect(made.state().connected).toBe(true), LONG_MS);
    await callEnds('c2');
    await allSettled();
    expect(calls()).toEqual(['c1', 'c2']);
  });

  test('refuse a Redis that would drop jobs, say so, and go on when it is mended', async () => {
    await redis.end();
    redis = await RedisProcess.prepare('--maxmemory-policy', 'allkeys-lru');
    await redis.start();
    const made = begin();
    await callEnds('c1');
    await vi.waitFor(() => expect(made.state().problem).toMatch(/maxmemory-policy is allkeys-lru/), LONG_MS);
    expect(receiver.received).toEqual([]);
    await redis.ask((asked) => asked.config('SET', 'maxmemory-policy', 'noeviction'));
    await allSettled();
    expect(made.state().problem).toBeNull();
  });

  test('say of a Redis that cannot write its snapshot that it takes nothing, and go on when it is mended', async () => {
    await redis.end();
    redis = await RedisProcess.prepare('--enable-protected-configs', 'yes');
    await redis.start();
    const made = begin();
    await vi.waitFor(() => expect(made.state().connected).toBe(true), LONG_MS);
    const snapshot = (folder: string, status: string): Promise<void> =>
      redis.ask(async (asked) => {
        await asked.config('SET', 'save', '3600 1');
        await asked.config('SET', 'dir', folder);
        await asked.bgsave();
        const told = (): Promise<string> => asked.info('persistence');
        await vi.waitFor(async () => expect(await told()).toContain(`bgsave_status:${status}`), LONG_MS);
      });
    await snapshot('/proc', 'err');
    await vi.waitFor(() => expect(made.state().problem).toMatch(/cannot write its snapshot/), LONG_MS);
    await callEnds('c1');
    await snapshot(redis.folder, 'ok');
    await allSettled();
    expect(made.state().problem).toBeNull();
  });

  test('end at once when Redis is away, and at any other moment', async () => {
    await redis.start();
    const made = begin();
    await vi.waitFor(() => expect(made.state().connected).toBe(true), LONG_MS);
    await redis.kill();
    await made.close();
    await begin().close();
  });
});
