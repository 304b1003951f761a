import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addressRules, type Egress } from '../../src/egress/index.ts';
import { createUndiciEgress, type UndiciEgressOptions } from '../../src/egress/undici/index.ts';
import type { FetchRequest, FetchResult } from '../../src/flow/index.ts';
import { systemClock as clock } from '../../src/machine/system-clock.ts';
import { BadServer } from './server.ts';

let server: BadServer;
let egress: Egress;
let logged: string[];

/** Names of this test's internet; whoever asks for another one gets nowhere. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'crm.test': ['127.0.0.1'],
  'inside.test': ['10.0.0.1'],
  'both.test': ['127.0.0.1', '10.0.0.1'],
  'mapped.test': ['::ffff:127.0.0.1'],
};

const lookUp: NonNullable<UndiciEgressOptions['lookUp']> = async (hostname) =>
  (NAMES[hostname] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

function start(changes: Partial<UndiciEgressOptions> & { networks?: readonly string[] } = {}): void {
  const { networks = ['127.0.0.1'], ...options } = changes;
  const names = [...Object.keys(NAMES), 'nobody.test', '127.0.0.1', '10.0.0.1', '[::1]', '[::ffff:7f00:1]'];
  logged = [];
  egress = createUndiciEgress({
    hosts: new Set(names.map((name) => `${name}:${server.port}`)),
    plainHttp: true,
    addresses: addressRules(networks),
    lookUp,
    gate: { atOnceMax: 8, perHostMax: 4, waitingMax: 2 },
    breaker: { failuresMax: 3, restMs: 200 },
    secretOf: async (name) => (name === 'crm' ? 'Bearer s3cret' : undefined),
    clock,
    log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
    ...options,
  });
}

const GET: FetchRequest = {
  ...{ method: 'get', url: '', headers: {}, secretHeaders: {}, body: null, triesMax: 1, hasKey: false },
};

function ask(changes: Partial<FetchRequest> = {}, limitMs = 2_000, host = 'crm.test'): Promise<FetchResult> {
  const url = `http://${host}:${server.port}/callers/79161234567`;
  return egress.fetch({ limitMs, idempotencyKey: null, request: { ...GET, url, ...changes } });
}

/** What came of it, and whether it came in time. */
async function within(
  limitMs: number,
  asking: (limitMs: number) => Promise<FetchResult>,
): Promise<FetchResult> {
  const begunMs = clock.now().monoMs;
  const result = await asking(limitMs);
  expect(clock.now().monoMs - begunMs).toBeLessThan(limitMs + 250);
  return result;
}

beforeEach(async () => {
  server = await BadServer.start();
  start();
});

afterEach(async () => {
  await egress.close();
  await server.stop();
});

describe('a server', () => {
  test('that answers is heard', async () => {
    expect(await ask()).toEqual({ kind: 'answered', status: 200, body: '{"a":1}' });
  });

  test.each([
    ['never answers', BadServer.never],
    ['drips', BadServer.drips],
  ])('that %s holds nobody beyond the limit', async (_, behaviour) => {
    server.otherwise = behaviour;
    expect(await within(400, (limitMs) => ask({}, limitMs))).toEqual({ kind: 'timeout' });
  });

  test('whose name is never found holds nobody either', async () => {
    start({ lookUp: () => new Promise(() => {}) });
    expect(await within(300, (limitMs) => ask({}, limitMs))).toEqual({ kind: 'timeout' });
  });

  test('that sends ten megabytes is cut off', async () => {
    server.otherwise = BadServer.floods(10_000_000);
    expect(await ask()).toEqual({ kind: 'tooBig' });
    server.otherwise = BadServer.answers(200, 'x'.repeat(60_000));
    expect(await ask()).toMatchObject({ kind: 'answered' });
  });

  test('that leads elsewhere is not followed', async () => {
    const location = `http://127.0.0.1:${server.port}/inside`;
    server.otherwise = BadServer.answers(302, '', { location });
    expect(await ask()).toEqual({ kind: 'answered', status: 302, body: '' });
    expect(server.asked.map(({ line }) => line)).toEqual(['GET /callers/79161234567']);
  });

  test('that is not there is unreachable, and the reason names no address', async () => {
    const result = await ask({}, 2_000, 'nobody.test');
    expect(result).toMatchObject({ kind: 'unreachable' });
    await server.stop();
    expect(await ask()).toEqual({
      kind: 'unreachable',
      why: 'no connection, or a broken one (ECONNREFUSED)',
    });
    server = await BadServer.start();
  });
});

