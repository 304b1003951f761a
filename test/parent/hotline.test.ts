import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { isAlive, type ProcessMark } from '../../src/parent/proc.ts';
import { loadSettings, redisAddress, type Settings, soundPortsFor } from '../../src/settings/index.ts';
import { RedisProcess } from '../jobs/bullmq/redis-process.ts';
import { eventually } from '../kit/eventually.ts';
import { freePort } from '../kit/free-port.ts';

const RUNNER = fileURLToPath(new URL('run-hotline.ts', import.meta.url));
const SIBLINGS = ['redis', 'asterisk', 'cordboard'] as const;
const CALLS = 20;
/** A call to the number 100 from inside the exchange. */
const FAR = 'endpoint=Local/100@trunk&context=net&extension=s';

/** A parent process under test, with all that it has said. */
type Parent = { readonly process: ChildProcess; readonly exited: Promise<number | null>; said: string };

let env: Record<string, string>;
let settings: Settings;
let parents: Parent[];

beforeEach(async () => {
  const data = mkdtempSync(join(tmpdir(), 'cordboard-hotline-'));
  const rtpFrom = 16_000;
  env = {
    CORDBOARD_DATA: data,
    CORDBOARD_HTTP_PORT: String(await freePort()),
    CORDBOARD_SIP_BIND: `127.0.0.1:${await freePort()}`,
    CORDBOARD_ASTERISK_ARI_URL: `http://127.0.0.1:${await freePort()}/ari`,
    CORDBOARD_ASTERISK_RTP_FROM: String(rtpFrom),
    CORDBOARD_ASTERISK_RTP_TO: String(rtpFrom + soundPortsFor(CALLS) - 1),
    CORDBOARD_LIMITS_CALLS: String(CALLS),
    CORDBOARD_REDIS_URL: `redis://127.0.0.1:${await freePort()}`,
  };
  settings = loadSettings(env, () => undefined).settings!;
  parents = [];
});

afterEach(async () => {
  const marks = SIBLINGS.map(markOf).filter((mark) => mark !== undefined);
  for (const { process: parent, exited } of parents) {
    parent.kill('SIGKILL');
    await exited;
  }
  for (const mark of marks) if (isAlive(mark)) process.kill(-mark.pid, 'SIGKILL');
  rmSync(settings.data, { recursive: true, force: true, maxRetries: 5 });
});

function start(mode = 'ready', more: Record<string, string> = {}): Parent {
  const child = spawn(process.execPath, [RUNNER, mode], { env: { ...process.env, ...env, ...more } });
  const parent: Parent = {
    process: child,
    exited: once(child, 'close').then(([code]) => code as number | null),
    said: '',
  };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => (parent.said += bytes));
  parents.push(parent);
  return parent;
}

