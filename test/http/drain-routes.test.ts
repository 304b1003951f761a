import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Http } from '../../src/http/index.ts';
import { SmallHouse, SmallStore } from './doubles.ts';
import { smallHttp } from './small-http.ts';

const headers = { authorization: 'Bearer token' };
const url = '/api/v1/drain';

let house: SmallHouse;
let store: SmallStore;
let http: Http;
beforeEach(async () => {
  [house, store] = [new SmallHouse(), new SmallStore()];
  http = await smallHttp({ house, store });
});
afterEach(() => http.close());

test('somebody wants the end, sees how far it has come, and thinks better of it; the audit knows who', async () => {
  const ask = async (method: 'GET' | 'POST' | 'DELETE', payload?: object): Promise<unknown> =>
    (await http.inject({ method, url, headers, ...(payload && { payload }) })).json();
  expect(await ask('GET')).toEqual({ drain: null });
  const drain = { sinceMs: 1_000, untilMs: 61_000, by: 'admin', calls: 1 };
  expect(await ask('POST', { withinMs: 60_000 })).toEqual({ drain });
  expect(await ask('GET')).toEqual({ drain });
  expect(await ask('DELETE')).toEqual({ drain: null });
  expect(await ask('POST', {})).toMatchObject({ drain: { untilMs: 601_000 } });
  const told = store.facts.map(({ what, by, details }) => [what, by, details]);
  expect(told.toReversed()).toEqual([
    ['drain', 'admin', { withinMs: 60_000 }],
    ['drain.delete', 'admin', {}],
    ['drain', 'admin', expect.anything()],
  ]);
});

test('a time that is none is refused, and nothing begins', async () => {
  for (const withinMs of [-1, 0.5, 86_400_001, 'soon'])
    expect((await http.inject({ method: 'POST', url, headers, payload: { withinMs } })).statusCode).toBe(400);
  expect(house.drain.state()).toBeNull();
});
