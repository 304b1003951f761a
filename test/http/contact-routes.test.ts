import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addToken, type Role } from '../../src/access/index.ts';
import type { Http } from '../../src/http/index.ts';
import { anna, SmallHouse, SmallStore } from './doubles.ts';
import { waitingContact } from './small-contacts.ts';
import { smallHttp } from './small-http.ts';

let house: SmallHouse;
let store: SmallStore;
let http: Http;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-contacts-'));
  [house, store] = [new SmallHouse(), new SmallStore()];
  house.operators = [anna];
  house.contacts.put(waitingContact('c1'), waitingContact('c2', 'support'));
  http = await smallHttp({ house, store, tokenFolder: folder });
});
afterEach(async () => {
  await http.close();
  rmSync(folder, { recursive: true });
});

type Method = 'GET' | 'POST' | 'DELETE';

const ask = (method: Method, url: string, payload?: object, token = 'token') =>
  http.inject({
    ...{ method, url: `/api/v1/contacts${url}`, headers: { authorization: `Bearer ${token}` } },
    ...(payload !== undefined && { payload }),
  });

const tokenOf = async (role: Role, mine: { operator?: string; queues?: readonly string[] }) =>
  (await addToken(folder, { name: 'x', role, operator: null, queues: null, ...mine }, 1))!;

test('requests are listed as they are asked for, page by page', async () => {
  const { contacts, next } = (await ask('GET', '?state=waiting&overdue=true&limit=1&after=c0')).json();
  expect([contacts, next]).toEqual([[waitingContact('c1')], 'c1']);
  expect((await ask('GET', '')).json().next).toBeNull();
  expect((await ask('GET', '?state=lost')).statusCode).toBe(400);
  expect(house.contacts.asked).toEqual([
    { state: 'waiting', overdue: true, limit: 1, after: 'c0' },
    { limit: 100 },
  ]);
});

test('a request is taken, noted on, given a time, and done; the audit says by whom', async () => {
  const change = { text: 'at noon', reason: 'billing', operator: 'anna', dueAt: '1970-01-01T00:00:09Z' };
  expect((await ask('POST', '/c1', change)).json()).toMatchObject({
    ...{ state: 'open', operator: 'anna', reason: 'billing', dueMs: 9_000 },
  });
  expect((await ask('POST', '/c1', { done: true })).json()).toMatchObject({ state: 'done', owed: [] });
  const { facts } = (await ask('GET', '/c1')).json();
  expect(facts.map(({ what, by }: Record<string, string>) => `${what} ${by}`)).toEqual([
    ...['noted admin', 'taken admin', 'due admin', 'done admin'],
  ]);
  expect(store.facts.map(({ what, on, by }) => [what, on, by])[0]).toEqual(['contacts', 'c1', 'admin']);
});

test('what cannot be is refused with what it is', async () => {
  const codes = [
    ask('POST', '/c9', { done: true }),
    ask('POST', '/c1', {}),
    ask('POST', '/c1', { reason: 'bill' }),
    ask('POST', '/c1', { operator: 'nobody' }),
    ask('DELETE', ''),
  ];
  expect((await Promise.all(codes)).map((answer) => [answer.statusCode, answer.json().code])).toEqual([
    ...[
      [404, 'CONTACT_UNKNOWN'],
      [400, 'REQUEST_INVALID'],
      [422, 'REASON_UNKNOWN'],
    ],
    ...[
      [404, 'OPERATOR_UNKNOWN'],
      [400, 'REQUEST_INVALID'],
    ],
  ]);
});

test('all requests of a customer are erased', async () => {
  expect((await ask('DELETE', '?customer=%2B7901')).json()).toEqual({ erased: 2 });
  expect((await ask('GET', '/c1')).statusCode).toBe(404);
});

test('an operator works on what is theirs: their own, and those of queues that they serve', async () => {
  const token = await tokenOf('operator', { operator: 'anna' });
  const statusOf = async (method: Method, url: string, body?: object) =>
    (await ask(method, url, body, token)).statusCode;
  expect(await statusOf('GET', '/c1')).toBe(200);
  expect(await statusOf('GET', '/c2')).toBe(403);
  expect(await statusOf('POST', '/c2', { done: true })).toBe(403);
  expect(await statusOf('POST', '/c1', { operator: 'boris' })).toBe(403);
  expect(await statusOf('POST', '/c1', { operator: 'anna' })).toBe(200);
  expect(await statusOf('GET', '?queue=support')).toBe(200);
  expect(await statusOf('GET', '?operator=boris')).toBe(403);
  expect(await statusOf('GET', '?queue=sales')).toBe(200);
  // Of a queue that she does not serve she is told her own alone.
  expect(house.contacts.asked).toEqual([
    { queue: 'support', operator: 'anna', limit: 100 },
    { queue: 'sales', limit: 100 },
  ]);
});

test('a supervisor of some queues sees these alone', async () => {
  const token = await tokenOf('supervisor', { queues: ['sales'] });
  const statusOf = async (url: string) => (await ask('GET', url, undefined, token)).statusCode;
  expect([await statusOf('/c1'), await statusOf('/c2'), await statusOf('?queue=support')]).toEqual([
    ...[200, 403, 403],
  ]);
  expect(await statusOf('')).toBe(200);
  expect(house.contacts.asked).toEqual([{ queue: 'sales', limit: 100 }]);
});
