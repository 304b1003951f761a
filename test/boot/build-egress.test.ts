import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildEgress } from '../../src/boot/build-egress.ts';
import type { FetchResult } from '../../src/flow/index.ts';
import { systemClock } from '../../src/machine/system-clock.ts';
import { loadSettings } from '../../src/settings/index.ts';
import { BadServer } from '../egress/server.ts';

let folder: string;
let server: BadServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-'));
  server = await BadServer.start();
});

afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** What comes of a request with a secret, by these settings; the bundle names the test's server. */
async function asked(settings: readonly string[]): Promise<FetchResult> {
  const host = `127.0.0.1:${server.port}`;
  const yaml = `data: ${folder}\negress:\n${settings.map((line) => `  ${line}\n`).join('')}`;
  const loaded = loadSettings({}, () => yaml);
  expect(loaded.mistakes).toEqual([]);
  const log = pino({ level: 'silent' });
  const egress = buildEgress(loaded.settings!, () => ({ egress: [host] }), systemClock, log);
  const request = { method: 'get', url: `http://${host}/`, headers: {}, body: null, triesMax: 1 } as const;
  const secretHeaders = { authorization: 'crm' };
  const order = { limitMs: 2_000, idempotencyKey: null };
  const result = await egress.fetch({ ...order, request: { ...request, secretHeaders, hasKey: false } });
  await egress.close();
  return result;
}

const giveSecret = (): void => {
  mkdirSync(join(folder, 'secrets', 'egress'), { recursive: true });
  writeFileSync(join(folder, 'secrets', 'egress', 'crm'), 'Bearer abc\n');
};

test('a server at a private address is asked when the settings allow it, with the secret from its file', async () => {
  giveSecret();
  expect(await asked(['http: true', 'private: [127.0.0.0/8]'])).toMatchObject({
    kind: 'answered',
    status: 200,
  });
  expect(server.asked[0]!.headers.authorization).toBe('Bearer abc');
});

test.each([
  ['the address is private', ['http: true']],
  ['only https may be used', ['private: [127.0.0.0/8]']],
  ['the settings allow other servers', ['http: true', 'private: [127.0.0.0/8]', 'allow: [crm.example]']],
])('nothing is sent when %s', async (_, settings) => {
  giveSecret();
  expect(await asked(settings)).toMatchObject({ kind: 'refused' });
  expect(server.asked).toEqual([]);
});

test('nothing is sent when the secret is missing', async () => {
  const result = await asked(['http: true', 'private: [127.0.0.0/8]']);
  expect(result).toEqual({ kind: 'refused', why: 'there is no secret "crm"' });
});
