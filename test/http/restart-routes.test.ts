import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHttp, type Http } from '../../src/http/index.ts';
import { idleJobs, SmallHouse, SmallStore } from './doubles.ts';

let house: SmallHouse;
let store: SmallStore;
let http: Http;

beforeEach(async () => {
  [house, store] = [new SmallHouse(), new SmallStore()];
  const parts = { house, store, jobs: idleJobs, log: pino({ level: 'silent' }) };
  const place = { host: '127.0.0.1', port: 0, version: '1.2.3', tokens: ['token'] };
  http = await createHttp({ ...parts, ...place, onBroken: () => {} });
});
afterEach(() => http.close());

test('whoever asks is answered first, with the calls that go on, and the audit knows of it', async () => {
  const headers = { authorization: 'Bearer token' };
  const answer = await http.inject({ method: 'POST', url: '/api/v1/restart', headers });
  expect([answer.statusCode, answer.json()]).toEqual([202, { calls: house.board().calls.length }]);
  expect(house.restartsCount).toBe(1);
  expect(store.facts).toMatchObject([{ what: 'restart', by: 'admin' }]);
});
