import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHttp, type Http } from '../../src/http/index.ts';
import { eventually } from '../kit/eventually.ts';
import { SmallHouse, SmallStore } from './doubles.ts';

/** Sends bytes and reads until the other side ends the connection. */
function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8');
    socket.on('data', (text) => (heard += text));
    socket.on('error', reject);
    socket.on('close', () => resolve(heard));
  });
}

/** A connection whose question never ends. */
async function slowly(port: number, localAddress: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write('GET /health/live HTTP/1.1\r\nx: ');
  return socket;
}

describe('connections', { timeout: 30_000 }, () => {
  let http: Http;
  let port: number;
  let store: SmallStore;
  beforeEach(async () => {
    store = new SmallStore();
    http = await createHttp({
      ...{ house: new SmallHouse(), store, tokens: ['t'], log: pino({ level: 'silent' }) },
      ...{ host: '127.0.0.1', port: 0, version: '1.2.3', onBroken: () => {} },
    });
    ({ port } = await http.listen());
  });
  afterEach(() => http.close());

  test('that bring no HTTP get our kind of answer and end', async () => {
    const answer = await exchange(port, 'INVITE sip:100@127.0.0.1 SIP/2.0\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ code: 'REQUEST_INVALID' });
  });

  test('that never finish their question are ended, even if they never read', async () => {
    const slow = Array.from({ length: 50 }, () => exchange(port, 'GET /health/live HTTP/1.1\r\nx: '));
    const deaf = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    // It goes on talking into a connection that the other side has given up: the reset is what it gets.
    const reset = new Promise<Error>((resolve) => deaf.once('error', resolve));
    deaf.write('GET /health/live HTTP/1.1\r\nx: ');
    const talking = setInterval(() => deaf.write('x'), 50);
    const answer = await fetch(`http://127.0.0.1:${port}/health/live`);
    expect(answer.status).toBe(200);
    for (const heard of await Promise.all(slow)) expect(heard).toMatch(/^HTTP\/1\.1 (400|408) /);
    expect((await reset).message).toMatch(/EPIPE|ECONNRESET/);
    clearInterval(talking);
    deaf.destroy();
  });

  test('that are slow by the hundred keep nobody waiting', async () => {
    const slow = await Promise.all(Array.from({ length: 500 }, () => slowly(port, '127.0.0.1')));
    const drip = (): void => {
      for (const socket of slow) socket.write('x');
    };
    const dripping = setInterval(drip, 200);
    const tookMs: number[] = [];
    for (let count = 0; count < 100; count++) {
      const fromMs = performance.now();
      const answer = await fetch(`http://127.0.0.1:${port}/health/ready`);
      await answer.arrayBuffer();
      tookMs.push(performance.now() - fromMs);
    }
    clearInterval(dripping);
    const open = slow.filter(({ destroyed }) => !destroyed).length;
    for (const socket of slow) socket.destroy();
    expect(open, 'they were all there meanwhile').toBe(500);
    expect(tookMs.toSorted((a, b) => a - b)[94]).toBeLessThan(100);
  });

  test('of one address are no more than its share, and others get in', async () => {
    const many = await Promise.all(Array.from({ length: 250 }, () => slowly(port, '127.0.0.2')));
    const open = (): number => many.filter(({ closed }) => !closed).length;
    await eventually('those beyond it are closed', async () => (open() <= 200 ? true : undefined));
    expect(open()).toBe(200);
    many.find(({ closed }) => !closed)!.destroy();
    const again = await eventually('a place is free again', async () => {
      const socket = await slowly(port, '127.0.0.2');
      await new Promise((passed) => setTimeout(passed, 50));
      return socket.closed ? undefined : socket;
    });
    expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(200);
    for (const socket of [...many, again]) socket.destroy();
  });

  test('are answered to the end when the house closes meanwhile', async () => {
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    store.calls = async () => {
      asked.resolve();
      await answered.promise;
      return [];
    };
    const headers = { authorization: 'Bearer t' };
    const answer = fetch(`http://127.0.0.1:${port}/api/v1/calls`, { headers });
    await asked.promise;
    const closing = http.close();
    answered.resolve();
    expect((await answer).status).toBe(200);
    await closing;
    await expect(fetch(`http://127.0.0.1:${port}/health/live`)).rejects.toThrow('fetch failed');
  });

  test('show the documentation as a page that speaks to this house only', async () => {
    const page = await fetch(`http://127.0.0.1:${port}/docs`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(page.headers.get('content-security-policy')).toContain("connect-src 'self'");
    expect(await page.text()).toContain('Cordboard API');
    const program = await fetch(`http://127.0.0.1:${port}/docs/js/scalar.js`);
    expect(program.status).toBe(200);
    expect((await program.text()).length).toBeGreaterThan(1_000_000);
  });
});
