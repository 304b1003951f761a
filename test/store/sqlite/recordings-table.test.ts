import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Entry, RecordingQuery } from '../../../src/journal/index.ts';
import { CallBook } from '../../../src/store/sqlite/call-book.ts';
import { type Connection, openDatabase } from '../../../src/store/sqlite/database.ts';

const ENTRIES: readonly Entry[] = [
  { kind: 'callArrived', callId: 'c1', dialled: '100', caller: '+7900', flow: 'main', atMs: 1_000 },
  { kind: 'messageTaken', callId: 'c1', box: 'help', recordingId: 'c1-1', soundMs: 2_000.4, atMs: 2_000 },
  { kind: 'callArrived', callId: 'c2', dialled: '100', caller: '+7901', flow: 'main', atMs: 3_000 },
  {
    kind: 'surveyed',
    callId: 'c2',
    survey: 'poll',
    question: 'why',
    recordingId: 'c2-3',
    soundMs: 9,
    atMs: 4_000,
  },
  { kind: 'surveyed', callId: 'c2', survey: 'poll', question: 'how', score: 5, atMs: 4_500 },
  // Of a call that nobody knows.
  { kind: 'messageTaken', callId: 'c3', box: 'sales', recordingId: 'c3-1', soundMs: 5, atMs: 5_000 },
];

let folder: string;
let connection: Connection;
let book: CallBook;
let count: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recordings-'));
  connection = openDatabase(join(folder, 'calls.db'));
  book = new CallBook(connection, []);
  count = 0;
  append(...ENTRIES);
});
afterEach(() => {
  connection.close();
  rmSync(folder, { recursive: true });
});

function append(...entries: readonly Entry[]): void {
  const numbered = entries.map((entry): [number, Entry] => {
    count += 1;
    return [count, entry];
  });
  book.append('run', numbered);
}

const ids = (query: Partial<RecordingQuery>): readonly string[] =>
  book.recordings.list({ limit: 100, ...query }).map(({ recordingId }) => recordingId);

test('recordings are found by id, box, call and caller, newest first', () => {
  expect(ids({})).toEqual(['c3-1', 'c2-3', 'c1-1']);
  expect(ids({ limit: 2 })).toEqual(['c3-1', 'c2-3']);
  expect([ids({ box: 'help' }), ids({ callId: 'c2' }), ids({ caller: '+7900' })]).toEqual([
    ['c1-1'],
    ['c2-3'],
    ['c1-1'],
  ]);
  expect([ids({ recordingId: 'c3-1' }), ids({ box: 'help', callId: 'c2' })]).toEqual([['c3-1'], []]);
});

test('a recording is told with its caller, what it is about, and who dealt with it', () => {
  append({ kind: 'recordingHeard', callId: 'c1', recordingId: 'c1-1', by: 'x', atMs: 6_000 });
  append({ kind: 'recordingDone', callId: 'c1', recordingId: 'c1-1', by: 'x', atMs: 7_000 });
  append(ENTRIES[1]!);
  expect(book.recordings.list({ recordingId: 'c1-1', limit: 1 })).toEqual([
    {
      ...{ recordingId: 'c1-1', callId: 'c1', caller: '+7900', about: { kind: 'voicemail', box: 'help' } },
      ...{ takenMs: 2_000, soundMs: 2_000, heardMs: 6_000, doneMs: 7_000 },
    },
  ]);
  const [survey] = book.recordings.list({ callId: 'c2', limit: 1 });
  expect(survey?.about).toEqual({ kind: 'survey', survey: 'poll', question: 'why' });
});

test('one that is erased is gone, and its story stays', () => {
  append({ kind: 'recordingErased', callId: 'c1', recordingId: 'c1-1', by: 'x', atMs: 8_000 });
  expect(ids({ caller: '+7900' })).toEqual([]);
  expect(book.story('c1', [])?.timeline.at(-1)).toMatchObject({ kind: 'recordingErased', by: 'x' });
});
