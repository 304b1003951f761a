import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exchangesOf } from '../../src/parent/exchange.ts';
import { loadSettings } from '../../src/settings/index.ts';

let folder: string;
let servers: Server[];
let asked: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-exchange-'));
  writeFileSync(join(folder, 'password'), 'secret\n');
  [servers, asked] = [[], []];
});
afterEach(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

/** A REST interface without callers, which notes who asked it for what; resolves with its address. */
async function opened(name: string): Promise<string> {
  const server = createServer(({ url, headers }, answer) => {
    const [, shown] = headers.authorization!.split(' ');
    asked.push(`${name} ${url} ${Buffer.from(shown!, 'base64').toString()}`);
    answer.end('[]');
  });
  servers.push(server);
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/ari`;
}

/** All of these settings are asked for their channels. */
async function askAll(env: Readonly<Record<string, string>>): Promise<void> {
  const password = { CORDBOARD_ASTERISK_ARI_PASSWORD_FILE: join(folder, 'password') };
  const { settings } = loadSettings({ ...env, ...password }, () => undefined);
  for (const exchange of exchangesOf(settings!)) expect(await exchange.channels()).toEqual([]);
}

test('without an edge there is the one Asterisk', async () => {
  await askAll({ CORDBOARD_ASTERISK_ARI_URL: await opened('one') });
  expect(asked).toEqual(['one /ari/channels cordboard:secret']);
});

test('one whose password cannot be read is not asked, and nothing breaks', async () => {
  const env = {
    CORDBOARD_ASTERISK_ARI_URL: await opened('one'),
    CORDBOARD_ASTERISK_ARI_PASSWORD_FILE: join(folder, 'nothing'),
  };
  const [exchange] = exchangesOf(loadSettings(env, () => undefined).settings!);
  expect([await exchange!.speaks(), await exchange!.answers()]).toEqual([false, false]);
  expect(asked).toEqual([]);
});

test('behind an edge there is each of its nodes, with the same user and password, and nobody else', async () => {
  const [one, north, south] = [await opened('one'), await opened('north'), await opened('south')];
  const nodes = {
    north: { sip: '127.0.0.1:5061', ari: north },
    south: { sip: '127.0.0.1:5062', ari: south },
  };
  await askAll({
    CORDBOARD_ASTERISK_ARI_URL: one,
    CORDBOARD_EDGE_MODE: 'drachtio',
    CORDBOARD_EDGE_NODES: JSON.stringify(nodes),
  });
  expect(asked).toEqual(['north /ari/channels cordboard:secret', 'south /ari/channels cordboard:secret']);
});
