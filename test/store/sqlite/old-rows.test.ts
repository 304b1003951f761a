import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Entry } from '../../../src/journal/index.ts';
import { CallBook } from '../../../src/store/index.ts';
import { OldRows } from '../../../src/store/old-rows.ts';
import { openDatabase } from '../../../src/store/sqlite/database.ts';
import { SqliteTables } from '../../../src/store/sqlite/sqlite-tables.ts';
import { arrived, ended, pressed } from '../../contracts/store/world.ts';

const DAY_MS = 86_400_000;
const NOW = 1_000 * DAY_MS;
const KEEP = { recordsMs: 100 * DAY_MS, journalMs: 10 * DAY_MS };
const [ANCIENT, YOUNG] = [NOW - 101 * DAY_MS, NOW - DAY_MS];

test('a mountain goes in steps that are each a matter of milliseconds, and its room is given back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordboard-old-'));
  const connection = openDatabase(join(folder, 'calls.db'));
  const tables = new SqliteTables(connection);
  const book = new CallBook(tables, []);
  const rows = new OldRows(KEEP);
  let number = 0;
  const write = (entries: readonly Entry[]): Promise<void> =>
    book.append(
      'run',
      entries.map((entry): [number, Entry] => [++number, entry]),
    );
  const count = (sql: string): number =>
    connection.prepare(`SELECT count(*) FROM ${sql}`).pluck().get() as number;
  const pages = (): number => connection.pragma('page_count', { simple: true }) as number;

  for (let batch = 0; batch < 20; batch++)
    await write(Array.from({ length: 500 }, (_, index) => pressed(`c${batch}`, ANCIENT + index)));
  const calls = Array.from({ length: 1_000 }, (_, index) => `r${index}`);
  await write(calls.flatMap((callId) => [arrived(callId, ANCIENT), ended(callId, ANCIENT)]));
  await write([pressed('c1', YOUNG)]);
  const before = pages();
  const tookMs: number[] = [];
  let left = count('entries');
  for (let goesOn = true; goesOn; ) {
    const startedMs = performance.now();
    goesOn = await rows.step(tables, NOW);
    tookMs.push(performance.now() - startedMs);
    const now = count('entries');
    expect(left - now).toBeLessThanOrEqual(250);
    left = now;
  }
  expect([left, count('records WHERE outcome IS NOT NULL')]).toEqual([1, 0]);
  expect(tookMs.length).toBeGreaterThan(40);
  expect(tookMs.toSorted((a, b) => a - b)[Math.floor(tookMs.length / 2)]).toBeLessThan(50);
  expect(pages()).toBeLessThan(before / 2);
  connection.close();
  rmSync(folder, { recursive: true });
});
