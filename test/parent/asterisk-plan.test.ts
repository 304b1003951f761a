import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asteriskPlaces } from '../../src/parent/asterisk-places.ts';
import { asteriskPlan } from '../../src/parent/asterisk-plan.ts';
import { loadSettings } from '../../src/settings/index.ts';

const TEMPLATES = resolve(import.meta.dirname, '../../asterisk-config');

let data: string;
let closing: (() => unknown)[];
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'cordboard-plan-'));
  closing = [];
});
afterEach(() => {
  for (const close of closing) close();
  rmSync(data, { recursive: true });
});

async function portOf(server: HttpServer | Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** The HTTP interface of an exchange that gives every request this status; null: no answer at all. */
const http = (status: number | null) =>
  portOf(
    createHttp((asked, answer) => {
      if (status !== null) answer.writeHead(status).end();
      asked.socket.unref();
    }),
  );

/** Its SIP by TCP, which answers or not. */
const tcp = (answers: boolean) =>
  portOf(
    createServer((socket) => {
      socket.on('error', () => undefined).on('data', () => answers && socket.write('SIP/2.0 401 No\r\n\r\n'));
    }),
  );

/** The same by UDP. */
async function udp(answers: boolean): Promise<number> {
  const socket: Socket = createSocket('udp4').bind(0, '127.0.0.1');
  socket.on('message', (_, { port }) => answers && socket.send('SIP/2.0 401 No\r\n\r\n', port, '127.0.0.1'));
  await once(socket, 'listening');
  closing.push(() => socket.close());
  return socket.address().port;
}

/** The plan for an exchange at these ports; nothing of it is started. */
function planFor(ari: number, sip: number, transports: string) {
  const env = {
    CORDBOARD_DATA: data,
    CORDBOARD_ASTERISK_ROOT: join(data, 'root'),
    CORDBOARD_ASTERISK_ARI_URL: `http://127.0.0.1:${ari}/ari`,
    CORDBOARD_SIP_BIND: `127.0.0.1:${sip}`,
    CORDBOARD_SIP_TRANSPORTS: transports,
  };
  const settings = loadSettings(env, () => undefined).settings!;
  const { command, modules } = asteriskPlaces(settings);
  mkdirSync(modules, { recursive: true });
  mkdirSync(dirname(command[0]!), { recursive: true });
  writeFileSync(command[0]!, '');
  return asteriskPlan(settings, TEMPLATES);
}

test('an Asterisk is ended when nothing was heard of it for half a minute', async () => {
  const plan = planFor(await http(null), await udp(false), '[udp]');
  expect(plan.stallMsMax).toBe(30_000);
  expect(await plan.isAlive!()).toBe(false);
});

test.each([200, 401, 503])('it is alive when its HTTP answers, and be it with %i', async (status) => {
  expect(await planFor(await http(status), await udp(false), '[udp]').isAlive!()).toBe(true);
});

test('it is alive when its SIP answers alone, at the port and by the way that the settings say', async () => {
  const both = planFor(await http(null), await udp(true), '[tcp, udp]');
  const tcpAlone = planFor(await http(null), await tcp(true), '[tcp]');
  expect(await Promise.all([both.isAlive!(), tcpAlone.isAlive!()])).toEqual([true, true]);
});
