import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Clock } from '../../../src/base/index.ts';
import { createBullmqJobs } from '../../../src/jobs/bullmq/index.ts';
import type { DeliveryResult, Jobs, WebhookTarget } from '../../../src/jobs/index.ts';
import type { Entry, NoticeRequest, Store } from '../../../src/journal/index.ts';
import { openSqliteStore } from '../../../src/store/sqlite/index.ts';
import { FOR_EVER } from '../../contracts/store/world.ts';
import { Receiver } from '../receiver.ts';
import { RedisProcess } from './redis-process.ts';

const log = pino({ level: 'silent' });
const clock: Clock = {
  now: () => ({ monoMs: performance.now(), wallMs: Date.now() }),
  after: (delayMs, fire) => {
    const timer = setTimeout(fire, delayMs);
    return () => clearTimeout(timer);
  },
};

const request: NoticeRequest = {
  ...{ url: 'https://crm.example/calls', headers: {}, secretHeaders: { authorization: 'crm' } },
  body: '{"number":"+7900"}',
};
const TOLD: Entry = { kind: 'notified', callId: 'c1', noticeId: 'c1-4', request, atMs: 2_000 };
const MAIL: Entry = {
  ...{
    kind: 'mailWanted',
    callId: 'c1',
    noticeId: 'c1-5',
    to: ['help@crm.example'],
    subject: 'A call',
    text: 'To 100',
  },
  atMs: 3_000,
};
const FAILED: DeliveryResult = { kind: 'failed', why: 'status 503' };

describe('what flows tell others', { timeout: 60_000 }, () => {
  let folder: string;
  let redis: RedisProcess;
  let store: Store;
  let jobs: Jobs[];
  let sent: [NoticeRequest, string][];
  let answers: DeliveryResult[];

  const open = (webhookEvents: readonly string[] = []): Promise<Store> =>
    openSqliteStore({
      ...{ path: join(folder, 'db'), spoolPath: join(folder, 'spool'), log, webhookEvents, keep: FOR_EVER },
    });
  const begin = (webhooks: readonly WebhookTarget[] = [], triesMax = 4): Jobs => {
    const noticeWay = {
      async send(asked: NoticeRequest, key: string): Promise<DeliveryResult> {
        sent.push([asked, key]);
        return answers.shift() ?? { kind: 'delivered' };
      },
      close: async () => {},
    };
    const made = createBullmqJobs({
      ...{ redisUrl: redis.url, prefix: 'test', store, webhooks, noticeWay, log, clock },
      ...{ onWake: () => {}, retries: { triesMax, firstMs: 20, factor: 2 } },
    });
    made.start();
    jobs.push(made);
    return made;
  };
  const settled = (): Promise<void> =>
    vi.waitFor(async () => expect(await store.outbox(10, Number.MAX_SAFE_INTEGER)).toEqual([]), 15_000);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cordboard-notices-'));
    redis = await RedisProcess.prepare();
    await redis.start();
    [jobs, sent, answers] = [[], [], []];
    store = await open();
  });
  afterEach(async () => {
    for (const each of jobs) await each.close();
    await store.close();
    await redis.end();
    rmSync(folder, { recursive: true });
  });

  test('a server is told until it has taken it, each time by the same key', async () => {
    answers = [FAILED, FAILED];
    begin();
    store.write(TOLD);
    await store.flush();
    await settled();
    expect(sent).toEqual([
      [request, 'c1-4'],
      [request, 'c1-4'],
      [request, 'c1-4'],
    ]);
    expect(await store.dead(10)).toEqual([]);
  });

  test('what is written when nobody can send it is sent by the next process, once', async () => {
    store.write(TOLD);
    await store.close();
    store = await open();
    begin();
    await settled();
    expect(sent).toHaveLength(1);
  });

  test('a server that never takes it is told as given up, and anew when somebody wishes', async () => {
    answers = [FAILED, FAILED];
    begin([], 2);
    store.write(TOLD);
    await store.flush();
    await settled();
    const [dead] = await store.dead(10);
    expect(dead!.failed).toMatchObject([{ host: 'crm.example', why: 'status 503' }]);
    expect(await store.revive(dead!.id)).toBe(1);
    await vi.waitFor(() => expect(sent).toHaveLength(3), 15_000);
    await settled();
    expect(await store.dead(10)).toEqual([]);
  });

  test('an e-mail that nobody sends is given up with the reason; whoever takes mail later gets it', async () => {
    const first = begin();
    store.write(MAIL);
    await store.flush();
    await settled();
    const [dead] = await store.dead(10);
    expect(dead!.failed).toMatchObject([{ why: expect.stringContaining('call.mail') }]);
    await first.close();
    const receiver = await Receiver.start('key');
    begin([{ url: receiver.url, secret: 'key', events: ['call.mail'] }]);
    await store.revive(null);
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1), 15_000);
    const { type, data } = JSON.parse(receiver.received[0]!.body);
    expect([type, data.to, data.subject]).toEqual(['call.mail', ['help@crm.example'], 'A call']);
    await settled();
    await receiver.close();
  });
});
