import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { isAlive, portOwner, startTicksOf } from '../../src/parent/proc.ts';

describe('who owns a port', () => {
  test('a listener is found with its process and its command', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const owner = portOwner({ protocol: 'tcp', host: '127.0.0.1', port });
    expect(owner?.pid).toBe(process.pid);
    expect(owner?.command).toContain('node');
    expect(portOwner({ protocol: 'udp', host: '127.0.0.1', port })).toBeUndefined();
    server.close();
    await once(server, 'close');
    expect(portOwner({ protocol: 'tcp', host: '127.0.0.1', port })).toBeUndefined();
  });

  test('a listener on all addresses is in the way of each, one on another address is not', async () => {
    const everywhere = createServer().listen(0, '0.0.0.0');
    const elsewhere = createServer().listen(0, '127.0.0.9');
    await Promise.all([once(everywhere, 'listening'), once(elsewhere, 'listening')]);
    const all = (everywhere.address() as AddressInfo).port;
    const one = (elsewhere.address() as AddressInfo).port;
    expect(portOwner({ protocol: 'tcp', host: '127.0.0.1', port: all })?.pid).toBe(process.pid);
    expect(portOwner({ protocol: 'tcp', host: '127.0.0.1', port: one })).toBeUndefined();
    expect(portOwner({ protocol: 'tcp', host: '0.0.0.0', port: one })?.pid).toBe(process.pid);
    everywhere.close();
    elsewhere.close();
  });

  test('a UDP port is found as well', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const { port } = socket.address();
    expect(portOwner({ protocol: 'udp', host: '127.0.0.1', port })?.pid).toBe(process.pid);
    expect(portOwner({ protocol: 'tcp', host: '127.0.0.1', port })).toBeUndefined();
    socket.close();
  });
});

describe('a process by its number and its birth', () => {
  test('it is alive until it ends, and nobody else is taken for it', async () => {
    const child = spawn('sleep', ['60']);
    const mark = { pid: child.pid!, startTicks: startTicksOf(child.pid!)!, startedWallMs: 0 };
    expect(isAlive(mark)).toBe(true);
    expect(isAlive({ ...mark, startTicks: mark.startTicks - 1 })).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(mark)).toBe(false);
    expect(startTicksOf(mark.pid)).toBeUndefined();
  });
});
