import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { speaksSip } from '../../src/parent/ask-sip.ts';

const REFUSAL = 'SIP/2.0 401 Unauthorized\r\n\r\n';

let closing: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closing) close();
  closing = [];
});

/** Listens by UDP and says this to whoever asks; undefined: nothing. */
async function udp(host: string, answer?: string): Promise<{ socket: Socket; port: number }> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4').bind(0, host);
  socket.on('message', (_, { port, address }) => {
    if (answer !== undefined) socket.send(answer, port, address);
  });
  await once(socket, 'listening');
  closing.push(() => socket.close());
  return { socket, port: socket.address().port };
}

async function tcp(answer?: string): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => answer !== undefined && socket.write(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  return { server, port: (server.address() as AddressInfo).port };
}

test('a refusal is an answer, at any address of this machine, and the question comes from the loopback', async () => {
  const outside = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  for (const host of ['127.0.0.1', '0.0.0.0', '::1', ...(outside === undefined ? [] : [outside.address])]) {
    const { socket, port } = await udp(host, REFUSAL);
    const asked = once(socket, 'message') as Promise<[Buffer, { address: string }]>;
    expect(await speaksSip({ protocol: 'udp', host, port }), host).toBe(true);
    const [text, from] = await asked;
    expect(from.address).toBe(host === '::1' ? '::1' : '127.0.0.1');
    expect(String(text)).toMatch(
      /^OPTIONS sip:\S+:\d+ SIP\/2\.0\r\nVia: SIP\/2\.0\/UDP \S+;rport;branch=z9hG4bK/,
    );
  }
});

test('over TCP as well', async () => {
  const { port } = await tcp(REFUSAL);
  expect(await speaksSip({ protocol: 'tcp', host: '127.0.0.1', port })).toBe(true);
});

test('whoever says nothing does not speak it, and neither does a port where nobody is', async () => {
  const [mute, deaf] = [await udp('127.0.0.1'), await tcp()];
  expect(
    await Promise.all([
      speaksSip({ protocol: 'udp', host: '127.0.0.1', port: mute.port }),
      speaksSip({ protocol: 'tcp', host: '127.0.0.1', port: deaf.port }),
      speaksSip({ protocol: 'udp', host: '127.0.0.1', port: 9 }),
      speaksSip({ protocol: 'tcp', host: '127.0.0.1', port: 9 }),
    ]),
  ).toEqual([false, false, false, false]);
});
