import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Broken, Failure, SimulatedClock } from '../../src/base/index.ts';
import { LiveShadow } from '../../src/boot/live-shadow.ts';
import { SHADOW_LIMITS } from '../../src/boot/shadow-course.ts';
import type { ShadowState } from '../../src/http/index.ts';
import type { CallRecord, CallStory, Entry } from '../../src/journal/index.ts';
import { loadSmall } from '../bundle/small-bundle.ts';
import { endedRecord } from '../http/doubles.ts';
import { eventually } from '../kit/eventually.ts';

const flowBy = (way: string): string =>
  `flow: main\nstart: hello\nsteps:\n  hello: { play: hello, next: ${way} }\n  ${way}: { play: bye, next: end }\n  end: { hangup: normal }\n`;
const bundles = {
  1: loadSmall({ 'main.flow.yaml': flowBy('way') }),
  2: loadSmall({ 'main.flow.yaml': flowBy('detour') }),
};
const [inUse, other] = [bundles[1].hashes.flowHash, bundles[2].hashes.flowHash];

let clock: SimulatedClock;
let shadow: LiveShadow;
let logged: string[];
/** Flows that new callers meet. */
let met: string[];
/** What the store answers for a call. */
let stories: Map<string, CallStory | Error>;
/** Calls that the store was asked for, in order; while `gate` is shut, no answer comes. */
let asked: string[];
let gate: Promise<void>;

const of = (callId: string, changes: Partial<CallRecord> = {}): CallRecord => ({
  ...endedRecord,
  ...{ callId, flowHash: inUse, ...changes },
});

/** A call that went this way, and is over. */
function happened(callId: string, way: string, changes: Partial<CallRecord> = {}): Entry {
  const at = { atMs: 1, callId } as const;
  const entered = ['hello', way, 'end'].flatMap((step): Entry[] => [
    { ...at, kind: 'stepEntered', flow: 'main', step, visit: 1 },
    { ...at, kind: 'said', language: 'en', what: [step] },
    { ...at, kind: 'stepLeft', step, outcome: 'done' },
  ]);
  const end: Entry = { ...at, kind: 'callEnded', outcome: 'self_served', where: null, by: 'system' };
  const arrived: Entry = { ...at, kind: 'callArrived', dialled: '100', caller: '+7901', flow: 'main' };
  stories.set(callId, { record: of(callId, changes), timeline: [arrived, ...entered, end] });
  return end;
}

function create(limits = SHADOW_LIMITS): LiveShadow {
  return new LiveShadow({
    archive: {
      folderOf(version) {
        if (version > 3) throw new Failure('BUNDLE_VERSION_UNKNOWN', { version });
        return String(version);
      },
    },
    reader: {
      load: async (folder) =>
        folder === '3'
          ? loadSmall({ 'numbers.yaml': 'default: nowhere\n' })
          : bundles[Number(folder) as 1 | 2],
    },
    sent: async ({ files }) => loadSmall(files),
    inUse: () => met,
    store: {
      async call(callId) {
        asked.push(callId);
        await gate;
        const story = stories.get(callId);
        if (story instanceof Error) throw story;
        return story;
      },
      calls: async ({ limit }) => [of('going on', { outcome: null }), of('p1'), of('p2')].slice(0, limit),
    },
    clock,
    log: pino({ level: 'info' }, { write: (line: string) => logged.push(line) }),
    limits,
  });
}

beforeEach(() => {
  clock = new SimulatedClock();
  logged = [];
  met = [inUse];
  stories = new Map();
  asked = [];
  gate = Promise.resolve();
  shadow = create();
});
afterEach(() => shadow.close());

const begin = (version: number, past = 0) => shadow.begin({ flows: { version }, past }, 'a test');

/** All calls that wait were made again: the rests between them pass at once. */
const allMade = (): Promise<ShadowState> =>
  eventually('all calls were made again', async () => {
    clock.advance(10_000);
    const state = shadow.state()!;
    const cannot = state.notComparable.reduce((sum, { count }) => sum + count, 0);
    const isDone = state.waiting === 0 && asked.length === state.same + state.differs + cannot;
    return isDone ? state : undefined;
  });

