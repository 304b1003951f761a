import { connect } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHttp, type Http } from '../../src/http/index.ts';
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