describe('the rules', () => {
  test.each([
    ['a name at a private address', 'inside.test'],
    ['a name with a private address among others', 'both.test'],
    ['a private address', '10.0.0.1'],
    ['loopback of IPv6', '[::1]'],
  ])('refuse %s', async (_, host) => {
    expect(await ask({}, 2_000, host)).toMatchObject({ kind: 'refused' });
    expect(server.asked).toEqual([]);
  });

  test.each(['crm.test', 'mapped.test', '127.0.0.1', '[::ffff:7f00:1]'])(
    'refuse loopback as %s unless it is allowed',
    async (host) => {
      start({ networks: [] });
      expect(await ask({}, 2_000, host)).toMatchObject({ kind: 'refused' });
      expect(server.asked).toEqual([]);
    },
  );

  test('hold for every connection: a name that moves inside is refused the next time', async () => {
    let address = '127.0.0.1';
    start({ lookUp: async () => [{ address, family: 4 }] });
    server.otherwise = BadServer.answers(200, '{}', { connection: 'close' });
    expect(await ask()).toMatchObject({ kind: 'answered' });
    address = '127.0.0.2';
    expect(await ask()).toMatchObject({ kind: 'refused' });
    expect(server.asked).toHaveLength(1);
  });

  test('refuse a server that is not named, and plain http where only https may be used', async () => {
    expect(await ask({ url: `http://other.test:${server.port}/` })).toMatchObject({ kind: 'refused' });
    start({ plainHttp: false });
    expect(await ask()).toMatchObject({ kind: 'refused', why: 'http:// is not allowed by the settings' });
    expect(server.asked).toEqual([]);
  });
});

describe('addresses', () => {
  const rules = addressRules(['10.1.2.0/24']);

  test.each([
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.1.2.3', '169.254.169.254', '172.16.0.1'],
    ...[
      '172.31.255.255',
      '192.168.1.1',
      '198.18.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      'fc00::1',
    ],
    ...['fe80::1', 'fe80::1%eth0', 'ff02::1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1'],
    ...['2002:7f00:1::', '2001::1', '2001:db8::1', '127.1', '0x7f000001', '2130706433', '0177.0.0.1', ''],
  ])('like "%s" are not public', (address) => {
    expect(rules.isAllowed(address)).toBe(false);
  });

  test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '10.1.2.3'])(
    'like "%s" may be',
    (address) => {
      expect(rules.isAllowed(address)).toBe(true);
    },
  );
});

describe('a try', () => {
  test('that is slow leaves time for the next one', async () => {
    server.next = [BadServer.never];
    expect(await within(600, (limitMs) => ask({ triesMax: 2 }, limitMs))).toMatchObject({ status: 200 });
    expect(server.asked).toHaveLength(2);
  });

  test('that failed is followed by another one, but never by more than were asked for', async () => {
    server.otherwise = BadServer.answers(500);
    expect(await ask({ triesMax: 2 })).toMatchObject({ status: 500 });
    expect(server.asked).toHaveLength(2);
    server.otherwise = BadServer.answers(404);
    expect(await ask({ triesMax: 2 })).toMatchObject({ status: 404 });
    expect(server.asked).toHaveLength(3);
  });
});

describe('a server that fails again and again', () => {
  test('is given a rest, tried out after it, and asked again when it is well', async () => {
    server.otherwise = BadServer.answers(503);
    for (let count = 0; count < 3; count++) await ask();
    expect(await within(50, (limitMs) => ask({}, limitMs))).toEqual({
      kind: 'unreachable',
      why: `crm.test:${server.port} does not answer and is given a rest`,
    });
    expect(server.asked).toHaveLength(3);
    const host = `crm.test:${server.port}`;
    expect(egress.servers()).toMatchObject([{ host, goodCount: 0, badCount: 4, isResting: true }]);
    await new Promise<void>((resolve) => clock.after(250, resolve));
    server.otherwise = BadServer.answers(200, '{}');
    server.next = [BadServer.answers(503)];
    expect(await ask()).toMatchObject({ status: 503 });
    expect(await ask()).toMatchObject({ kind: 'unreachable' });
    await new Promise<void>((resolve) => clock.after(250, resolve));
    expect(await ask()).toMatchObject({ status: 200 });
    expect(await ask()).toMatchObject({ status: 200 });
    expect(egress.servers()).toMatchObject([{ goodCount: 2, badCount: 6, isResting: false }]);
  });
});

