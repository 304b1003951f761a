import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Http } from '../../src/http/index.ts';
import type { BoardOperator } from '../../src/switchboard/index.ts';
import { SmallHouse, waitingCall } from './doubles.ts';
import { smallHttp } from './small-http.ts';

let house: SmallHouse;
let http: Http;

beforeEach(async () => {
  house = new SmallHouse();
  http = await smallHttp({ house });
});
afterEach(() => http.close());

const signedIn = { authorization: 'Bearer token' };
const post = (url: string, payload: object) =>
  http.inject({ method: 'POST', url, headers: signedIn, payload });

test('callers who wait are moved to another queue on request', async () => {
  const answer = await post('/api/v1/calls/c1/move', { queue: 'nowhere' });
  expect([answer.statusCode, answer.json().code]).toEqual([404, 'QUEUE_UNKNOWN']);
  expect((await post('/api/v1/calls/c1/move', { queue: 'sales' })).json()).toEqual(waitingCall);
  expect(house.events).toEqual([]);
  house.calls = [{ ...waitingCall, queue: 'support' }];
  expect((await post('/api/v1/calls/c1/move', { queue: 'sales' })).statusCode).toBe(200);
  const moved = { kind: 'moveAsked', callId: 'c1', queue: 'sales', by: 'admin' };
  expect(house.events).toEqual([moved]);
});

test('callers who wait get another class or head start on request', async () => {
  expect((await post('/api/v1/calls/c1/priority', {})).statusCode).toBe(400);
  expect((await post('/api/v1/calls/c1/priority', { class: 10 })).statusCode).toBe(400);
  expect((await post('/api/v1/calls/c1/priority', { class: 1 })).statusCode).toBe(200);
  const asked = { kind: 'priorityAsked', callId: 'c1', class: 1, boostMs: null, by: 'admin' };
  expect(house.events).toEqual([asked]);
  house.calls = [{ ...waitingCall, phase: 'talking' }];
  expect((await post('/api/v1/calls/c1/priority', { class: 1 })).json().code).toBe('CALL_NOT_WAITING');
});

test('calls are ended on request', async () => {
  const answer = await post('/api/v1/calls/c1/hangup', {});
  expect([answer.statusCode, answer.json()]).toEqual([202, waitingCall]);
  expect(house.events).toEqual([{ kind: 'hangUpAsked', callId: 'c1', by: 'admin' }]);
  expect((await post('/api/v1/calls/c99/hangup', {})).json().code).toBe('CALL_UNKNOWN');
});

test('the files of the bundle are taken into use on request, unless they have mistakes', async () => {
  const activate = () => post('/api/v1/bundle/activate', {});
  expect((await activate()).json()).toEqual(house.bundle.state());
  expect(house.bundle.askedBy).toEqual(['admin']);
  const mistake = { file: 'a.flow.yaml', line: 3, column: 5, code: 'X', say: 'it is wrong', hint: 'mend it' };
  house.bundle.mistakes = [mistake];
  const answer = await activate();
  expect([answer.statusCode, answer.json().code]).toEqual([422, 'BUNDLE_INVALID']);
  expect(answer.json().details).toEqual({ mistakes: [mistake] });
  expect((await post('/api/v1/bundle/validate', {})).json()).toEqual({ mistakes: [mistake] });
  const headers = { authorization: 'Bearer token' };
  const state = await http.inject({ method: 'GET', url: '/api/v1/bundle', headers });
  expect(state.json()).toEqual(house.bundle.state());
});

test('somebody goes back to a version of the bundle that was in use', async () => {
  const headers = { authorization: 'Bearer token' };
  const history = await http.inject({ method: 'GET', url: '/api/v1/bundle/history', headers });
  expect(history.json()).toEqual({ versions: house.bundle.history() });
  expect((await post('/api/v1/bundle/rollback', { version: 1 })).json()).toEqual(house.bundle.state());
  const unknown = await post('/api/v1/bundle/rollback', { version: 7 });
  expect([unknown.statusCode, unknown.json().code]).toEqual([404, 'BUNDLE_VERSION_UNKNOWN']);
});

test('flows are tried by a share of the callers, until somebody goes back', async () => {
  const activate = (body: object) => post('/api/v1/bundle/activate', body);
  for (const share of [0, 101, 2.5, '5%'])
    expect((await activate({ share })).json().code).toBe('REQUEST_INVALID');
  const state = (await activate({ share: 5 })).json();
  expect(state.trial).toEqual({ percent: 5, sinceMs: 10, before: { version: 1, flowHash: 'f0' } });
  expect(state.outcomes.map(({ side }: { side: string }) => side)).toEqual(['before', 'new']);
  const metrics = await http.inject({ url: '/metrics', headers: signedIn });
  expect(metrics.body).toContain('cordboard_flow_trial_percent 5');
  expect(metrics.body).toContain('cordboard_flow_calls{version="f1",side="new"} 0');
  const ask = { method: 'POST', url: '/api/v1/bundle/rollback', headers: signedIn } as const;
  expect((await http.inject(ask)).json().trial).toBeNull();
  const again = await http.inject(ask);
  expect([again.statusCode, again.json().code]).toEqual([409, 'BUNDLE_NO_TRIAL']);
});

