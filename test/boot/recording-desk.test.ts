import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { RecordingDesk } from '../../src/boot/recording-desk.ts';
import type { Entry, KeptRecording } from '../../src/journal/index.ts';

const DAY_MS = 86_400_000;

let clock: SimulatedClock;
let kept: KeptRecording[];
let erased: string[];
let written: Entry[];
/** Moments before which everything was to be erased. */
let expired: number[];
let desk: RecordingDesk;

const recording = (recordingId: string, caller: string): KeptRecording => ({
  ...{ recordingId, caller, callId: recordingId.slice(0, -2), about: { kind: 'voicemail', box: 'help' } },
  ...{ takenMs: 1, soundMs: 2, heardMs: null, doneMs: null },
});

beforeEach(() => {
  clock = new SimulatedClock();
  kept = ['a-1', 'b-1', 'c-1'].map((id, place) => recording(id, `+790${place % 2}`));
  [erased, written, expired] = [[], [], []];
  desk = new RecordingDesk({
    recordings: {
      keep: async () => ({ ok: true, soundMs: 0 }),
      open: async () => ({ bytes: 0, pieces: (async function* () {})() }),
      erase: async (id) => void erased.push(id),
      eraseOlder: async (beforeMs) => {
        expired.push(beforeMs);
        return ['a-1'];
      },
    },
    store: {
      recordings: async ({ caller, recordingId }) =>
        kept.filter((each) =>
          recordingId === undefined ? each.caller === caller : each.recordingId === recordingId,
        ),
    },
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
  expect(await desk.eraseOf('+7900', 'eve')).toBe(2);
  expect(erased).toEqual(['a-1', 'c-1']);
  expect(written.map((entry) => entry.kind)).toEqual(['recordingErased', 'recordingErased']);
});

test('what is too old is erased at once and then every hour, until the end', async () => {
  const { wallMs } = clock.now();
  await desk.expire();
  expect(expired).toEqual([wallMs - 30 * DAY_MS]);
  expect(written).toMatchObject([{ kind: 'recordingErased', recordingId: 'a-1', by: 'its time was over' }]);
  clock.advance(3_600_000);
  expect(expired).toHaveLength(2);
  await new Promise(setImmediate);
  desk.close();
  clock.advance(36_000_000);
  expect(expired).toHaveLength(2);
});
