import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { addToken } from '../../src/access/index.ts';
import { Failure } from '../../src/base/index.ts';
import type { Http } from '../../src/http/index.ts';
import type { CallStory, Entry } from '../../src/journal/index.ts';
import { anna, endedRecord, SmallHouse, SmallStore, storyOf, waitingCall } from './doubles.ts';
import { smallHttp } from './small-http.ts';
import { Watcher } from './watcher.ts';

const why = { rule: 'caller first in line', idleMs: 1, candidatesCount: 1, group: 1 } as const;
const offered: Entry = { atMs: 2_000, kind: 'offered', callId: 'c1', offerId: 'o1', operator: 'anna', why };
const talkBegan: Entry = { atMs: 2_100, kind: 'talkBegan', callId: 'c1', operator: 'anna' };
const known = { class: 3, boostMs: null, language: 'ru', isBlocked: false, attributes: { vip: true } };
const noted = {
  kind: 'noted',
  callId: 'c0',
  by: 'operator zoe',
  text: 'wants an invoice',
  reason: null,
} as const;

/** What the caller did before the phone rang. */
const story: CallStory = {
  record: {
    ...endedRecord,
    callId: 'c1',
    queue: 'support',
    waitMs: 300,
    labels: ['new'],
    reason: 'billing',
    language: 'ru',
  },
  timeline: [
    { atMs: 500, kind: 'stepEntered', callId: 'c1', flow: 'main', step: 'menu', visit: 1 },
    { atMs: 600, kind: 'digitPressed', callId: 'c1', digit: '2' },
    { atMs: 700, kind: 'stepEntered', callId: 'c1', flow: 'main', step: 'pin', visit: 1 },
    { atMs: 800, kind: 'digitPressed', callId: 'c1', digit: '•' },
    { atMs: 900, kind: 'digitPressed', callId: 'c1', digit: '•' },
    { atMs: 1_500, kind: 'queueEntered', callId: 'c1', queue: 'sales', needs: null, waitingBefore: 0 },
  ],
};

let house: SmallHouse;
let store: SmallStore;
let http: Http;
let folder: string;
let at: string;
let watchers: Watcher[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-pop-'));
  house = new SmallHouse();
  house.known.set('+7900', known);
  store = new SmallStore();
  const earlier = { ...storyOf('c0', 'zoe'), timeline: [{ atMs: 450, ...noted }] };
  store.call = async (callId) => (callId === 'c1' ? story : earlier);
  store.calls = async () => [story.record, { ...endedRecord, operator: 'zoe' }];
  watchers = [];
  http = await smallHttp({ house, store, tokenFolder: folder });
  at = `http://127.0.0.1:${(await http.listen()).port}/api/v1`;
});
afterEach(async () => {
  for (const watcher of watchers) watcher.close();
  await http.close();
  rmSync(folder, { recursive: true });
});

const asOperator = (operator: string) =>
  addToken(folder, { name: operator, role: 'operator', operator, queues: null }, 1) as Promise<string>;

async function watch(operatorId = 'anna'): Promise<Watcher> {
  const watcher = await Watcher.open(`${at}/operators/${operatorId}/events`, await asOperator(operatorId));
  watchers.push(watcher);
  await vi.waitFor(() => expect(watcher.events()).toEqual(['now']));
  return watcher;
}

describe('the stream of an operator', () => {
  test('tells who rings and why, with all that is known of the caller', async () => {
    const watcher = await watch();
    expect(watcher.messages[0]?.data).toEqual({ operator: anna, call: null });
    house.happens(offered);
    await vi.waitFor(() => expect(watcher.messages).toHaveLength(2));
    expect(watcher.messages[1]).toMatchObject({ event: 'ringing' });
    expect(watcher.messages[1]?.data).toEqual({
      ...{ callId: 'c1', caller: '+7900', callerName: 'Olga', dialled: '100', queue: 'sales' },
      ...{ waitedMs: 800, language: 'ru', labels: ['new'], reason: 'billing' },
      pressed: [
        { step: 'menu', digits: '2' },
        { step: 'pin', digits: '••' },
      ],
      customer: {
        ...{ number: '+7900', known, lastOperator: 'zoe' },
        calls: [{ ...endedRecord, operator: 'zoe' }],
        notes: [{ atMs: 450, callId: 'c0', by: 'operator zoe', text: 'wants an invoice', reason: null }],
      },
    });
  });

  test('tells the rest of the call in order, and nothing of others', async () => {
    const watcher = await watch();
    house.happens({ ...offered, operator: 'boris' });
    house.happens(offered);
    house.happens(talkBegan);
    const ended = { atMs: 3_000, kind: 'talkEnded', callId: 'c1', operator: 'anna', talkMs: 900 } as const;
    house.happens({ ...ended, by: 'caller' });
    const changed = { operator: 'anna', presence: 'ready', unit: 'wrapUp', reason: null } as const;
    house.happens({ atMs: 3_000, kind: 'operatorChanged', ...changed });
    await vi.waitFor(() => expect(watcher.messages).toHaveLength(5));
    expect(watcher.events()).toEqual(['now', 'ringing', 'answered', 'ended', 'state']);
    expect(watcher.messages[3]?.data).toEqual({ callId: 'c1', talkMs: 900, by: 'caller' });
  });

  test('tells that an offer ended, unless it is because the operator picked up', async () => {
    const watcher = await watch();
    const end = { atMs: 2_500, kind: 'offerEnded', callId: 'c1', offerId: 'o1', operator: 'anna' } as const;
    house.happens({ ...end, outcome: 'answered' });
    house.happens({ ...end, outcome: 'missed' });
    await vi.waitFor(() => expect(watcher.messages).toHaveLength(2));
    expect(watcher.messages[1]).toMatchObject({
      event: 'offerEnded',
      data: { callId: 'c1', outcome: 'missed' },
    });
  });

  test('begins with the call that goes on, for a page that was loaded anew', async () => {
    house.operators = [{ ...anna, unit: 'busy', callId: 'c1' }];
    house.calls = [{ ...waitingCall, phase: 'talking', queue: null, operator: 'anna' }];
    const watcher = await watch();
    const call = { callId: 'c1', queue: 'support' };
    expect(watcher.messages[0]?.data).toMatchObject({ operator: { unit: 'busy' }, call });
  });

  test('tells who rings also while the store is away, or slow', async () => {
    store.call = () => new Promise(() => {});
    store.calls = async () => {
      throw new Failure('STORE_AWAY');
    };
    const watcher = await watch();
    house.happens(offered);
    await vi.waitFor(() => expect(watcher.messages).toHaveLength(2), 5_000);
    expect(watcher.messages[1]?.data).toMatchObject({ caller: '+7900', callerName: 'Olga', customer: null });
  });

  test('says so for an operator who does not exist', async () => {
    const headers = { authorization: 'Bearer token' };
    const answer = await http.inject({ url: '/api/v1/operators/nobody/events', headers });
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'OPERATOR_UNKNOWN']);
  });

  test('ends when the house closes', async () => {
    const watcher = await watch();
    await http.close();
    await vi.waitFor(() => expect(watcher.ended).toBe(true));
  });
});