function markOf(name: string): ProcessMark | undefined {
  const path = join(settings.run, `${name}.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as ProcessMark) : undefined;
}

const says = (parent: Parent, words: string) =>
  eventually(
    `it says "${words}"; so far: ${parent.said}`,
    () => (parent.said.includes(words) ? true : undefined),
    15_000,
  );

const isReady = (parent: Parent) => says(parent, 'The hotline is ready.');

async function ari(method: string, path: string): Promise<{ status: number; body: unknown }> {
  const password = readFileSync(settings.asterisk.ari.password_file, 'utf8').trim();
  const authorization = `Basic ${Buffer.from(`cordboard:${password}`).toString('base64')}`;
  const answer = await fetch(`${settings.asterisk.ari.url}${path}`, { method, headers: { authorization } });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
}

const post = (path: string) => fetch(`http://127.0.0.1:${settings.http.port}${path}`, { method: 'POST' });

describe('a hotline that starts and stops', () => {
  test('everything is up when it says so, and gone when it has stopped', async () => {
    const parent = start();
    await isReady(parent);
    expect((await ari('GET', '/asterisk/info')).status).toBe(200);
    const redis = new Redis(redisAddress(settings));
    expect(await redis.info('memory')).toContain('maxmemory_policy:noeviction');
    await redis.quit();
    const marks = SIBLINGS.map((name) => markOf(name)!);
    expect(marks.every(isAlive)).toBe(true);
    parent.process.kill('SIGTERM');
    expect(await parent.exited).toBe(0);
    expect(marks.some(isAlive)).toBe(false);
    expect(SIBLINGS.map(markOf)).toEqual([undefined, undefined, undefined]);
  });

  test('Redis lets nobody in without the password, and with it nobody who wants to empty or change it', async () => {
    await isReady(start());
    const stranger = new Redis(settings.redis.url, { retryStrategy: () => null });
    stranger.on('error', () => undefined);
    await expect(stranger.ping()).rejects.toThrow(/NOAUTH/);
    stranger.disconnect();
    const insider = new Redis(redisAddress(settings), { retryStrategy: () => null });
    const asked = [
      'FLUSHALL',
      'CONFIG GET *',
      'DEBUG SLEEP 0',
      'SHUTDOWN',
      'KEYS *',
      'ACL LIST',
      'SET other:key 1',
    ];
    for (const words of asked) {
      const [command = '', ...args] = words.split(' ');
      await expect(insider.call(command, ...args), words).rejects.toThrow(/NOPERM|not allowed/);
    }
    insider.disconnect();
  });

  test('a second one on the same data is refused and names the first', async () => {
    const first = start();
    await isReady(first);
    const second = start();
    expect(await second.exited).toBe(1);
    expect(JSON.parse(second.said)).toMatchObject({
      code: 'ALREADY_RUNNING',
      details: { pid: first.process.pid },
    });
    expect(isAlive(markOf('asterisk')!)).toBe(true);
  });

  test.each([
    ['CORDBOARD_HTTP_PORT', 'http.port', 'tcp'],
    ['CORDBOARD_SIP_BIND', 'sip.bind', 'udp'],
  ])('a port that is taken is told with its owner (%s)', async (variable, setting, protocol) => {
    const port = Number(env[variable]!.split(':').at(-1));
    const squatter =
      protocol === 'tcp'
        ? createServer().listen(port, '127.0.0.1')
        : createSocket('udp4').bind(port, '127.0.0.1');
    await once(squatter, 'listening');
    const parent = start();
    expect(await parent.exited).toBe(1);
    squatter.close();
    const failure = JSON.parse(parent.said.split('\n').find((line) => line.startsWith('{'))!) as object;
    expect(failure).toMatchObject({
      code: 'PORT_TAKEN',
      details: { setting, protocol, port, pid: process.pid },
    });
    expect(SIBLINGS.map(markOf)).toEqual([undefined, undefined, undefined]);
  });

  test('a Redis of others that would throw jobs away is told, and nothing is started', async () => {
    const redis = await RedisProcess.prepare('--maxmemory-policy', 'allkeys-lru');
    await redis.start();
    const parent = start('ready', { CORDBOARD_REDIS_MODE: 'external', CORDBOARD_REDIS_URL: redis.url });
    expect(await parent.exited).toBe(1);
    await redis.end();
    expect(JSON.parse(parent.said)).toMatchObject({
      code: 'REDIS_UNFIT',
      details: { why: expect.stringContaining('maxmemory-policy is allkeys-lru') },
    });
    expect(SIBLINGS.map(markOf)).toEqual([undefined, undefined, undefined]);
  });

  test('an Asterisk that is not there is told with the folder of the settings', async () => {
    const parent = start('ready', { CORDBOARD_ASTERISK_ROOT: '/nowhere/debian' });
    expect(await parent.exited).toBe(1);
    expect(JSON.parse(parent.said)).toMatchObject({
      code: 'ASTERISK_MISSING',
      details: { root: '/nowhere/debian' },
    });
  });

  test('a Cordboard whose files are wrong ends the start with its own words', async () => {
    const parent = start('wrong');
    expect(await parent.exited).toBe(1);
    expect(parent.said).toContain('CHILD_FAILED');
    expect(parent.said).toContain('ivr-flows/main.yaml:3:1 NO_KIND');
  });

  test('what Cordboard still misses is told while it is not ready', async () => {
    await says(start('unready'), 'Cordboard is up, but would not take calls yet: a bundle');
  });
});

describe('a hotline in which processes die', () => {
  test.each(SIBLINGS)('%s is started again after kill -9', async (name) => {
    const parent = start();
    await isReady(parent);
    const before = markOf(name)!;
    process.kill(before.pid, 'SIGKILL');
    await says(parent, 'it is started again in 0.2 s');
    await eventually(
      'another process runs',
      () => (markOf(name)!.pid === before.pid ? undefined : true),
      15_000,
    );
    const ready = async () => ((await ari('GET', '/asterisk/info')).status === 200 ? true : undefined);
    await eventually('Asterisk answers', ready, 15_000);
    await eventually(
      'Cordboard answers',
      async () => ((await post('/health/live')).ok ? true : undefined),
      15_000,
    );
    const others = SIBLINGS.filter((other) => other !== name).map((other) => markOf(other)!);
    expect(others.every(isAlive)).toBe(true);
  });

  test('Cordboard stays down after breaking its own rule three times, and Asterisk keeps the callers', async () => {
    const parent = start();
    await isReady(parent);
    for (let times = 0; times < 3; times++) {
      await eventually('it is up', async () => ((await post('/health/live')).ok ? true : undefined), 15_000);
      await Promise.allSettled([post('/exit/70')]);
    }
    await says(
      parent,
      'ALARM: Cordboard ended (exit code 70) for the third time within a minute: it stays down',
    );
    expect(isAlive(markOf('asterisk')!)).toBe(true);
    await expect(post('/health/live')).rejects.toThrow();
    parent.process.kill('SIGTERM');
    expect(await parent.exited).toBe(0);
  });

  test('after kill -9 of the parent the next one keeps what still runs', async () => {
    const first = start();
    await isReady(first);
    const before = SIBLINGS.map((name) => markOf(name)!);
    first.process.kill('SIGKILL');
    await first.exited;
    expect(before.every(isAlive)).toBe(true);
    const second = start();
    await isReady(second);
    expect(SIBLINGS.map(markOf)).toEqual(before);
    expect(second.said).toContain(`Asterisk still runs as process ${before[1]!.pid}: it is kept`);
    second.process.kill('SIGTERM');
    expect(await second.exited).toBe(0);
    expect(before.some(isAlive)).toBe(false);
  });
});

describe('callers of a Cordboard that stays away', () => {
  test('they are let go with an apology when nobody has been ready for too long', async () => {
    const parent = start('unready', { CORDBOARD_OVERFLOW_AFTER: '2s' });
    await says(parent, 'would not take calls yet');
    const key = `cordboard:${readFileSync(settings.asterisk.ari.password_file, 'utf8').trim()}`;
    const application = new WebSocket(`${settings.asterisk.ari.url}/events?app=cordboard&api_key=${key}`);
    await once(application, 'open');
    expect((await ari('POST', `/channels?${FAR}`)).status).toBe(200);
    type Leg = { dialplan: { context: string; app_name: string } };
    const legs = async () => (await ari('GET', '/channels')).body as Leg[];
    await eventually('a caller is ours', async () =>
      (await legs()).find((leg) => leg.dialplan.app_name === 'Stasis'),
    );
    application.terminate();
    await says(parent, 'callers hear the apology');
    await eventually('it is in the overflow', async () =>
      (await legs()).find((leg) => leg.dialplan.context === 'static-overflow'),
    );
  });

  test('they are left alone when another Cordboard serves them', async () => {
    const parent = start('ready', { CORDBOARD_OVERFLOW_AFTER: '1s' });
    await isReady(parent);
    const key = `cordboard:${readFileSync(settings.asterisk.ari.password_file, 'utf8').trim()}`;
    const other = new WebSocket(`${settings.asterisk.ari.url}/events?app=cordboard&api_key=${key}`);
    await once(other, 'open');
    expect((await ari('POST', `/channels?${FAR}`)).status).toBe(200);
    await fetch(`http://127.0.0.1:${settings.http.port}/exit/75`).catch(() => undefined);
    await says(parent, 'another Cordboard does its work now');
    await new Promise((passed) => setTimeout(passed, 2_500));
    expect(parent.said).not.toContain('apology');
    expect(parent.said).not.toContain('started again');
    expect(isAlive(markOf('asterisk')!)).toBe(true);
    other.terminate();
  });
});
