import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { addToken, type Holder, revokeToken, TokenBook } from '../../src/access/index.ts';
import { guardRoutes } from '../../src/http/guard.ts';
import { createHttp, type Http } from '../../src/http/index.ts';
import { eventually } from '../kit/eventually.ts';
import { anna, idleJobs, message, SmallHouse, SmallStore, storyOf, waitingCall } from './doubles.ts';
import { smallHttp } from './small-http.ts';

const boris = { ...anna, id: 'boris' };
const inSupport = { ...waitingCall, callId: 'c2', queue: 'support' };

let house: SmallHouse;
let store: SmallStore;
let http: Http;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-rights-'));
  house = new SmallHouse();
  house.operators = [anna, boris];
  house.calls = [waitingCall, inSupport];
  store = new SmallStore();
  http = await smallHttp({ house, store, tokens: [], tokenFolder: folder });
});
afterEach(async () => {
  await http.close();
  rmSync(folder, { recursive: true });
});

/** Asks with a token of this kind: the status, and the answer. */
async function asker(holder: Partial<Holder>) {
  const whose = { name: 'olga', role: 'supervisor', operator: null, queues: null, ...holder } as const;
  const token = await addToken(folder, { ...whose, name: 'olga' }, 1);
  const headers = { authorization: `Bearer ${token}` };
  return async (method: 'GET' | 'POST', path: string, payload?: object) => {
    const answer = await http.inject({ method, url: `/api/v1${path}`, headers, ...(payload && { payload }) });
    return [answer.statusCode, answer.json()] as const;
  };
}

const refused = (why: string) => [
  403,
  expect.objectContaining({ details: expect.objectContaining({ why }) }),
];

describe('a supervisor of some queues', () => {
  const ofSales = () => asker({ queues: ['sales'] });

  test('sees these on the board, with their callers and operators', async () => {
    const ask = await ofSales();
    const [, board] = await ask('GET', '/board');
    expect(board).toMatchObject({
      queues: [{ id: 'sales' }],
      operators: [{ id: 'anna' }],
      calls: [{ callId: 'c1' }],
    });
    expect(board.operators).toHaveLength(1);
    expect(board.calls).toHaveLength(1);
  });

  test('hears what was recorded in calls of these, and lists the recordings of one call', async () => {
    const ask = await ofSales();
    store.keptRecordings = [{ ...message, recordingId: 'c0-1', callId: 'c0' }];
    store.call = async (callId) => storyOf(callId, 'anna', callId === 'c0' ? 'sales' : 'support');
    expect((await ask('GET', '/recordings'))[0]).toBe(403);
    expect((await ask('GET', '/recordings?callId=c0'))[0]).toBe(200);
    expect((await ask('GET', '/recordings?callId=c9'))[0]).toBe(403);
    expect((await ask('POST', '/recordings/c0-1/link'))[0]).toBe(200);
    expect((await ask('POST', '/recordings/c0-1/done'))[0]).toBe(200);
    store.keptRecordings = [{ ...message, recordingId: 'c0-1', callId: 'c9' }];
    for (const what of ['link', 'done']) expect((await ask('POST', `/recordings/c0-1/${what}`))[0]).toBe(403);
    expect((await ask('GET', '/recordings/c0-1/sound'))[0]).toBe(403);
    store.keptRecordings = [];
    expect((await ask('GET', '/recordings/c0-1/sound'))[0]).toBe(404);
  });

  test('changes what belongs to them, under their own name', async () => {
    const ask = await ofSales();
    expect((await ask('POST', '/calls/c1/priority', { class: 1 }))[0]).toBe(200);
    expect(house.events).toEqual([expect.objectContaining({ kind: 'priorityAsked', by: 'supervisor olga' })]);
    const foreign = "this needs the role admin or supervisor of the call's queue, or to be its operator";
    const token = '; the token is of supervisor olga';
    expect(await ask('POST', '/calls/c2/priority', { class: 1 })).toEqual(refused(foreign + token));
    expect(await ask('POST', '/calls/c2/hangup')).toEqual(refused(foreign + token));
    expect((await ask('POST', '/operators/anna/state', { state: 'paused' }))[0]).toBe(200);
    expect((await ask('POST', '/operators/boris/state', { state: 'paused' }))[0]).toBe(403);
    expect(house.events).toHaveLength(2);
  });

  test('has a say in talks of the operators of these queues', async () => {
    const ask = await ofSales();
    house.calls = [
      { ...waitingCall, phase: 'talking', queue: null, operator: 'anna' },
      { ...inSupport, phase: 'talking', queue: null, operator: 'boris' },
      { ...inSupport, callId: 'c3', phase: 'inFlow', queue: null },
    ];
    const [, { calls }] = await ask('GET', '/board');
    expect(calls.map(({ callId }: { callId: string }) => callId)).toEqual(['c1']);
    expect((await ask('POST', '/calls/c1/hangup'))[0]).toBe(202);
    expect((await ask('POST', '/calls/c2/hangup'))[0]).toBe(403);
    expect((await ask('POST', '/calls/c3/hangup'))[0]).toBe(403);
  });

  test('moves no caller into a queue of others', async () => {
    const ask = await ofSales();
    const board = house.board();
    house.board = () => ({ ...board, queues: [...board.queues, { ...board.queues[0]!, id: 'support' }] });
    expect(await ask('POST', '/calls/c1/move', { queue: 'support' })).toEqual(
      refused('this needs the role supervisor of queue support; the token is of supervisor olga'),
    );
    expect(house.events).toEqual([]);
  });

  test('lists the calls of these alone', async () => {
    const ask = await ofSales();
    expect((await ask('GET', '/calls'))[0]).toBe(200);
    expect(store.asked).toEqual([{ limit: 100, queue: 'sales' }]);
    expect((await ask('GET', '/calls?queue=support'))[0]).toBe(403);
    store.call = async (callId) => storyOf(callId, 'anna');
    expect((await ask('GET', '/calls/c7'))[0]).toBe(200);
    store.call = async (callId) => ({ ...storyOf(callId, 'anna'), timeline: [] });
    expect((await ask('GET', '/calls/c7'))[0]).toBe(403);
  });

  test('names the queue when there are several', async () => {
    const ask = await asker({ queues: ['sales', 'support'] });
    expect(await ask('GET', '/calls')).toEqual(
      refused(
        'this needs the role admin or supervisor of all queues, or "queue" to be named; the token is of supervisor olga',
      ),
    );
    expect((await ask('GET', '/calls?queue=support'))[0]).toBe(200);
  });

  test('has no say in what concerns all queues', async () => {
    const ask = await ofSales();
    expect((await ask('POST', '/schedules/office/emergency', { on: true }))[0]).toBe(403);
    expect((await ask('GET', '/events'))[0]).toBe(403);
    expect(house.office.emergency).toBeNull();
  });
});

