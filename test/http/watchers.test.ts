import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import { pino } from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import { Watchers } from '../../src/http/watchers.ts';

const log = pino({ level: 'silent' }) as unknown as FastifyBaseLogger;
const left: unknown[] = [];
const watchers = new Watchers(log, (response) => left.push(response));
afterEach(() => watchers.close());

test('a watcher whose token was revoked is sent away with the next beat, the others stay', async () => {
  const [olga, boris] = [new PassThrough(), new PassThrough()];
  let isKnown = true;
  watchers.add(olga as unknown as ServerResponse, async () => isKnown);
  watchers.add(boris as unknown as ServerResponse, async () => true);
  watchers.beat();
  await new Promise(setImmediate);
  expect([olga.writableEnded, boris.writableEnded]).toEqual([false, false]);
  isKnown = false;
  watchers.beat();
  await vi.waitFor(() => expect(olga.writableEnded).toBe(true));
  expect(boris.writableEnded).toBe(false);
  olga.resume();
  await vi.waitFor(() => expect(left).toEqual([olga]));
  expect(watchers.count).toBe(1);
});
