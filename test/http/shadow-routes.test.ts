import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Http } from '../../src/http/index.ts';
import { SmallHouse } from './doubles.ts';
import { smallHttp } from './small-http.ts';

let house: SmallHouse;
let http: Http;

beforeEach(async () => {
  house = new SmallHouse();
  http = await smallHttp({ house });
});
afterEach(() => http.close());

const url = '/api/v1/bundle/shadow';
const ask = (method: 'GET' | 'POST' | 'DELETE', payload?: object) =>
  http.inject({ method, url, headers: { authorization: 'Bearer token' }, ...(payload && { payload }) });

test('calls are compared with another version, seen, and no longer compared on request', async () => {
  expect((await ask('GET')).json()).toEqual({ shadow: null });
  expect((await ask('DELETE')).json()).toEqual({ shadow: null });
  const begun = await ask('POST', { version: 2, past: 200 });
  expect([begun.statusCode, begun.json()]).toEqual([200, { shadow: house.shadow.told }]);
  expect(begun.json().shadow).toMatchObject({ version: 2, by: 'admin', waiting: 200, ended: null });
  expect((await ask('GET')).json()).toEqual(begun.json());
  expect((await ask('DELETE')).json().shadow.ended.why).toBe('ended by admin');
  await ask('POST', { version: 2 });
  expect(house.shadow.asked.map(({ past }) => past)).toEqual([200, 0]);
});

test('files are sent to be compared; a name that is a path is refused', async () => {
  const files = { 'main.flow.yaml': 'flow: main' };
  expect((await ask('POST', { files })).json().shadow).toMatchObject({ version: null });
  await ask('POST', { files, recordings: ['en/hello.wav'], past: 7 });
  expect(house.shadow.asked).toEqual([
    { flows: { files, recordings: [] }, past: 0 },
    { flows: { files, recordings: ['en/hello.wav'] }, past: 7 },
  ]);
  for (const name of ['../main.flow.yaml', 'a/main.flow.yaml', 'main.flow', '__proto__'])
    expect((await ask('POST', { files: { [name]: '' } })).json().code).toBe('REQUEST_INVALID');
});

test.each([
  [{}, 'REQUEST_INVALID'],
  [{ version: 2, past: 1_001 }, 'REQUEST_INVALID'],
  [{ version: 2, files: {} }, 'REQUEST_INVALID'],
  [{ folder: '/etc' }, 'REQUEST_INVALID'],
  [{ version: 7 }, 'BUNDLE_VERSION_UNKNOWN'],
  [{ version: 1 }, 'BUNDLE_IN_USE'],
])('%j is refused: %s', async (body, code) => {
  expect((await ask('POST', body)).json().code).toBe(code);
  expect(house.shadow.told).toBeNull();
});

test('the metrics count the calls by what was found', async () => {
  const metrics = async () =>
    (await http.inject({ url: '/metrics', headers: { authorization: 'Bearer token' } })).body;
  expect(await metrics()).not.toContain('shadow_calls_total{');
  await ask('POST', { version: 2 });
  const notComparable = [
    { why: 'secret keys are not kept', count: 2 },
    { why: 'the call is too long', count: 3 },
  ];
  house.shadow.told = { ...house.shadow.told!, same: 9, differs: 4, notComparable, passedOver: 1 };
  const lines = (await metrics()).split('\n').filter((line) => line.includes('shadow_calls_total{'));
  expect(lines).toEqual([
    'cordboard_shadow_calls_total{result="same"} 9',
    'cordboard_shadow_calls_total{result="differs"} 4',
    'cordboard_shadow_calls_total{result="not_comparable"} 5',
    'cordboard_shadow_calls_total{result="passed_over"} 1',
  ]);
});
