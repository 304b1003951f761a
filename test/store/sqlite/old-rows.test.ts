import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Entry } from '../../../src/journal/index.ts';
import { CallBook } from '../../../src/store/sqlite/call-book.ts';
import { type Connection, openDatabase } from '../../../src/store/sqlite/database.ts';
import { OldRows } from '../../../src/store/sqlite/old-rows.ts';
import { arrived, ended, pressed } from '../../contracts/store/world.ts';

const DAY_MS = 86_400_000;
const NOW = 1_000 * DAY_MS;
const KEEP = { recordsMs: 100 * DAY_MS, journalMs: 10 * DAY_MS };
/** So old that the record goes as well; so old that only the journal goes; young. */
const [ANCIENT, OLD, YOUNG] = [NOW - 101 * DAY_MS, NOW - 11 * DAY_MS, NOW - DAY_MS];

let folder: string;
let connection: Connection;
let book: CallBook;
let rows: OldRows;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-old-'));
  connection = openDatabase(join(folder, 'calls.db'));
  book = new CallBook(connection, ['call.ended']);
  rows = new OldRows(connection, KEEP);
});
afterEach(() => {
  connection.close();
  rmSync(folder, { recursive: true });
});

let number = 0;
const write = (entries: readonly Entry[]): void => {
  const numbered = entries.map((entry): [number, Entry] => [++number, entry]);
  book.append('run', numbered);
};
const whole = (callId: string, atMs: number): Entry[] => [arrived(callId, atMs), ended(callId, atMs)];
const audited = (atMs: number): Entry => {
  return { kind: 'audited', atMs, by: 'olga', what: 'calls.hangup', on: null, details: {} };
};
const count = (sql: string): number =>
  connection.prepare(`SELECT count(*) FROM ${sql}`).pluck().get() as number;
const untilDone = (): number => {
  for (let steps = 1; ; steps++) if (!rows.step(NOW)) return steps;
};
const callIds = (): readonly string[] => book.list({ limit: 10 })!.map(({ callId }) => callId);

test('what is too old goes: records and the audit later than the rest', () => {
  write([audited(ANCIENT), ...whole('ancient', ANCIENT), arrived('open', ANCIENT), audited(OLD)]);
  write([...whole('old', OLD), ...whole('young', YOUNG), audited(YOUNG)]);
  const [first] = book.outbox(1, 0);
  book.settle(first!.id, 'delivered');
  untilDone();
  expect(callIds()).toEqual(['young', 'old', 'open']);
  expect(book.audit({ limit: 10 }).map(({ atMs }) => atMs)).toEqual([YOUNG, OLD]);
  expect(book.story('old', [])?.timeline).toEqual([]);
  expect(book.story('young', [])?.timeline).toHaveLength(2);
  // A message that nobody has delivered yet stays, however old its call.
  expect(count('outbox')).toBe(2);
  expect(rows.step(NOW)).toBe(false);
});

test('a mountain goes in steps that are each a matter of milliseconds, and its room is given back', () => {
  for (let batch = 0; batch < 20; batch++)
    write(Array.from({ length: 500 }, (_, index) => pressed(`c${batch}`, ANCIENT + index)));
  write(Array.from({ length: 1_000 }, (_, index) => whole(`r${index}`, ANCIENT)).flat());
  write([audited(YOUNG)]);
  const pages = (): number => connection.pragma('page_count', { simple: true }) as number;
  const before = pages();
  const tookMs: number[] = [];
  let left = count('entries');
  for (let goesOn = true; goesOn; ) {
    const startedMs = performance.now();
    goesOn = rows.step(NOW);
    tookMs.push(performance.now() - startedMs);
    const now = count('entries');
    expect(left - now).toBeLessThanOrEqual(250);
    left = now;
  }
  expect([left, count('records WHERE outcome IS NOT NULL')]).toEqual([1, 0]);
  expect(tookMs.length).toBeGreaterThan(40);
  expect(tookMs.toSorted((a, b) => a - b)[Math.floor(tookMs.length / 2)]).toBeLessThan(50);
  expect(pages()).toBeLessThan(before / 2);
});

test('many facts of the audit before old entries do not keep these', () => {
  write(Array.from({ length: 600 }, () => audited(OLD)));
  write([pressed('c1', OLD)]);
  untilDone();
  expect([count("entries WHERE kind = 'audited'"), count('entries')]).toEqual([600, 600]);
});
