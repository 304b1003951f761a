import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addToken, type Holder } from '../../src/access/index.ts';
import { createHttp, type Http } from '../../src/http/index.ts';
import type { CallRecord, Entry } from '../../src/journal/index.ts';
import { endedRecord, idleJobs, message, SmallHouse, SmallStore } from './doubles.ts';
import { given, talkForm } from './small-scores.ts';

let house: SmallHouse;
let store: SmallStore;
let http: Http;
let folder: string;
const tokens = new Map<string, string>();

const HOLDERS: readonly (Holder & { readonly name: string })[] = [
  { name: 'admin', role: 'admin', operator: null, queues: null },
  { name: 'olga', role: 'supervisor', operator: null, queues: null },
  { name: 'sales', role: 'supervisor', operator: null, queues: ['sales'] },
  { name: 'support', role: 'supervisor', operator: null, queues: ['support'] },
  { name: 'anna', role: 'operator', operator: 'anna', queues: null },
];

/** Boris of sales gives the caller to Anna of support. */
const TIMELINE: readonly Entry[] = [
  { atMs: 100, kind: 'queueEntered', callId: 'c1', queue: 'sales', needs: null, waitingBefore: 0 },
  { atMs: 110, kind: 'talkBegan', callId: 'c1', operator: 'boris' },
  { atMs: 200, kind: 'queueEntered', callId: 'c1', queue: 'support', needs: null, waitingBefore: 0 },
  { atMs: 210, kind: 'talkBegan', callId: 'c1', operator: 'anna' },
];
let record: CallRecord;
let timeline: readonly Entry[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-scores-'));
  for (const holder of HOLDERS) tokens.set(holder.name, (await addToken(folder, holder, 1))!);
  house = new SmallHouse();
  store = new SmallStore();
  record = { ...endedRecord, callId: 'c1', outcome: 'answered', operator: 'anna', queue: 'support' };
  timeline = TIMELINE;
  store.call = async (callId) => (callId === 'c1' ? { record, timeline } : undefined);
  store.keptRecordings = [{ ...message, recordingId: 'c1-2', callId: 'c1', soundMs: 60_000 }];
  const place = { host: '127.0.0.1', port: 0, version: '1', tokens: [], tokenFolder: folder };
  const parts = { house, store, jobs: idleJobs, log: pino({ level: 'silent' }) };
  http = await createHttp({ ...parts, ...place, onBroken: () => {} });
});
afterEach(async () => {
  await http.close();
  rmSync(folder, { recursive: true });
});

const ask = (who: string, method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) =>
  http.inject({
    ...{ method, url: `/api/v1${url}`, headers: { authorization: `Bearer ${tokens.get(who)}` } },
    ...(payload !== undefined && { payload }),
  });
const ANSWERS = { greeted: true, tone: 4 };
const score = (who: string, body: object = {}) =>
  ask(who, 'POST', '/calls/c1/scores', { form: 'talk', answers: ANSWERS, ...body });

