import { expect, test } from 'vitest';
import type { Entry, RecordingQuery, Store } from '../../../src/journal/index.ts';
import { arrived, type StoreWorld } from './world.ts';

const MESSAGE = {
  kind: 'messageTaken',
  callId: 'c1',
  box: 'help',
  recordingId: 'c1-1',
  soundMs: 2_000.4,
} as const;
const SPOKEN = { kind: 'surveyed', callId: 'c2', survey: 'poll', question: 'why' } as const;

const ENTRIES: readonly Entry[] = [
  arrived('c1', 1_000),
  { ...MESSAGE, atMs: 2_000.2 },
  arrived('c2', 3_000, '+7901'),
  { ...SPOKEN, recordingId: 'c2-3', soundMs: 9, atMs: 4_000 },
  { ...SPOKEN, question: 'how', score: 5, atMs: 4_500 },
  // Of a call that nobody knows.
  { ...MESSAGE, callId: 'c3', box: 'sales', recordingId: 'c3-1', atMs: 5_000 },
  {
    ...{ kind: 'callRecorded', callId: 'c2', recordingId: 'c2-4', soundMs: 60_000, atMs: 5_000 },
    isIncomplete: true,
  },
];

/** What is kept of the sounds that callers leave: the files themselves are kept elsewhere. */
export function recordingCases(world: () => StoreWorld): void {
  const opened = async (): Promise<Store> => {
    const store = await world().open();
    for (const entry of ENTRIES) store.write(entry);
    return store;
  };
  const ids = async (store: Store, query: Partial<RecordingQuery>): Promise<readonly string[]> =>
    (await store.recordings({ limit: 100, ...query })).map(({ recordingId }) => recordingId);

  test('are found by id, box, call and caller, newest first', async () => {
    const store = await opened();
    expect(await ids(store, {})).toEqual(['c3-1', 'c2-4', 'c2-3', 'c1-1']);
    expect(await ids(store, { limit: 2 })).toEqual(['c3-1', 'c2-4']);
    expect(await ids(store, { box: 'help' })).toEqual(['c1-1']);
    expect(await ids(store, { callId: 'c2' })).toEqual(['c2-4', 'c2-3']);
    expect(await ids(store, { caller: '+7900' })).toEqual(['c1-1']);
    expect(await ids(store, { recordingId: 'c3-1' })).toEqual(['c3-1']);
    expect(await ids(store, { box: 'help', callId: 'c2' })).toEqual([]);
  });

  test('are told with their caller, what they are about, and who dealt with them', async () => {
    const store = await opened();
    store.write({ kind: 'recordingHeard', callId: 'c1', recordingId: 'c1-1', by: 'x', atMs: 6_000 });
    store.write({ kind: 'recordingDone', callId: 'c1', recordingId: 'c1-1', by: 'x', atMs: 7_000 });
    // Told twice, it is what it was.
    store.write({ ...MESSAGE, box: 'sales', atMs: 8_000 });
    const unheard = { queue: null, operator: null, heardMs: null, doneMs: null, heldMs: null } as const;
    const fresh = { ...unheard, isIncomplete: false };
    expect(await store.recordings({ limit: 9 })).toEqual([
      {
        ...{ recordingId: 'c3-1', callId: 'c3', caller: '', about: { kind: 'voicemail', box: 'sales' } },
        ...{ takenMs: 5_000, soundMs: 2_000, ...fresh },
      },
      {
        ...{ recordingId: 'c2-4', callId: 'c2', caller: '+7901', about: { kind: 'call' } },
        ...{ takenMs: 5_000, soundMs: 60_000, ...fresh, isIncomplete: true },
      },
      {
        ...{ recordingId: 'c2-3', callId: 'c2', caller: '+7901' },
        ...{ about: { kind: 'survey', survey: 'poll', question: 'why' } },
        ...{ takenMs: 4_000, soundMs: 9, ...fresh },
      },
      {
        ...{ recordingId: 'c1-1', callId: 'c1', caller: '+7900', about: { kind: 'voicemail', box: 'help' } },
        ...fresh,
        ...{ takenMs: 2_000, soundMs: 2_000, heardMs: 6_000, doneMs: 7_000 },
      },
    ]);
  });

  test('are found by queue and operator of their call, by time, and by whether they are held', async () => {
    const store = await opened();
    store.write({
      kind: 'queueEntered',
      callId: 'c1',
      queue: 'help',
      needs: null,
      waitingBefore: 0,
      atMs: 1_100,
    });
    store.write({
      kind: 'queueLeft',
      callId: 'c1',
      queue: 'help',
      outcome: 'answered',
      waitMs: 9,
      atMs: 1_200,
    });
    store.write({ kind: 'talkBegan', callId: 'c1', operator: 'anna', atMs: 1_200 });
    expect(await ids(store, { queue: 'help' })).toEqual(['c1-1']);
    expect(await ids(store, { operator: 'anna' })).toEqual(['c1-1']);
    expect(await ids(store, { operator: 'boris' })).toEqual([]);
    expect(await ids(store, { fromMs: 4_000, toMs: 5_000 })).toEqual(['c2-3']);
    const held = { kind: 'recordingHeld', callId: 'c2', recordingId: 'c2-3', why: null, by: 'x' } as const;
    store.write({ ...held, isHeld: true, atMs: 6_000 });
    expect(await store.recordings({ isHeld: true, limit: 9 })).toMatchObject([
      { recordingId: 'c2-3', heldMs: 6_000 },
    ]);
    expect(await ids(store, { isHeld: false })).toEqual(['c3-1', 'c2-4', 'c1-1']);
    store.write({ ...held, isHeld: false, atMs: 7_000 });
    expect(await ids(store, { isHeld: true })).toEqual([]);
  });

  test('are gone when they are erased, and their stories stay', async () => {
    const store = await opened();
    await store.flush();
    store.write({ kind: 'recordingErased', callId: 'c1', recordingId: 'c1-1', by: 'x', atMs: 8_000 });
    // Kept and erased in one commit.
    store.write({ ...MESSAGE, recordingId: 'c1-2', atMs: 8_001 });
    store.write({ kind: 'recordingErased', callId: 'c1', recordingId: 'c1-2', by: 'x', atMs: 8_002 });
    expect(await ids(store, { caller: '+7900' })).toEqual([]);
    expect((await store.call('c1'))?.timeline.at(-1)).toMatchObject({ kind: 'recordingErased', by: 'x' });
  });
}
