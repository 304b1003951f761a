import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Clock } from '../../../src/base/index.ts';
import { createBullmqJobs } from '../../../src/jobs/bullmq/index.ts';
import type { Jobs, WebhookTarget } from '../../../src/jobs/index.ts';
import type { Store } from '../../../src/journal/index.ts';
import { openSqliteStore } from '../../../src/store/sqlite/index.ts';
import { FOR_EVER } from '../../contracts/store/world.ts';
import { NO_NOTICES, Receiver } from '../receiver.ts';
import { RedisProcess } from './redis-process.ts';

const log = pino({ level: 'silent' });
const EVENTS = ['call.ended', 'call.answered'];

const clock: Clock = {
  now: () => ({ monoMs: performance.now(), wallMs: Date.now() }),
  after: (delayMs, fire) => {
    const timer = setTimeout(fire, delayMs);
    return () => clearTimeout(timer);
  },
};

describe('several receivers', { timeout: 60_000 }, () => {
  let folder: string;
  let redis: RedisProcess;
  let store: Store;
  let good: Receiver;
  let bad: Receiver;
  let jobs: Jobs;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cordboard-receivers-'));
    redis = await RedisProcess.prepare();
    await redis.start();
    [good, bad] = [await Receiver.start('key'), await Receiver.start('key')];
    const paths = { path: join(folder, 'db'), spoolPath: join(folder, 'spool') };
    store = await openSqliteStore({ ...paths, log, webhookEvents: EVENTS, keep: FOR_EVER });
  });
  afterEach(async () => {
    await Promise.all([good.close(), bad.close()]);
    await jobs.close();
    await store.close();
    await redis.end();
    rmSync(folder, { recursive: true });
  });

  const begin = (triesMax = 2, targets = [good.url, bad.url], answerMsMax = 5_000): void => {
    const webhooks = targets.map((url): WebhookTarget => ({ url, secret: 'key', events: EVENTS }));
    const retries = { triesMax, firstMs: 20, factor: 2 };
    const redisUrl = redis.url;
    jobs = createBullmqJobs({
      redisUrl,
      prefix: 'test',
      noticeWay: NO_NOTICES,
      store,
      webhooks,
      log,
      clock,
      onWake: () => {},
      retries,
      answerMsMax,
    });
    jobs.start();
  };
  const callEnds = (callId: string): void => {
    store.write({ atMs: 2_000, kind: 'callEnded', callId, outcome: 'answered', where: null, by: 'caller' });
  };
  const soon = (check: () => unknown): Promise<unknown> =>
    vi.waitFor(check, { timeout: 15_000, interval: 50 });
  const calls = (of: Receiver): string[] => of.received.map(({ body }) => JSON.parse(body).data.callId);

  test('do not wait for one that hangs', async () => {
    bad.answers = Array.from({ length: 100 }, () => () => {});
    begin(2, [good.url, bad.url], 60_000);
    const ids = Array.from({ length: 30 }, (_, index) => `c${index}`);
    for (const id of ids) callEnds(id);
    await soon(() => expect(calls(good).toSorted()).toEqual(ids.toSorted()));
    // The answers of the other one are still waited for.
    await soon(() => expect(jobs.state()).toMatchObject({ deliveredCount: 30, failedTriesCount: 0 }));
    expect(bad.received).toHaveLength(5);
  });

  test('leave the message behind of one that took it in no try, which is tried anew at them alone', async () => {
    bad.answers = [Receiver.status(500), Receiver.status(503)];
    begin();
    callEnds('c1');
    await soon(async () => expect(await store.dead(10)).toHaveLength(1));
    const [dead] = await store.dead(10);
    const host = new URL(bad.url).host;
    expect(dead).toMatchObject({ event: 'call.ended', failed: [{ host, why: 'status 503' }] });
    expect(JSON.stringify(dead!.failed)).not.toContain('/hook');
    expect(dead!.atMs).toBeGreaterThan(Date.now() - 60_000);
    expect(await store.revive('msg_unknown')).toBe(0);
    expect(await store.revive(dead!.id)).toBe(1);
    await soon(() => expect(bad.received).toHaveLength(3));
    await soon(async () => expect(await store.message(dead!.id)).toBeUndefined());
    expect(await store.dead(10)).toEqual([]);
    expect(calls(good)).toEqual(['c1']);
  });

  test('that have left the settings do not get what is tried anew', async () => {
    bad.answers = [Receiver.status(410)];
    begin();
    callEnds('c1');
    await soon(async () => expect(await store.dead(10)).toHaveLength(1));
    await jobs.close();
    begin(2, [good.url]);
    expect(await store.revive(null)).toBe(1);
    await soon(async () =>
      expect((await store.dead(10))[0]?.failed[0]?.why).toContain('not among the webhooks'),
    );
    expect([good.received.length, bad.received.length]).toEqual([1, 1]);
  });

  test('that are gone are not asked again, and those who ask for a pause get it', async () => {
    bad.answers = [Receiver.status(410)];
    good.answers = [Receiver.status(429, { 'retry-after': '2' })];
    begin(3);
    const beganMs = performance.now();
    callEnds('c1');
    await soon(() => expect(jobs.receivers()[1]!.isGone).toBe(true));
    expect(jobs.receivers()[0]!.restsUntilMs).toBeGreaterThan(Date.now());
    callEnds('c2');
    await soon(async () => expect(await store.dead(10)).toHaveLength(2));
    expect(calls(good).toSorted()).toEqual(['c1', 'c1', 'c2']);
    expect(performance.now() - beganMs).toBeGreaterThan(2_000);
    expect(calls(bad)).toEqual(['c1']);
    expect((await store.dead(10)).map(({ failed }) => failed.map(({ why }) => why))).toEqual([
      ['it said that it is gone (status 410)'],
      ['it said that it is gone (status 410)'],
    ]);
  });

  test('hear of a talk while the call goes on', async () => {
    begin();
    store.write({ atMs: 1_000, kind: 'talkBegan', callId: 'c1', operator: 'anna' });
    store.write({
      atMs: 1_500,
      kind: 'talkEnded',
      callId: 'c1',
      operator: 'anna',
      talkMs: 500,
      by: 'caller',
    });
    await soon(() => expect(good.received).toHaveLength(1));
    expect(JSON.parse(good.received[0]!.body)).toMatchObject({
      type: 'call.answered',
      data: { callId: 'c1', operator: 'anna', call: { callId: 'c1', outcome: null } },
    });
  });
});