describe('a score', () => {
  test('is given with a comment and remarks, of the last talk or of the one of somebody, and audited', async () => {
    const remarks = [{ recordingId: 'c1-2', atMs: 60_000, text: 'a long silence' }];
    const answer = await score('olga', { comment: 'well done', remarks });
    expect([answer.statusCode, answer.json()]).toEqual([201, given]);
    await score('olga', { operator: 'boris' });
    const wish = { callId: 'c1', form: 'talk', answers: ANSWERS };
    expect(house.scores.asked).toEqual([
      [{ ...wish, operator: 'anna', queue: 'support', comment: 'well done', remarks }, 'supervisor olga'],
      [{ ...wish, operator: 'boris', queue: 'sales', comment: null, remarks: [] }, 'supervisor olga'],
    ]);
    expect(store.facts[0]).toMatchObject({ what: 'calls.scores', on: 'c1', by: 'supervisor olga' });
  });

  test('is given by a supervisor of the queue of that very talk', async () => {
    expect((await score('sales')).statusCode).toBe(403);
    expect((await score('sales', { operator: 'boris' })).statusCode).toBe(201);
    expect((await score('support')).statusCode).toBe(201);
    expect((await score('anna')).statusCode).toBe(403);
  });

  test("of an operator's own call needs somebody of all queues", async () => {
    record = { ...record, direction: 'outgoing', queue: null, talkMs: 9_000 };
    expect((await score('support')).statusCode).toBe(403);
    expect((await score('olga')).statusCode).toBe(201);
    expect(house.scores.asked).toMatchObject([[{ operator: 'anna', queue: null }, 'supervisor olga']]);
  });

  test('is of the last talk by the record when the timeline is gone', async () => {
    timeline = [];
    expect((await score('olga')).statusCode).toBe(201);
    expect(house.scores.asked).toMatchObject([[{ operator: 'anna', queue: 'support' }, 'supervisor olga']]);
  });

  test.each([
    ['that goes on', { outcome: null }, {}, 'CALL_NOT_SCORABLE'],
    ['without a talk', { operator: null }, {}, 'CALL_NOT_SCORABLE'],
    ['in which they did not talk', {}, { operator: 'clara' }, 'CALL_NOT_SCORABLE'],
    ['with a remark about another recording', {}, remark('c2-2', 5), 'RECORDING_UNKNOWN'],
    ['with a remark behind the end', {}, remark('c1-2', 60_001), 'REQUEST_INVALID'],
    ['with a field that nobody knows', {}, { points: 5 }, 'REQUEST_INVALID'],
  ])('of a call %s is refused', async (_, change: Partial<CallRecord>, body, code) => {
    record = { ...record, ...change };
    if (record.operator === null) timeline = [];
    expect((await score('olga', body)).json().code).toBe(code);
    expect(house.scores.asked).toEqual([]);
  });

  function remark(recordingId: string, atMs: number): object {
    return { remarks: [{ recordingId, atMs, text: 'here' }] };
  }
});

test('scores are listed by operator, queue and time, page by page; operators see their own', async () => {
  const answer = await ask('olga', 'GET', '/scores?operator=anna&from=5&to=9&limit=1&after=12');
  expect(answer.json()).toEqual({ scores: [given], next: 7 });
  await ask('sales', 'GET', '/scores');
  await ask('anna', 'GET', '/scores');
  expect(house.scores.asked).toEqual([
    { operator: 'anna', from: 5, to: 9, limit: 1, after: 12 },
    { queue: 'sales', limit: 100 },
    { operator: 'anna', limit: 100 },
  ]);
  expect((await ask('sales', 'GET', '/scores?queue=support')).statusCode).toBe(403);
  expect((await ask('anna', 'GET', '/scores?operator=boris')).statusCode).toBe(403);
});

test('operators see in the story and in the scores of a call what was said of them alone', async () => {
  const { scoreId: _, ...facts } = given;
  const scored = { kind: 'scored', ...facts, callId: 'c1', isFirst: true, replaces: null } as const;
  timeline = [...TIMELINE, scored, { ...scored, operator: 'boris' }];
  const seenBy = async (who: string): Promise<readonly string[]> =>
    (await ask(who, 'GET', '/calls/c1'))
      .json()
      .timeline.flatMap((entry: Entry) => (entry.kind === 'scored' ? [entry.operator] : []));
  expect([await seenBy('olga'), await seenBy('anna')]).toEqual([['anna', 'boris'], ['anna']]);
  await ask('anna', 'GET', '/calls/c1/scores');
  await ask('olga', 'GET', '/calls/c1/scores');
  expect(house.scores.asked).toEqual([
    { callId: 'c1', operator: 'anna', limit: 1_000 },
    { callId: 'c1', limit: 1_000 },
  ]);
});

test('forms are listed, and scores of a number are erased by an admin', async () => {
  expect((await ask('anna', 'GET', '/scorecards')).json()).toEqual({ scorecards: [talkForm] });
  expect((await ask('olga', 'DELETE', '/scores?caller=%2B1')).statusCode).toBe(403);
  expect((await ask('admin', 'DELETE', '/scores?caller=%2B1')).json()).toEqual({ erased: 2 });
  expect(house.scores.asked).toEqual([['+1', 'admin admin']]);
});

test('a note may be about a place in a recording', async () => {
  const note = (atMs: number) =>
    ask('olga', 'POST', '/calls/c1/notes', { text: 'here', mark: { recordingId: 'c1-2', atMs } });
  expect((await note(1_000)).json()).toMatchObject({
    text: 'here',
    mark: { recordingId: 'c1-2', atMs: 1_000 },
  });
  expect((await note(60_001)).json().code).toBe('REQUEST_INVALID');
});
