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
