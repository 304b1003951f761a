import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import { type Launched, launchHotline } from '../kit/hotline.ts';
import { bundleFolder } from './scene.ts';

/** Whatever is wrong, nobody waits longer than this to be told. */
const TOLD_MS = 20_000;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function launch(
  settings: Readonly<Record<string, string>>,
  bundle = bundleFolder('quick'),
): Promise<Launched> {
  const launched = await launchHotline({ bundle, settings });
  closing.push(() => launched.cleanUp());
  return launched;
}

/** It ends by itself with exit code 1, has said why, and has left nothing running. */
async function expectRefusal(launched: Launched, ...words: readonly RegExp[]): Promise<void> {
  const limit = setTimeout(() => process.kill(launched.pid, 'SIGKILL'), TOLD_MS);
  const code = await launched.exited;
  clearTimeout(limit);
  for (const word of words) expect(launched.output).toMatch(word);
  expect({ code, left: launched.leftovers() }).toEqual({ code: 1, left: [] });
}

/** The bundle "quick" with one file changed. */
async function brokenBundle(name: string, change: (text: string) => string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cordboard-bundle-'));
  closing.push(() => rm(folder, { recursive: true }));
  await cp(bundleFolder('quick'), folder, { recursive: true });
  const path = join(folder, name);
  const before = await readFile(path, 'utf8');
  const after = change(before);
  expect(after, 'the change changes something').not.toBe(before);
  await writeFile(path, after);
  return folder;
}

async function takePort(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => new Promise((closed) => server.close(closed)));
  return server;
}

describe('the start is refused, with what is wrong and what to do, when', {
  timeout: TOLD_MS + 10_000,
}, () => {
  test('a setting has a value that it cannot have', async () => {
    await expectRefusal(await launch({ CORDBOARD_HTTP_PORT: 'eighty' }), /CORDBOARD_HTTP_PORT/, /port/);
  });

  test('a setting does not exist, and the nearest one is named', async () => {
    await expectRefusal(
      await launch({ CORDBOARD_HTTP_PROT: '8080' }),
      /CORDBOARD_HTTP_PROT/,
      /CORDBOARD_HTTP_PORT/,
    );
  });

  test('a file of the bundle is no YAML', async () => {
    const bundle = await brokenBundle('menu.flow.yaml', (text) => text.replace('steps:', 'steps: ['));
    await expectRefusal(await launch({}, bundle), /menu\.flow\.yaml:\d+:\d+/);
  });

  test('a flow names a prompt that is not there', async () => {
    const bundle = await brokenBundle('menu.flow.yaml', (text) =>
      text.replace('prompts: choose', 'prompts: chose'),
    );
    await expectRefusal(await launch({}, bundle), /menu\.flow\.yaml:\d+:\d+/, /chose/, /choose/);
  });

  test('the port of the API is taken, and its owner is named', async () => {
    const server = await takePort(0);
    const address = server.address();
    const port = String(typeof address === 'object' ? address?.port : '');
    await expectRefusal(
      await launch({ CORDBOARD_HTTP_PORT: port }),
      new RegExp(port),
      new RegExp(String(process.pid)),
    );
  });

  test('the port for SIP is taken', async () => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    closing.push(() => new Promise<void>((closed) => socket.close(() => closed())));
    const { port } = socket.address();
    const launched = await launch({ CORDBOARD_SIP_BIND: `127.0.0.1:${port}` });
    await expectRefusal(launched, new RegExp(String(port)), /sip\.bind/, new RegExp(String(process.pid)));
  });

  test('the password of an Asterisk of others is not there', async () => {
    const launched = await launch({ CORDBOARD_ASTERISK_MODE: 'external' });
    await expectRefusal(launched, /ari[-_]password|password_file|PASSWORD_FILE/, /^(?!.*node:fs)/s);
  });

  test('there is no Asterisk where the settings say', async () => {
    const root = join(tmpdir(), 'no-asterisk-here');
    await expectRefusal(await launch({ CORDBOARD_ASTERISK_ROOT: root }), /no-asterisk-here/, /[Aa]sterisk/);
  });
});

test('an Asterisk of others does not answer: it says so, is not ready, and stops when asked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cordboard-password-'));
  closing.push(() => rm(folder, { recursive: true }));
  const path = join(folder, 'password');
  await writeFile(path, 'secret');
  const settings = { CORDBOARD_ASTERISK_MODE: 'external', CORDBOARD_ASTERISK_ARI_PASSWORD_FILE: path };
  const launched = await launch(settings);
  const url = `http://127.0.0.1:${launched.settings.CORDBOARD_HTTP_PORT}/health/ready`;
  const body = await eventually('the API listens', async () => (await fetch(url)).text(), TOLD_MS);
  expect(body).toMatch(/asterisk/i);
  expect((await fetch(url)).status).toBe(503);
  expect(await launched.stop()).toBe(0);
  expect(launched.leftovers()).toEqual([]);
});
