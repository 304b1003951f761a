import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below the range from which the kernel hands out ports of its own accord, so that no phone of a test takes
 * it meanwhile.
 */
const FIRST = 20_000;
const LAST = 31_999;

/**
 * A port of 127.0.0.1 that nobody uses at this moment, neither for UDP nor for TCP, and that no other test of
 * this machine is given as long as this process lives.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1));
    if ((await isReserved(port)) && (await isFreeForTcp(port)) && (await isFreeForUdp(port))) return port;
  }
}

/**
 * A socket of an abstract name (unix(7)) is a note that all processes see, and that goes with its process
 * however it ends: tests start side by side, and two of them once drew the same port before either used it.
 */
async function isReserved(port: number): Promise<boolean> {
  const note = createServer().unref();
  note.listen(`\0cordboard-test-port-${port}`);
  return settles(once(note, 'listening'));
}

async function isFreeForTcp(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  const isFree = await settles(once(server, 'listening'));
  if (isFree) await new Promise((closed) => server.close(closed));
  return isFree;
}

async function isFreeForUdp(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  socket.bind(port, '127.0.0.1');
  const isFree = await settles(once(socket, 'listening'));
  await new Promise<void>((closed) => socket.close(() => closed()));
  return isFree;
}

/** `once` rejects with the error of a port that is taken. */
const settles = (listening: Promise<unknown>): Promise<boolean> =>
  listening.then(
    () => true,
    () => false,
  );