test('calls that end are made again, and those that go another way are told in words', async () => {
  expect(shadow.state()).toBeNull();
  shadow.note(happened('before', 'way'));
  expect(await begin(2)).toMatchObject({
    version: 2,
    flowHash: other,
    by: 'a test',
    ended: null,
    waiting: 0,
  });
  shadow.note(happened('c1', 'way', { endedMs: 400 }));
  shadow.note({ atMs: 1, kind: 'callAnswered', callId: 'c2' });
  shadow.note(happened('c2', 'detour'));
  const say = 'after "hello" the caller came to "way", and comes to "detour" now';
  const last = [{ callId: 'c1', dialled: '100', endedMs: 400, say }];
  expect(await allMade()).toMatchObject({ same: 1, differs: 1, notComparable: [], passedOver: 0, last });
  expect(asked).toEqual(['c1', 'c2']);
});

test('nothing is done in the turn in which a call ends, and one call is made again at a time', async () => {
  await begin(2);
  let open = (): void => {};
  gate = new Promise((resolve) => (open = resolve));
  shadow.note(happened('c1', 'way'));
  shadow.note(happened('c2', 'way'));
  expect(asked).toEqual([]);
  await eventually('the first is asked for', async () => asked.length > 0 || undefined);
  clock.advance(10_000);
  await new Promise(setImmediate);
  expect(asked).toEqual(['c1']);
  open();
  expect(await allMade()).toMatchObject({ differs: 2 });
});

test('it rests nine times as long as a call took, also when calls wait', async () => {
  await begin(2);
  shadow.note(happened('c1', 'way'));
  shadow.note(happened('c2', 'way'));
  await eventually('the first was made again', async () => shadow.state()!.differs === 1 || undefined);
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  expect(asked).toEqual(['c1']);
  expect(await allMade()).toMatchObject({ differs: 2 });
});

test('what comes while too many wait is passed over and counted', async () => {
  shadow = create({ ...SHADOW_LIMITS, waitingMax: 2 });
  await begin(2);
  for (const callId of ['c1', 'c2', 'c3', 'c4']) shadow.note(happened(callId, 'way'));
  expect(shadow.state()).toMatchObject({ waiting: 2, passedOver: 2 });
  expect(await allMade()).toMatchObject({ differs: 2, passedOver: 2 });
  shadow.note(happened('c5', 'way'));
  expect(await allMade()).toMatchObject({ differs: 3, passedOver: 2 });
});

test('a call that is too long, or takes too long, is given up', async () => {
  const long = [{ why: 'the call is too long', count: 1 }];
  for (const limits of [{ entriesMax: 3 }, { budgetMs: -1 }]) {
    shadow = create({ ...SHADOW_LIMITS, ...limits });
    asked = [];
    await begin(2);
    shadow.note(happened('c1', 'way'));
    expect(await allMade()).toMatchObject({ differs: 0, notComparable: long });
  }
});

test('why a call cannot be compared is told, and what fails hurts nobody', async () => {
  await begin(2);
  const end = happened('gone', 'way');
  stories.delete('gone');
  shadow.note(end);
  shadow.note(happened('itself', 'way', { flowHash: other }));
  for (const [callId, error] of [
    ['away', new Failure('STORE_AWAY')],
    ['broken', new Broken('water flows down')],
  ] as const) {
    shadow.note(happened(callId, 'way'));
    stories.set(callId, error);
  }
  shadow.note(happened('good', 'detour'));
  const state = await allMade();
  expect([state.same, state.differs]).toEqual([1, 0]);
  expect(state.notComparable).toEqual([
    { why: 'the journal does not have the call', count: 1 },
    { why: 'the caller met these very flows', count: 1 },
    { why: 'the store did not answer', count: 1 },
    { why: 'an error inside Cordboard: see the log', count: 1 },
  ]);
  expect(logged.join('')).toContain('water flows down');
});

