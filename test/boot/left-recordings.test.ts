import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { LeftRecordings } from '../../src/boot/left-recordings.ts';
import type { CallStory, Entry } from '../../src/journal/index.ts';
import type { Event } from '../../src/switchboard/index.ts';

const ABOUT = { kind: 'voicemail', box: 'help' } as const;
const call = { atMs: 1, callId: 'cordboard-17.4', recordingId: 'cordboard-17.4-1' } as const;
const BEGAN: Entry = { ...call, kind: 'recordingBegan', about: ABOUT };
const TAKEN: Entry = { ...call, kind: 'messageTaken', box: 'help', soundMs: 9 };

let clock: SimulatedClock;
let left: string[];
let timeline: Entry[];
let told: Event[];
let kept: string[];
let isAway: boolean;
let looking: LeftRecordings;

beforeEach(() => {
  clock = new SimulatedClock();
  left = ['cordboard-17.4-1'];
  timeline = [BEGAN];
  [told, kept, isAway] = [[], [], false];
  looking = new LeftRecordings({
    exchange: {
      recordings: async () => {
        if (isAway) throw new Error('away');
        return left;
      },
    },
    recordings: {
      keep: async (id, _evenSilent, tell) => {
        kept.push(id);
        const fate = { ok: true, soundMs: 5_000 };
        await tell?.(fate);
        return fate;
      },
    },
    store: {
      call: async (callId) =>
        callId === 'cordboard-17.4' ? ({ record: {}, timeline } as unknown as CallStory) : undefined,
      flush: async () => {},
    },
    isAwaited: (recordingId) => recordingId.startsWith('live'),
    put: (event) => void told.push(event),
    clock,
    log: pino({ level: 'silent' }),
  });
});

test('what a process that died has left is kept, and told as what it was recorded for', async () => {
  await looking.look();
  const { callId, recordingId } = call;
  expect(told).toEqual([{ kind: 'kept', callId, recordingId, about: ABOUT, ok: true, soundMs: 5_000 }]);
});

test('a part of a call that was stopped before anybody took it is told, too', async () => {
  const about = { kind: 'call' } as const;
  timeline = [
    { ...call, kind: 'recordingBegan', about },
    { ...call, kind: 'recordingStopped' },
  ];
  await looking.look();
  expect(told).toMatchObject([{ kind: 'kept', about, soundMs: 5_000 }]);
});

test('what the journal has as kept is not told again, and what it does not know is kept without a word', async () => {
  timeline = [BEGAN, TAKEN];
  left = ['cordboard-17.4-1', 'unknown-3'];
  await looking.look();
  expect([kept, told]).toEqual([left, []]);
});

test('a look that goes on at the end is the last one', async () => {
  const looked = looking.look();
  looking.close();
  await looked;
  clock.advance(600_000);
  await new Promise(setImmediate);
  expect(kept).toEqual(left);
});

test('what somebody else has taken and told meanwhile is not told again', async () => {
  const looked = looking.look();
  timeline = [BEGAN, TAKEN];
  await looked;
  expect([kept, told]).toEqual([left, []]);
});

test('recordings of calls that go on are the business of the switchboard', async () => {
  left = ['live-1'];
  await looking.look();
  expect(kept).toEqual([]);
});

test('it is looked again every minute, also when the exchange was away, until the end', async () => {
  isAway = true;
  await looking.look();
  isAway = false;
  clock.advance(60_000);
  await new Promise(setImmediate);
  expect(kept).toEqual(left);
  looking.close();
  clock.advance(600_000);
  await new Promise(setImmediate);
  expect(kept).toEqual(left);
});
