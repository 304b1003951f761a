import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Entry } from '../../../src/journal/index.ts';
import { CallBook } from '../../../src/store/sqlite/call-book.ts';
import { openDatabase } from '../../../src/store/sqlite/database.ts';

const STATE = { kind: 'operatorChanged', presence: 'ready', unit: 'free', reason: null } as const;
const WHY = { rule: 'caller first in line', idleMs: 0, candidatesCount: 1, group: 1 } as const;

const ENTRIES: readonly Entry[] = [
  { kind: 'callArrived', callId: 'c1', dialled: '100', caller: '+7900', flow: 'main', atMs: 1_000 },
  { ...STATE, operator: 'anna', atMs: 1_000 },
  { ...STATE, operator: 'boris', presence: 'paused', reason: 'lunch', atMs: 1_100 },
  { ...STATE, operator: 'vera', atMs: 1_200 },
  { kind: 'talkBegan', callId: 'c0', operator: 'vera', atMs: 1_300 },
  { kind: 'offered', callId: 'c1', offerId: 'o1', operator: 'anna', why: WHY, atMs: 2_000 },
  // In the very millisecond of the offer, and after it: none of it was so when the choice was made.
  { ...STATE, operator: 'boris', atMs: 2_000 },
  { kind: 'talkEnded', callId: 'c0', operator: 'vera', talkMs: 9, by: 'caller', atMs: 2_500 },
];

test('what earlier calls tell of their callers is told, oldest first', () => {
  const folder = mkdtempSync(join(tmpdir(), 'past-'));
  const connection = openDatabase(join(folder, 'calls.db'));
  const book = new CallBook(connection, []);
  const arrived = (callId: string, caller: string, atMs: number): Entry => {
    return { kind: 'callArrived', callId, dialled: '100', caller, flow: 'main', atMs };
  };
  const entries: Entry[] = [
    ...['a', 'b', 'c', 'd'].map((callId, index) => arrived(callId, `+7${callId}`, index)),
    arrived('withheld', '', 9),
    ...['b', 'withheld'].map((callId) => {
      return { kind: 'languageChosen', callId, language: 'en', atMs: 10 } as const;
    }),
    { kind: 'languageChosen', callId: 'c', language: 'ru', atMs: 11 },
    { kind: 'talkBegan', callId: 'd', operator: 'anna', atMs: 12 },
  ];
  book.append(
    'run',
    entries.map((entry, at): [number, Entry] => [at + 1, entry]),
  );
  const last = [
    { caller: '+7c', operator: null, language: 'ru' },
    { caller: '+7d', operator: 'anna', language: null },
  ];
  expect(book.callerPasts(2)).toEqual(last);
  expect(book.callerPasts(9)).toEqual([{ caller: '+7b', operator: null, language: 'en' }, ...last]);
  connection.close();
  rmSync(folder, { recursive: true });
});

test('what operators did when an offer was made is told, whatever came after it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'past-'));
  const connection = openDatabase(join(folder, 'calls.db'));
  const book = new CallBook(connection, []);
  const numbered = ENTRIES.map((entry, at): [number, Entry] => [at + 1, entry]);
  book.append('run', numbered);
  const names = ['anna', 'boris', 'vera', 'nobody'];
  expect(book.operatorsBefore({ callId: 'c1', offerId: 'o1' }, names)).toEqual([
    { operator: 'anna', presence: 'ready', reason: null, unit: 'free', sinceMs: 1_000 },
    { operator: 'boris', presence: 'paused', reason: 'lunch', unit: 'free', sinceMs: 1_100 },
    { operator: 'vera', presence: 'ready', reason: null, unit: 'busy', sinceMs: 1_300 },
  ]);
  expect(book.operatorsBefore({ callId: 'c1', offerId: 'o9' }, names)).toEqual([]);
  connection.close();
  rmSync(folder, { recursive: true });
});
