import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addToken } from '../../src/access/index.ts';
import type { Http } from '../../src/http/index.ts';
import { anna, SmallHouse, SmallStore, waitingCall } from './doubles.ts';
import { smallHttp } from './small-http.ts';

let house: SmallHouse;
let store: SmallStore;
let http: Http;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-supervision-'));
  house = new SmallHouse();
  house.operators = [anna];
  house.calls = [
    { ...waitingCall, phase: 'talking', queue: null, operator: 'anna', answeredFor: 'sales' },
    { ...waitingCall, callId: 'c2' },
  ];
  store = new SmallStore();
  http = await smallHttp({ house, store, tokens: [], tokenFolder: folder });
});
afterEach(async () => {
  await http.close();
  rmSync(folder, { recursive: true });
});

/** Asks as a supervisor of these queues: the status, the code of a failure, and the call. */
async function supervisor(name: string, queues: readonly string[] | null) {
  const token = await addToken(folder, { name, role: 'supervisor', operator: null, queues }, 1);
  const headers = { authorization: `Bearer ${token}` };
  return async (path: string, payload: object = {}) => {
    const answer = await http.inject({ method: 'POST', url: `/api/v1/calls/${path}`, headers, payload });
    return [answer.statusCode, answer.json().code ?? answer.json().supervision] as const;
  };
}

test('a supervisor listens, whispers, barges in and leaves, under the own name', async () => {
  const ask = await supervisor('olga', null);
  const by = 'supervisor olga';
  const at = { by, phone: '1005', isOn: false };
  expect(await ask('c1/listen', { phone: '1005' })).toEqual([200, { ...at, how: 'listen' }]);
  expect(await ask('c1/whisper')).toEqual([200, { ...at, how: 'whisper' }]);
  expect(await ask('c1/barge-in', { phone: '1005' })).toEqual([200, { ...at, how: 'bargeIn' }]);
  expect(await ask('c1/supervision/end')).toEqual([200, undefined]);
  expect(await ask('c1/supervision/end')).toEqual([409, 'NOBODY_SUPERVISES']);
  expect(house.events).toEqual(
    [
      { kind: 'begin', how: 'listen', phoneId: '1005' },
      { kind: 'change', how: 'whisper' },
      { kind: 'change', how: 'bargeIn' },
      { kind: 'end' },
    ].map((asked) => ({ kind: 'supervisionAsked', callId: 'c1', by, ask: asked })),
  );
});

test('who, whom, how and by which phone is in the audit', async () => {
  const ask = await supervisor('olga', ['sales']);
  await ask('c1/listen', { operator: 'anna' });
  expect(store.facts).toEqual([
    expect.objectContaining({
      ...{ by: 'supervisor olga', what: 'calls.listen', on: 'c1' },
      details: { operator: 'anna', with: 'anna', phone: '1001' },
    }),
  ]);
});

test('a phone is named once, is in the files, and free', async () => {
  const ask = await supervisor('olga', null);
  expect(await ask('c1/listen')).toEqual([400, 'REQUEST_INVALID']);
  expect(await ask('c1/listen', { phone: '1005', operator: 'anna' })).toEqual([400, 'REQUEST_INVALID']);
  expect(await ask('c1/listen', { phone: '0049301234' })).toEqual([404, 'PHONE_UNKNOWN']);
  expect(await ask('c1/listen', { operator: 'nobody' })).toEqual([404, 'OPERATOR_UNKNOWN']);
  expect(await ask('c2/listen', { phone: '1005' })).toEqual([409, 'CALL_NOT_TALKING']);
  expect(await ask('c9/listen', { phone: '1005' })).toEqual([404, 'CALL_UNKNOWN']);
  expect(house.events).toEqual([]);
});

test('the talk of another queue, and what another supervisor does, are left alone', async () => {
  const [olga, petr] = [await supervisor('olga', ['sales']), await supervisor('petr', ['support'])];
  expect(await petr('c1/listen', { phone: '1005' })).toEqual([403, 'FORBIDDEN']);
  // The operator is of both queues, and the caller of one.
  house.calls = [{ ...house.calls[0]!, answeredFor: 'support' }];
  expect(await olga('c1/listen', { phone: '1005' })).toEqual([403, 'FORBIDDEN']);
  const vera = await supervisor('vera', null);
  expect((await vera('c1/listen', { phone: '1005' }))[0]).toBe(200);
  const ivan = await supervisor('ivan', null);
  expect(await ivan('c1/whisper')).toEqual([409, 'ALREADY_SUPERVISED']);
  expect(await vera('c1/whisper', { phone: '1001' })).toEqual([409, 'ALREADY_SUPERVISED']);
});
