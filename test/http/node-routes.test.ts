import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Http } from '../../src/http/index.ts';
import { SmallHouse, SmallStore } from './doubles.ts';
import { smallHttp } from './small-http.ts';

const headers = { authorization: 'Bearer token' };

let house: SmallHouse;
let store: SmallStore;
let http: Http;
beforeEach(async () => {
  [house, store] = [new SmallHouse(), new SmallStore()];
  http = await smallHttp({ house, store });
});
afterEach(() => http.close());

const ask = (method: 'GET' | 'POST' | 'DELETE', path = '') =>
  http.inject({ method, url: `/api/v1/nodes${path}`, headers });

test('each node is shown as it is', async () => {
  house.nodes.all = [{ ...house.nodes.all[0]!, state: null, sinceMs: null, isConnected: false }];
  expect((await ask('GET')).json()).toEqual({
    nodes: [
      {
        ...{ name: 'north', state: null, sinceMs: null, isConnected: false },
        ...{ calls: 1, isDraining: false, weight: 1 },
      },
    ],
  });
});

test('a node is emptied, and takes calls again; the audit knows who wanted it', async () => {
  const draining = async (method: 'POST' | 'DELETE') =>
    (await ask(method, '/north/drain')).json().nodes.map(({ isDraining }: never) => isDraining);
  expect(await draining('POST')).toEqual([true, false]);
  expect(await draining('DELETE')).toEqual([false, false]);
  expect(house.nodes.askedBy).toEqual(['admin', 'admin']);
  expect(store.facts.map(({ by, what, on }) => [by, what, on])).toEqual([
    ['admin', 'nodes.drain.delete', 'north'],
    ['admin', 'nodes.drain', 'north'],
  ]);
});

test.each([
  ['NODE_UNKNOWN', 404],
  ['NO_EDGE', 409],
  ['REDIS_AWAY', 503],
] as const)('what cannot be done is %s, and not in the audit', async (code, status) => {
  if (code !== 'NODE_UNKNOWN') house.nodes.trouble = code;
  for (const method of ['POST', 'DELETE'] as const) {
    const answer = await ask(method, '/west/drain');
    expect([answer.statusCode, answer.json()]).toMatchObject([status, { code, details: { node: 'west' } }]);
  }
  expect(store.facts).toEqual([]);
});
