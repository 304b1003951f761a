import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Http } from '../../src/http/index.ts';
import { SmallHouse, SmallStore } from './doubles.ts';
import { smallHttp } from './small-http.ts';

let house: SmallHouse;
let store: SmallStore;
let http: Http;

beforeEach(async () => {
  [house, store] = [new SmallHouse(), new SmallStore()];
  http = await smallHttp({ house, store });
});
afterEach(() => http.close());

test('whoever asks is answered first, with the calls that go on, and the audit knows of it', async () => {
  const headers = { authorization: 'Bearer token' };
  const answer = await http.inject({ method: 'POST', url: '/api/v1/restart', headers });
  expect([answer.statusCode, answer.json()]).toEqual([202, { calls: house.board().calls.length }]);
  expect(house.restartsCount).toBe(1);
  expect(store.facts).toMatchObject([{ what: 'restart', by: 'admin' }]);
});
