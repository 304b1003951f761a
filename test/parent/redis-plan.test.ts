import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { redisPlan } from '../../src/parent/redis-plan.ts';
import { loadSettings } from '../../src/settings/index.ts';

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

/** Listens as a Redis does, and says this to whoever asks; null: nothing; undefined: it hangs up. */
async function redisSaying(answer: string | null | undefined): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      asked.push(String(bytes));
      if (answer === undefined) socket.end();
      else if (answer !== null) socket.write(answer);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  return { port: (server.address() as AddressInfo).port, asked };
}

/** The plan for a Redis at this port; nothing of it is started. */
function planFor(port: number) {
  const env = { CORDBOARD_DATA: data, CORDBOARD_REDIS_URL: `redis://127.0.0.1:${port}` };
  return redisPlan(loadSettings(env, () => undefined).settings!);
}

test('a Redis is ended when nothing was heard of it for half a minute', async () => {
  const { port, asked } = await redisSaying(null);
  const plan = planFor(port);
  expect(plan.stallMsMax).toBe(30_000);
  expect(await plan.isAlive!()).toBe(false);
  expect(asked).toEqual(['PING\r\n']);
});

test.each([
  '+PONG',
  '-NOAUTH Authentication required.',
  '-LOADING Redis is loading the dataset in memory',
  '-MISCONF Errors writing to the AOF file',
  '-ERR max number of clients reached',
])('any answer says that it lives, also a refusal: %s', async (answer) => {
  const { port } = await redisSaying(`${answer}\r\n`);
  expect(await planFor(port).isAlive!()).toBe(true);
});

test('who hangs up without a word has said nothing, and neither has a port where nobody is', async () => {
  const { port } = await redisSaying(undefined);
  expect(await Promise.all([planFor(port).isAlive!(), planFor(9).isAlive!()])).toEqual([false, false]);
});