test('emergencies are switched on and off on request, and shown', async () => {
  const shown = async () => (await http.inject({ url: '/api/v1/schedules', headers: signedIn })).json();
  const url = '/api/v1/schedules/office/emergency';
  const on = await post(url, { on: true, until: '2026-11-27T08:00:00+03:00' });
  const emergency = { sinceMs: 2_000, untilMs: Date.parse('2026-11-27T05:00Z'), by: 'admin' };
  expect([on.statusCode, on.json()]).toEqual([200, { ...house.office, state: 'emergency', emergency }]);
  expect(await shown()).toEqual({ schedules: [on.json()] });
  expect((await post(url, { on: false })).json()).toMatchObject({ state: 'open', emergency: null });
  expect(await shown()).toMatchObject({ schedules: [{ emergency: null }] });
});

test('an emergency that makes no sense is refused', async () => {
  const url = '/api/v1/schedules/office/emergency';
  const wrong = [
    {},
    { on: 'yes' },
    { on: true, until: 'soon' },
    { on: true, until: '1999' },
    { on: true, x: 1 },
  ];
  for (const body of [...wrong, { on: false, until: '2026-11-27T08:00:00Z' }])
    expect((await post(url, body)).statusCode).toBe(400);
  expect((await post('/api/v1/schedules/shop/emergency', { on: true })).json().code).toBe('SCHEDULE_UNKNOWN');
  const stranger = await http.inject({ method: 'POST', url, payload: { on: true } });
  expect(stranger.statusCode).toBe(401);
  expect(house.office.emergency).toBeNull();
});

test('what is done with a caller in a talk is asked for, where it is possible', async () => {
  const talk = (what: string, body: object = {}) => post(`/api/v1/calls/c1/${what}`, body);
  const codeOf = async (what: string, body: object = {}) => (await talk(what, body)).json().code;
  expect(await codeOf('hold')).toBe('CALL_NOT_TALKING');
  house.calls = [{ ...waitingCall, phase: 'talking', operator: 'vera' }];
  expect((await talk('hold')).statusCode).toBe(200);
  expect(await codeOf('transfer', { queue: 'nowhere' })).toBe('QUEUE_UNKNOWN');
  expect(await codeOf('transfer', {})).toBe('REQUEST_INVALID');
  expect(await codeOf('transfer', { queue: 'sales', flow: true })).toBe('REQUEST_INVALID');
  expect(await codeOf('transfer', { operator: 'nobody' })).toBe('OPERATOR_UNKNOWN');
  expect(await codeOf('consult', { operator: 'anna' })).toBe('OPERATOR_NOT_FREE');
  expect(await codeOf('consult/hand-over')).toBe('NOBODY_CONSULTED');
  await talk('transfer', { queue: 'sales' });
  await talk('transfer', { flow: true });
  house.calls = [{ ...waitingCall, phase: 'talking', operator: 'vera', consulted: 'anna' }];
  expect(await codeOf('consult', { operator: 'anna' })).toBe('ALREADY_CONSULTED');
  await talk('consult/conference');
  const wanted = [
    { kind: 'hold' },
    { kind: 'toQueue', queue: 'sales' },
    { kind: 'toFlow' },
    { kind: 'conference' },
  ];
  expect(house.events).toEqual(wanted.map((ask) => ({ kind: 'talkAsked', callId: 'c1', by: 'admin', ask })));
});

test('somebody named takes a caller who waits, unless the phone cannot be rung', async () => {
  const take = async (operator: string) => (await post('/api/v1/calls/c1/take', { operator })).json().code;
  expect(await take('nobody')).toBe('OPERATOR_UNKNOWN');
  const [anna] = house.operators as [BoardOperator];
  house.operators = [{ ...anna, unit: 'busy' }];
  expect(await take('anna')).toBe('OPERATOR_NOT_FREE');
  house.operators = [{ ...anna, isPhoneInUse: true }];
  expect(await take('anna')).toBe('OPERATOR_NOT_FREE');
  house.operators = [anna];
  expect(await take('anna')).toBeUndefined();
  house.calls = [{ ...waitingCall, phase: 'talking' }];
  expect(await take('anna')).toBe('CALL_NOT_WAITING');
  expect(house.events).toEqual([{ kind: 'takeAsked', callId: 'c1', operator: 'anna', by: 'admin' }]);
});