test('only the last fifty differences are told one by one', async () => {
  await begin(2);
  for (let at = 0; at < 60; at += 1) shadow.note(happened(`c${at}`, 'way'));
  const { differs, last } = await allMade();
  expect([differs, last.length, last[0]?.callId, last.at(-1)?.callId]).toEqual([60, 50, 'c59', 'c10']);
});

test('calls that have ended before are made again when they are wanted, after those of now', async () => {
  for (const callId of ['p1', 'p2']) happened(callId, 'detour');
  expect(await begin(2, 3)).toMatchObject({ waiting: 2 });
  shadow.note(happened('c1', 'way'));
  expect(await allMade()).toMatchObject({ same: 2, differs: 1 });
  expect(asked).toEqual(['c1', 'p1', 'p2']);
});

test('files that were sent are compared without being kept or used', async () => {
  const flows = { files: { 'main.flow.yaml': flowBy('detour') }, recordings: [] };
  expect(await shadow.begin({ flows, past: 0 }, 'a test')).toMatchObject({ version: null, flowHash: other });
  shadow.note(happened('c1', 'way'));
  expect(await allMade()).toMatchObject({ differs: 1 });
  const wrong = {
    ...flows,
    files: { 'main.flow.yaml': flowBy('detour').replace('next: end', 'next: ende') },
  };
  const refused = shadow.begin({ flows: wrong, past: 0 }, 'a test');
  await expect(refused).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
  expect(shadow.state()).toMatchObject({ flowHash: other, ended: null });
});

test('flows that are unknown, wrong, or everybody meets already are not compared', async () => {
  await expect(begin(9)).rejects.toMatchObject({ code: 'BUNDLE_VERSION_UNKNOWN' });
  await expect(begin(1)).rejects.toMatchObject({ code: 'BUNDLE_IN_USE' });
  const mistakes = [expect.objectContaining({ file: 'version 3/numbers.yaml', line: 1 })];
  await expect(begin(3)).rejects.toMatchObject({ code: 'BUNDLE_INVALID', details: { mistakes } });
  expect(shadow.state()).toBeNull();
});

test('it ends when somebody ends it, and what was found can still be read', async () => {
  expect(await shadow.end('a test')).toBeNull();
  await begin(2);
  shadow.note(happened('c1', 'way'));
  await allMade();
  clock.advance(5_000);
  const ended = { atMs: clock.now().wallMs, why: 'ended by a test' };
  expect(await shadow.end('a test')).toMatchObject({ differs: 1, ended });
  shadow.note(happened('c2', 'way'));
  clock.advance(5_000);
  expect(await shadow.end('another')).toMatchObject({ differs: 1, ended, waiting: 0 });
  expect(logged.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
    'calls are compared with other flows',
    'calls are no longer compared',
  ]);
});

test('it goes on while the flows are tried, and ends when everybody meets them', async () => {
  await begin(2);
  met = [inUse, other];
  shadow.note(happened('c1', 'way'));
  expect(await allMade()).toMatchObject({ differs: 1, ended: null });
  met = [other];
  shadow.note(happened('c2', 'way'));
  const atMs = clock.now().wallMs;
  clock.advance(5_000);
  expect(shadow.state()).toMatchObject({
    waiting: 0,
    ended: { atMs, why: 'the flows came into use for everybody' },
  });
});

test('another one takes its place: the calls that wait are given up, also in the middle of a rest', async () => {
  await begin(2);
  shadow.note(happened('c1', 'way'));
  shadow.note(happened('c2', 'way'));
  await eventually('the first was made again', async () => shadow.state()!.differs === 1 || undefined);
  const flows = { files: { 'main.flow.yaml': flowBy('elsewhere') }, recordings: [] };
  const next = await shadow.begin({ flows, past: 0 }, 'a test');
  expect(next).toMatchObject({ version: null, differs: 0, waiting: 0 });
  await new Promise(setImmediate);
  expect(asked).toEqual(['c1']);
  expect(logged.join('')).toContain('another comparison began');
});
