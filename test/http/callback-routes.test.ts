import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Callback, foldCallback } from '../../src/callbacks/index.ts';
import type { Http } from '../../src/http/index.ts';
import { bookedEntry, endedEntry } from '../callbacks/promise.ts';
import { SmallHouse, SmallStore } from './doubles.ts';
import { smallHttp } from './small-http.ts';

let house: SmallHouse;
let store: SmallStore;
let http: Http;

const promise: Callback = foldCallback(undefined, bookedEntry('p', 1_000))!;
const over: Callback = foldCallback(promise, endedEntry('p', 2_000, 'merged'))!;

beforeEach(async () => {
  [house, store] = [new SmallHouse(), new SmallStore()];
  http = await smallHttp({ house, store });
});
afterEach(() => http.close());

const ask = async (method: 'GET' | 'POST' | 'DELETE', url: string, body?: object) => {
  const headers = { authorization: 'Bearer token' };
  const answer = await http.inject({
    method,
    url: `/api/v1/callbacks${url}`,
    headers,
    ...(body && { body }),
  });
  return { status: answer.statusCode, body: answer.json() };
};
const events = () => house.events.map((event) => ({ ...event }));

test('promises are listed by queue, number and outcome', async () => {
  store.promises = [promise];
  expect((await ask('GET', '?queue=help&number=%2B7&outcome=open&limit=5')).body).toEqual({
    callbacks: [promise],
  });
  expect(store.callbacksAsked).toEqual([{ queue: 'help', number: '+7', outcome: 'open', limit: 5 }]);
  expect((await ask('GET', '?outcome=lost')).status).toBe(400);
  expect((await ask('GET', '/p')).body).toEqual(promise);
  store.promises = [];
  expect((await ask('GET', '/q')).body.code).toBe('CALLBACK_UNKNOWN');
});

test('one is made for a time, and is answered as it is then', async () => {
  const at = new Date(Date.now() + 3_600_000).toISOString();
  house.promise = (event) => ({ ...promise, callbackId: event.callbackId, isUnderWay: false });
  const { status, body } = await ask('POST', '', { number: '+79161234567', queue: 'sales', at, attempts: 2 });
  expect(status).toBe(200);
  expect(events()).toEqual([
    {
      ...{ kind: 'callbackAsked', callbackId: body.callbackId, by: 'admin', dueMs: Date.parse(at) },
      wish: {
        ...{ number: '+79161234567', queue: 'sales', name: '', schedule: null, attemptsMax: 2 },
        ...{ retryMs: 900_000, ringMs: 25_000, windowMs: 86_400_000 },
        ...{ first: 'operator', whisper: [], takeKey: null },
      },
    },
  ]);
  expect(body).not.toHaveProperty('isUnderWay');
});

test.each([
  [{ number: '+79161234567', queue: 'nowhere' }, 404, 'QUEUE_UNKNOWN'],
  [{ number: '+79161234567' }, 400, 'REQUEST_INVALID'],
  [{ number: '+79161234567', queue: 'sales', at: '2099-01-01T00:00:00Z' }, 400, 'REQUEST_INVALID'],
  [{ number: '+79161234567', queue: 'sales', at: 'tomorrow' }, 400, 'REQUEST_INVALID'],
  [{ number: '+79161234567', queue: 'sales', attempts: 11 }, 400, 'REQUEST_INVALID'],
])('%o is refused with %i', async (body, status, code) => {
  expect(await ask('POST', '', body)).toMatchObject({ status, body: { code } });
  expect(events()).toEqual([]);
});

test.each([
  [{ is: 'refused', why: 'no route allows it' }, 422, 'CALLBACK_REFUSED'],
  [{ is: 'full', why: 'too many' }, 422, 'CALLBACK_REFUSED'],
  [{ is: 'exists', why: 'p is for the same' }, 409, 'CALLBACK_EXISTS'],
] as const)('what stands in the way (%o) is told', async (hindrance, status, code) => {
  house.hindrance = hindrance;
  const answer = await ask('POST', '', { number: '+79161234567', queue: 'sales' });
  expect(answer).toMatchObject({ status, body: { code, details: { why: hindrance.why } } });
  expect(events()).toEqual([]);
});

test('one is moved and taken back, by whoever asks', async () => {
  store.promises = [promise];
  house.promises = [{ ...promise, isUnderWay: false }];
  const at = new Date(Date.now() + 60_000).toISOString();
  expect((await ask('POST', '/p/move', { at })).status).toBe(200);
  expect((await ask('DELETE', '/p')).status).toBe(200);
  expect(events()).toEqual([
    { kind: 'callbackMoved', callbackId: 'p', by: 'admin', dueMs: Date.parse(at) },
    { kind: 'callbackCancelled', callbackId: 'p', by: 'admin' },
  ]);
});

test('one that is over, or whose customer is being called, stays as it is', async () => {
  store.promises = [over];
  expect((await ask('DELETE', '/p')).body.code).toBe('CALLBACK_OVER');
  store.promises = [promise];
  house.promises = [{ ...promise, isUnderWay: true }];
  expect((await ask('DELETE', '/p')).body.code).toBe('CALLBACK_UNDER_WAY');
  expect((await ask('POST', '/p/move', { at: '1000' })).body.code).toBe('CALLBACK_UNDER_WAY');
  expect(events()).toEqual([]);
});
