import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { RecordingDesk } from '../../src/boot/recording-desk.ts';
import type { Entry, KeptRecording, RecordingQuery } from '../../src/journal/index.ts';

const DAY_MS = 86_400_000;

let clock: SimulatedClock;
let kept: KeptRecording[];
let erased: string[];
let written: Entry[];
/** Moments before which everything was to be erased. */
let expired: number[];
let renewed: string[];
let desk: RecordingDesk;

const isFound = (
  each: KeptRecording,
  { recordingId, caller, queue, toMs, isHeld }: RecordingQuery,
): boolean =>
  !erased.includes(each.recordingId) &&
  (recordingId ?? each.recordingId) === each.recordingId &&
  (caller ?? each.caller) === each.caller &&
  (queue ?? each.queue) === each.queue &&
  each.takenMs < (toMs ?? Number.POSITIVE_INFINITY) &&
  (isHeld ?? each.heldMs !== null) === (each.heldMs !== null);

const recording = (recordingId: string, caller: string): KeptRecording => ({
  ...{ recordingId, caller, callId: recordingId.slice(0, -2), about: { kind: 'voicemail', box: 'help' } },
  ...{ queue: caller === '+7900' ? 'help' : 'sales', operator: null, takenMs: 1, soundMs: 2 },
  ...{ isIncomplete: false, heardMs: null, doneMs: null, heldMs: null },
});

beforeEach(() => {
  clock = new SimulatedClock();
  kept = ['a-1', 'b-1', 'c-1'].map((id, place) => recording(id, `+790${place % 2}`));
  [erased, written, expired, renewed] = [[], [], [], []];
  desk = new RecordingDesk({
    recordings: {
      keep: async () => ({ ok: true, soundMs: 0 }),
      open: async () => ({ bytes: 0, pieces: (async function* () {})() }),
      erase: async (id) => void erased.push(id),
      eraseOlder: async (beforeMs, isHeld) => {
        expired.push(beforeMs);
        return (await isHeld('a-1')) ? [] : ['a-1'];
      },
      renewKey: () => void renewed.push('begun'),
      rewrap: async () => renewed.push('gone on with'),
    },
    store: { recordings: async (query) => kept.filter((each) => isFound(each, query)) },
    queues: () => new Map([['help', { recording: { mode: null, notice: [], keepMs: 7 * DAY_MS } }]]),
    write: (entry) => void written.push(entry),
    keepMs: 30 * DAY_MS,
    clock,
    log: pino({ level: 'silent' }),
  });
});

test('whoever hears a recording, or deals with it, stands in the journal', async () => {
  await desk.hear('a-1', 'eve');
  await desk.done('a-1', 'eve');
  await expect(desk.done('x-1', 'eve')).rejects.toMatchObject({ code: 'RECORDING_UNKNOWN' });
  const atMs = clock.now().wallMs;
  expect(written).toEqual([
    { kind: 'recordingHeard', callId: 'a', recordingId: 'a-1', by: 'eve', atMs },
    { kind: 'recordingDone', callId: 'a', recordingId: 'a-1', by: 'eve', atMs },
  ]);
});

test('all of a caller is erased, and nothing of others', async () => {
  expect(await desk.eraseOf('+7900', 'eve')).toEqual({ erased: 2, held: 0 });
  expect(erased).toEqual(['a-1', 'c-1']);
  expect(written.map((entry) => entry.kind)).toEqual(['recordingErased', 'recordingErased']);
});

test('what is held is not erased, whoever wants it', async () => {
  kept[0] = { ...kept[0]!, heldMs: 5 };
  expect(await desk.eraseOf('+7900', 'eve')).toEqual({ erased: 1, held: 1 });
  await desk.expire();
  expect(erased).toEqual(['c-1']);
  await desk.hold('b-1', { isHeld: true, why: 'the court' }, 'eve');
  expect(written.at(-1)).toMatchObject({
    kind: 'recordingHeld',
    recordingId: 'b-1',
    isHeld: true,
    by: 'eve',
  });
  const wish = { isHeld: false, why: null };
  await expect(desk.hold('x-1', wish, 'eve')).rejects.toMatchObject({ code: 'RECORDING_UNKNOWN' });
});

test('what a queue keeps for a shorter time goes sooner', async () => {
  await desk.expire();
  expect(erased, 'all of the queue are older than seven days').toEqual(['a-1', 'c-1']);
});

test('a new key is begun when it is asked for, and what was left of one is gone on with', async () => {
  desk.renewKey();
  await desk.expire();
  expect(renewed).toEqual(['begun', 'gone on with']);
});

test('what is too old is erased at once and then every hour, until the end', async () => {
  const { wallMs } = clock.now();
  await desk.expire();
  expect(expired).toEqual([wallMs - 30 * DAY_MS]);
  expect(written.at(-1)).toMatchObject({
    kind: 'recordingErased',
    recordingId: 'a-1',
    by: 'its time was over',
  });
  clock.advance(3_600_000);
  await new Promise(setImmediate);
  expect(expired).toHaveLength(2);
  desk.close();
  clock.advance(36_000_000);
  expect(expired).toHaveLength(2);
});
