import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { becomeLeader, type Leader } from '../../src/boot/become-leader.ts';
import { loadSettings, type Settings } from '../../src/settings/index.ts';
import { RedisProcess } from '../jobs/bullmq/redis-process.ts';
import { eventually } from '../kit/eventually.ts';
import { freePort } from '../kit/free-port.ts';

const log = pino({ level: 'silent' });

let folder: string;
let redis: RedisProcess;
let leaders: Leader[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-leader-'));
  redis = await RedisProcess.prepare();
  await redis.start();
  leaders = [];
  // The last one has said that it acts no more: nobody has to wait for it.
  await redis.ask(async (ask) => ask.hset('test:lease-before', { epoch: 4, owner: 'gone', until: 0 }));
});
afterEach(async () => {
  for (const leader of leaders) await leader.close();
  await redis.end();
  rmSync(folder, { recursive: true });
});

async function machine(name: string): Promise<Settings> {
  return loadSettings(
    {
      CORDBOARD_DATA: join(folder, name),
      CORDBOARD_HTTP_PORT: String(await freePort()),
      CORDBOARD_REDIS_MODE: 'external',
      CORDBOARD_REDIS_URL: redis.url,
      CORDBOARD_REDIS_PREFIX: 'test',
      CORDBOARD_TAKEOVER_LEASE: 'true',
    },
    () => undefined,
  ).settings!;
}

function lead(settings: Settings, lost: string[] = []): Promise<Leader> {
  const leader = becomeLeader(settings, log, (why) => lost.push(why));
  void leader.then((one) => leaders.push(one));
  return leader;
}

const ask = (settings: Settings, path: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${settings.http.port}${path}`, { signal: AbortSignal.timeout(2_000) });

test('one of two machines serves, and the other one says that it stands by until its turn comes', async () => {
  const [here, there] = [await machine('here'), await machine('there')];
  const first = await lead(here);
  expect([first.epoch, first.mayAct()]).toEqual([5, true]);
  const later = lead(there);
  const standing = await eventually('it stands by', async () => {
    const answer = await ask(there, '/health/ready');
    return answer.headers.has('cordboard-served-by') ? answer : undefined;
  });
  expect(standing.status).toBe(503);
  expect(await standing.json()).toMatchObject({
    ready: false,
    missing: [expect.stringMatching(/^another /)],
  });
  expect(await (await ask(there, '/health/live')).json()).toEqual({ live: true });
  await first.close();
  const second = await later;
  expect([first.mayAct(), second.mayAct(), second.epoch]).toEqual([false, true, 6]);
  expect([second.wasLast, second.stoodBy]).toEqual([false, true]);
  await expect(ask(there, '/health/live'), 'the port is free for the API').rejects.toThrow();
});

test('one that sees nobody says so: whoever watches over its callers must not rely on another one', async () => {
  const here = await machine('here');
  await redis.kill();
  void lead(here);
  const answer = await eventually('it answers', () => ask(here, '/health/ready'));
  expect([answer.status, answer.headers.has('cordboard-served-by')]).toEqual([503, false]);
  await redis.start();
  await eventually('it leads', () => leaders[0]);
});

test('whose lease another one has is told so, and acts no more', async () => {
  const lost: string[] = [];
  const leader = await lead(await machine('here'), lost);
  await redis.ask(async (ask) => ask.set('test:lease', 'somebody 9', 'PX', 10_000));
  await eventually('it is told', () => lost[0]);
  expect([lost, leader.mayAct()]).toEqual([['another process has the lease'], false]);
});

test('whoever served last, and serves again, knows that nobody else did meanwhile', async () => {
  const here = await machine('here');
  const first = await lead(here);
  expect(first.wasLast).toBe(false);
  await first.close();
  const again = await lead(here);
  expect([again.wasLast, again.stoodBy]).toEqual([true, false]);
});