describe('a server that had its rest', () => {
  test('is tried out by one request alone', async () => {
    server.otherwise = BadServer.answers(503);
    for (let count = 0; count < 3; count++) await ask();
    await new Promise<void>((resolve) => clock.after(250, resolve));
    server.otherwise = BadServer.answers(200);
    const kinds = (await Promise.all([ask(), ask(), ask()])).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['answered', 'unreachable', 'unreachable']);
    expect(server.asked).toHaveLength(4);
  });

  test('needs none for tries that were never made, since the time was over', async () => {
    server.otherwise = BadServer.answers(503);
    await ask({ triesMax: 3 }, 150);
    await new Promise<void>((resolve) => clock.after(150, resolve));
    // As many as fit into the time, and never the third.
    expect(server.asked.length).toBeLessThan(3);
    expect(await ask()).toMatchObject({ status: 503 });
  });
});

describe('many requests at once', () => {
  test('wait for their turn, and those beyond are turned away at once', async () => {
    let open = 0;
    let most = 0;
    server.otherwise = (response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open -= 1;
        response.end('{}');
      }, 60);
    };
    const results = await Promise.all(Array.from({ length: 8 }, () => ask()));
    expect(most).toBe(4);
    expect(results.map(({ kind }) => kind)).toEqual([
      ...Array.from({ length: 6 }, () => 'answered'),
      ...['unreachable', 'unreachable'],
    ]);
  });

  test('leave their place when their time is over, even if the system goes on looking for a name', async () => {
    start({ lookUp: () => new Promise(() => {}), gate: { atOnceMax: 1, perHostMax: 1, waitingMax: 0 } });
    expect(await ask({}, 100)).toEqual({ kind: 'timeout' });
    await new Promise<void>((resolve) => clock.after(20, resolve));
    expect(await ask({}, 500, '127.0.0.1')).toMatchObject({ status: 200 });
  });

  test('do not wait beyond their limit for a turn that never comes', async () => {
    server.otherwise = BadServer.never;
    const first = Array.from({ length: 4 }, () => ask({}, 500));
    expect(await within(200, (limitMs) => ask({}, limitMs))).toEqual({ kind: 'timeout' });
    await Promise.all(first);
  });
});

describe('what is sent', () => {
  test('are the headers and the body, the key, and the secret that was named', async () => {
    const url = `http://crm.test:${server.port}/visits?a=1`;
    const headers = { 'x-queue': 'support' };
    const secretHeaders = { authorization: 'crm' };
    const request = { ...GET, method: 'post', url, headers, secretHeaders, body: '{"a":1}' } as const;
    await egress.fetch({ limitMs: 1_000, idempotencyKey: 'c1-3', request });
    expect(server.asked).toMatchObject([{ line: 'POST /visits?a=1', body: '{"a":1}' }]);
    expect(server.asked[0]!.headers).toMatchObject({
      ...{ 'x-queue': 'support', authorization: 'Bearer s3cret', 'idempotency-key': 'c1-3' },
      'content-type': 'application/json',
    });
  });

  test('is nothing when its secret is missing', async () => {
    const secretHeaders = { authorization: 'gone' };
    expect(await ask({ secretHeaders })).toEqual({ kind: 'refused', why: 'there is no secret "gone"' });
    expect(server.asked).toEqual([]);
  });

  test('stands in no log, nor does what came back', async () => {
    server.otherwise = BadServer.answers(500, 'their words');
    const body = '{"pin":"4711"}';
    await ask({ method: 'post', body, secretHeaders: { authorization: 'crm' }, headers: { 'x-a': 'mine' } });
    const log = logged.join('');
    expect(log).toContain('"host":"crm.test');
    for (const secret of ['s3cret', '79161234567', '4711', 'mine', 'their words'])
      expect(log).not.toContain(secret);
  });
});

test('when the house stops, whoever still waits goes on at once', async () => {
  server.otherwise = BadServer.never;
  const asking = within(500, () => ask({}, 5_000));
  await new Promise<void>((resolve) => clock.after(50, resolve));
  await egress.close();
  expect(await asking).toEqual({ kind: 'unreachable', why: 'we are stopping' });
});
