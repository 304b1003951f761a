import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cordboardPlan, SERVED_BY, servesCalls } from '../../src/parent/cordboard-plan.ts';
import { loadSettings, type Settings } from '../../src/settings/index.ts';

let server: Server;
let answer: { readonly status: number; readonly headers?: Readonly<Record<string, string>> };
beforeEach(async () => {
  server = createServer((_, response) => response.writeHead(answer.status, answer.headers).end('{}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => server.close());

function settings(more: Readonly<Record<string, string>> = {}): Settings {
  const { port } = server.address() as AddressInfo;
  return loadSettings({ CORDBOARD_HTTP_PORT: String(port), ...more }, () => undefined).settings!;
}

test.each([
  ['one that would answer them', { status: 200 }, true],
  ['one that stands by for another that does', { status: 503, headers: { [SERVED_BY]: 'other' } }, true],
  ['one that would not, and sees no other', { status: 503 }, false],
])('whether calls are answered, by %s', async (_, told, expected) => {
  answer = told;
  expect(await servesCalls(settings())).toBe(expected);
});

test('nobody answers calls where nobody listens', async () => {
  const nobody = settings();
  server.close();
  await once(server, 'close');
  expect(await servesCalls(nobody)).toBe(false);
});

test('a spare process lies ready unless it is not wanted, and one that stands by is started again', () => {
  const plan = (more: Readonly<Record<string, string>> = {}) => cordboardPlan(settings(more), ['node']);
  expect(plan()).toMatchObject({ stallMsMax: 10_000, spare: { stallMsMax: 4_000 }, standsBy: false });
  expect(plan({ CORDBOARD_TAKEOVER_SPARE: 'false' })).not.toHaveProperty('spare');
  expect(plan({ CORDBOARD_TAKEOVER_LEASE: 'true' })).toMatchObject({ standsBy: true });
});
