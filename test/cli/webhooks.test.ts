import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebhookDoor } from '../../scripts/example/webhook-door.ts';
import { runCommand } from '../../src/cli/index.ts';
import { createHttp, type Http } from '../../src/http/index.ts';
import { idleJobs, SmallHouse, SmallStore } from '../http/doubles.ts';
import { Receiver } from '../jobs/receiver.ts';

const DEAD = {
  id: 'msg_1',
  event: 'call.ended',
  body: '{"type":"call.ended"}',
  atMs: 1_000,
  failed: [{ receiver: 'hash', host: 'crm.example', why: 'status 500' }],
};

let data: string;
let store: SmallStore;
let http: Http;
let env: Record<string, string>;
let printed: string[];
let complained: string[];

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'cordboard-webhooks-'));
  mkdirSync(join(data, 'secrets'));
  writeFileSync(join(data, 'secrets/admin-token'), 'token\n');
  store = new SmallStore();
  const parts = { house: new SmallHouse(), store, jobs: idleJobs, log: pino({ level: 'silent' }) };
  const place = { host: '127.0.0.1', port: 0, version: '1', tokens: ['token'] };
  http = await createHttp({ ...parts, ...place, onBroken: () => {} });
  env = { CORDBOARD_DATA: data, CORDBOARD_HTTP_PORT: String((await http.listen()).port) };
});
afterEach(async () => {
  await http.close();
  rmSync(data, { recursive: true });
});

function run(...args: string[]): Promise<number> {
  printed = [];
  complained = [];
  const print = (line: string): number => printed.push(line);
  return runCommand(
    ['webhooks', ...args],
    env,
    print,
    (line) => complained.push(line),
    async function* () {},
  );
}

test('the receivers are listed with how they fare', async () => {
  expect(await run()).toBe(0);
  expect(printed).toEqual([expect.stringMatching(/^crm.example +got 5, 4 tries failed \(call.ended\)$/)]);
});

test('what was given up is listed, and tried anew', async () => {
  expect(await run('dead')).toBe(0);
  expect(printed).toEqual(['no message was given up']);
  store.given = [DEAD];
  expect(await run('dead')).toBe(1);
  expect(printed[0]).toMatch(/^msg_1 {2}call.ended +1970-01-01T00:00:01.000Z {2}crm.example: status 500$/);
  expect(await run('dead', '--json')).toBe(1);
  expect(JSON.parse(printed[0]!)[0]).toEqual({
    ...{ id: 'msg_1', event: 'call.ended', atMs: 1_000, message: { type: 'call.ended' } },
    receivers: [{ host: 'crm.example', why: 'status 500' }],
  });
  expect(await run('replay', 'msg_2')).toBe(1);
  expect(complained[0]).toContain('MESSAGE_UNKNOWN');
  expect(await run('replay', 'msg_1')).toBe(0);
  expect(store.given).toEqual([]);
  store.given = [DEAD, { ...DEAD, id: 'msg_3' }];
  expect(await run('replay', 'all')).toBe(0);
  expect(printed).toEqual(['2 tried anew, at those who have not got it']);
});

test('a message is sent as a test, signed as all are, without a hotline that runs', async () => {
  const receiver = await Receiver.start('key');
  env = {
    CORDBOARD_DATA: data,
    CORDBOARD_WEBHOOKS: JSON.stringify([{ url: receiver.url, secret: 'crm', events: ['call.answered'] }]),
  };
  expect(await run('test', receiver.url)).toBe(0);
  const [got] = receiver.received;
  const door = new WebhookDoor([readFileSync(join(data, 'secrets/crm'), 'utf8').trim()]);
  expect(door.take(got!.headers, got!.body, Date.now())).toBe('taken');
  expect(JSON.parse(got!.body).type).toBe('webhook.test');
  receiver.answers = [Receiver.status(500)];
  expect(await run('test', receiver.url)).toBe(1);
  expect(printed).toEqual(['not taken: status 500']);
  expect(await run('test', 'http://127.0.0.1:1/other')).toBe(1);
  expect(complained[0]).toContain('none of the webhooks of the settings');
  await receiver.close();
});

test.each([[['replay']], [['test']], [['dead', 'msg_1']], [['bury', 'x']]])(
  '%j is wrong usage',
  async (args) => {
    expect(await run(...args)).toBe(2);
  },
);