describe('a customer', () => {
  const ask = async (number: string, token = 'token') => {
    const headers = { authorization: `Bearer ${token}` };
    const url = `/api/v1/customers/${encodeURIComponent(number)}`;
    const answer = await http.inject({ url, headers });
    return [answer.statusCode, answer.json()] as const;
  };

  test('is told with calls, notes, and what the file of callers says', async () => {
    const [status, customer] = await ask('+7900');
    expect(status).toBe(200);
    expect(customer).toMatchObject({ number: '+7900', known, lastOperator: 'zoe' });
    expect(customer.calls).toHaveLength(2);
    expect(customer.notes).toHaveLength(1);
  });

  test('of whom nothing is known has nothing', async () => {
    store.calls = async () => [];
    expect(await ask('+1')).toEqual([
      200,
      { number: '+1', known: null, calls: [], lastOperator: null, notes: [] },
    ]);
  });

  test('is shown to operators who have talked with them, or are rung by them', async () => {
    expect((await ask('+7900', await asOperator('zoe')))[0]).toBe(200);
    const token = await asOperator('anna');
    expect((await ask('+7900', token))[0]).toBe(403);
    house.operators = [{ ...anna, callId: 'c1' }];
    expect((await ask('+7900', token))[0]).toBe(200);
    expect((await ask('+7901', token))[0]).toBe(403);
  });

  test('is shown to a supervisor of some queues with the calls of these', async () => {
    const olga = { name: 'olga', role: 'supervisor', operator: null, queues: ['sales'] } as const;
    store.calls = async () => [endedRecord, { ...endedRecord, callId: 'c2', queue: 'sales' }];
    const [, { calls }] = await ask('+7900', await addToken(folder, olga, 1));
    expect(calls.map(({ callId }: { callId: string }) => callId)).toEqual(['c2']);
  });
});

describe('notes', () => {
  const note = async (payload: object, token = 'token', callId = 'c0') => {
    const headers = { authorization: `Bearer ${token}` };
    const url = `/api/v1/calls/${callId}/notes`;
    const answer = await http.inject({ method: 'POST', url, headers, payload });
    return [answer.statusCode, answer.json()] as const;
  };

  test('of an operator of the call go to the journal under their name', async () => {
    const heard: Entry[] = [];
    house.onEntry((entry) => heard.push(entry));
    const written = { kind: 'noted', atMs: 2_000, callId: 'c0', by: 'operator zoe' };
    const token = await asOperator('zoe');
    const both = { ...written, text: 'calls again', reason: 'delivery' };
    expect(await note({ text: 'calls again', reason: 'delivery' }, token)).toEqual([201, both]);
    expect(await note({ reason: 'billing' }, token)).toEqual([
      201,
      { ...written, text: null, reason: 'billing' },
    ]);
    expect(heard).toHaveLength(2);
  });

  test('of an operator who was not in the call are refused', async () => {
    expect((await note({ text: 'x' }, await asOperator('anna')))[0]).toBe(403);
  });

  test('have a contact reason of the bundle, if it lists any', async () => {
    const [status, { code, details }] = await note({ reason: 'delivry' });
    expect([status, code]).toEqual([422, 'REASON_UNKNOWN']);
    expect(details.why).toBe('reasons.yaml has no reason "delivry"; did you mean "delivery"?');
    house.reasonNames = null;
    expect((await note({ reason: 'delivry' }))[0]).toBe(201);
  });

  test.each([{}, { text: '' }, { text: 'x'.repeat(4_001) }, { text: 'x', mood: 'bad' }])(
    'are not %j',
    async (body) => {
      expect((await note(body))[1].code).toBe('REQUEST_INVALID');
    },
  );

  test('of a call that nobody knows are not taken', async () => {
    store.call = async () => undefined;
    expect((await note({ text: 'x' }))[1].code).toBe('CALL_UNKNOWN');
    expect(waitingCall.callId).not.toBe('c0');
  });
});
