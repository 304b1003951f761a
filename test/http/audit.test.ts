import { afterEach, beforeEach, expect, test } from 'vitest';
import { Failure } from '../../src/base/index.ts';
import type { Http } from '../../src/http/index.ts';
import { SmallHouse, SmallStore, waitingCall } from './doubles.ts';
import { smallHttp } from './small-http.ts';

let house: SmallHouse;
let store: SmallStore;
let http: Http;

beforeEach(async () => {
  house = new SmallHouse();
  store = new SmallStore();
  http = await smallHttp({ house, store });
});
afterEach(() => http.close());

const headers = { authorization: 'Bearer token' };
const get = (url: string) => http.inject({ url, headers });
const post = (url: string, payload: object) => http.inject({ method: 'POST', url, headers, payload });

test('whatever is changed through the API is in the audit, with who, on what, and what was asked', async () => {
  house.calls = [{ ...waitingCall, queue: 'support' }];
  const before = Date.now();
  await post('/api/v1/calls/c1/move', { queue: 'sales' });
  await post('/api/v1/calls/c1/priority', { class: 1 });
  await post('/api/v1/calls/c1/hangup', {});
  await post('/api/v1/operators/anna/state', { state: 'paused', reason: 'lunch' });
  await post('/api/v1/schedules/office/emergency', { on: true });
  await http.inject({ method: 'POST', url: '/api/v1/bundle/activate', headers });
  await http.inject({ method: 'DELETE', url: '/api/v1/bundle/shadow', headers });
  const { facts, next } = (await get('/api/v1/audit')).json();
  const told = facts.map(({ by, what, on, details }: (typeof store.facts)[number]) => [
    by,
    what,
    on,
    details,
  ]);
  expect(told.toReversed()).toEqual([
    ['admin', 'calls.move', 'c1', { queue: 'sales' }],
    ['admin', 'calls.priority', 'c1', { class: 1 }],
    ['admin', 'calls.hangup', 'c1', {}],
    ['admin', 'operators.state', 'anna', { state: 'paused', reason: 'lunch' }],
    ['admin', 'schedules.emergency', 'office', { on: true }],
    ['admin', 'bundle.activate', null, {}],
    ['admin', 'bundle.shadow.delete', null, {}],
  ]);
  expect(facts[0].atMs).toBeGreaterThanOrEqual(before);
  expect(next).toBeNull();
});

test('what was refused, and what changes nothing, is not in the audit', async () => {
  await post('/api/v1/calls/nobody/hangup', {});
  await post('/api/v1/calls/c1/priority', { class: 99 });
  await http.inject({ method: 'POST', url: '/api/v1/calls/c1/hangup', payload: {} });
  await post('/api/v1/bundle/validate', {});
  await get('/api/v1/board');
  expect(store.facts).toEqual([]);
});

test('the audit is asked by time, by who and what, page by page', async () => {
  await post('/api/v1/calls/c1/hangup', {});
  const answer = await get(
    '/api/v1/audit?from=1970-01-01T00:00:01Z&to=5000&by=olga&what=calls.hangup&limit=1&after=9',
  );
  expect(answer.json().next).toBe(1);
  const asked = { from: 1_000, to: 5_000, by: 'olga', what: 'calls.hangup', limit: 1, after: 9 };
  expect(store.auditAsked).toEqual([asked]);
  expect((await get('/api/v1/audit?limit=0')).statusCode).toBe(400);
  expect((await http.inject({ url: '/api/v1/audit' })).statusCode).toBe(401);
});

test('whoever is about to make a backup is answered when all is on the disk, and warned when it is not', async () => {
  const asked = { file: '/backup', withSecrets: false };
  let isFlushed = false;
  store.flush = async () => {
    isFlushed = true;
  };
  expect((await post('/api/v1/backup', asked)).statusCode).toBe(200);
  expect(isFlushed).toBe(true);
  expect(store.facts[0]).toMatchObject({ what: 'backup', details: asked });
  store.flush = () => Promise.reject(new Failure('STORE_AWAY'));
  expect((await post('/api/v1/backup', asked)).statusCode).toBe(503);
  expect(store.facts).toHaveLength(1);
});