describe('an operator', () => {
  const asAnna = () => asker({ role: 'operator', operator: 'anna' });

  test('sees themselves, and the calls in which they talked', async () => {
    const ask = await asAnna();
    expect(await ask('GET', '/operators')).toEqual([200, { operators: [anna] }]);
    expect((await ask('GET', '/calls'))[0]).toBe(200);
    expect(store.asked).toEqual([{ limit: 100, operator: 'anna' }]);
    expect((await ask('GET', '/calls?operator=boris'))[0]).toBe(403);
  });

  test('sees the call that rings at them, and no longer when it was withdrawn', async () => {
    const ask = await asAnna();
    const why = { rule: 'caller first in line', idleMs: 1, candidatesCount: 1, group: 1 } as const;
    const offer = { atMs: 1, callId: 'c7', offerId: 'o1', operator: 'anna' };
    const story = storyOf('c7', 'boris');
    const offered = { ...offer, kind: 'offered', why } as const;
    store.call = async () => ({ ...story, timeline: [...story.timeline, offered] });
    expect((await ask('GET', '/calls/c7'))[0]).toBe(200);
    const ended = { ...offer, kind: 'offerEnded', outcome: 'withdrawn' } as const;
    store.call = async () => ({ ...story, timeline: [...story.timeline, offered, ended] });
    expect((await ask('GET', '/calls/c7'))[0]).toBe(403);
  });

  test('ends their own call alone, and has their own state alone', async () => {
    const ask = await asAnna();
    house.calls = [
      { ...waitingCall, operator: 'anna', phase: 'talking' },
      { ...inSupport, operator: 'boris', phase: 'talking' },
    ];
    expect((await ask('POST', '/calls/c1/hangup'))[0]).toBe(202);
    expect((await ask('POST', '/calls/c2/hangup'))[0]).toBe(403);
    house.calls = [{ ...waitingCall, operator: 'anna', phase: 'offered' }];
    expect((await ask('POST', '/calls/c1/hangup'))[0]).toBe(403);
    expect(await ask('POST', '/operators/boris/state', { state: 'paused' })).toEqual(
      refused(
        'this needs the role admin or supervisor of boris, or to be boris; the token is of operator olga',
      ),
    );
  });
});

test('a token that is revoked opens nothing from the next request on', async () => {
  const ask = await asker({});
  expect((await ask('GET', '/board'))[0]).toBe(200);
  await revokeToken(folder, 'olga');
  expect((await ask('GET', '/board'))[0]).toBe(401);
});

test('a route that does not say which roles may use it cannot be declared', () => {
  const app = Fastify();
  guardRoutes(app, new TokenBook({ firstAdmin: [] }));
  expect(() => app.get('/forgotten', async () => 1)).toThrow(
    'GET /forgotten does not say which roles may use it',
  );
});

/** A server that takes two requests a second; the codes of so many in a row. */
async function inHaste(act: (codesOf: (guesses: number) => Promise<readonly number[]>) => Promise<void>) {
  const parts = { house, store, jobs: idleJobs, log: pino({ level: 'silent' }), onBroken: () => {} };
  const place = { host: '127.0.0.1', port: 0, version: '1', tokens: [], requestsPerSecondMax: 2 };
  const limited = await createHttp({ ...parts, ...place });
  try {
    await act(async (guesses) => {
      const codes: number[] = [];
      for (let guess = 0; guess < guesses; guess++) {
        const headers = { authorization: `Bearer ${guess}` };
        codes.push((await limited.inject({ url: '/api/v1/board', headers })).statusCode);
      }
      return codes;
    });
  } finally {
    await limited.close();
  }
}

test('guessing tokens is limited as everything is', () =>
  inHaste(async (codesOf) => expect(await codesOf(4)).toEqual([401, 401, 429, 429])));

test('haste is forgotten within the second, also when the clock of the wall is set back by an hour', () =>
  inHaste(async (codesOf) => {
    expect(await codesOf(3)).toEqual([401, 401, 429]);
    vi.setSystemTime(Date.now() - 3_600_000);
    try {
      const isHeard = async (): Promise<true | undefined> =>
        (await codesOf(1))[0] === 401 ? true : undefined;
      await eventually('requests are heard again', isHeard);
    } finally {
      vi.useRealTimers();
    }
  }));
