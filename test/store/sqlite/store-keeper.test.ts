import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NumberedEntry } from '../../../src/store/index.ts';
import type { FromWorker } from '../../../src/store/protocol.ts';
import { sqliteAt } from '../../../src/store/sqlite/sqlite-database.ts';
import { StoreKeeper } from '../../../src/store/store-keeper.ts';
import { FOR_EVER } from '../../contracts/store/world.ts';

/** What a worker that died may have done without telling: everything is handed in again, and must be kept once. */
describe('the inside of the worker', () => {
  let folder: string;
  let path: string;
  let spoolPath: string;
  let told: FromWorker[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cordboard-keeper-'));
    path = join(folder, 'db');
    spoolPath = join(folder, 'spool');
    told = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = async (): Promise<StoreKeeper> => {
    const start = { place: path, shown: path, spoolPath, webhookEvents: [], keep: FOR_EVER };
    const keeper = new StoreKeeper(start, sqliteAt(path), (message) => told.push(message));
    expect(await keeper.open()).toBeNull();
    return keeper;
  };
  const numbered = (...numbers: number[]): NumberedEntry[] =>
    numbers.map((number) => [number, { atMs: number, kind: 'callAnswered', callId: 'c1' }]);
  const keptTimes = async (keeper: StoreKeeper): Promise<number[]> =>
    (await keeper.handlers.call('c1'))?.timeline.map(({ atMs }) => atMs) ?? [];
  const lock = (): (() => void) => {
    const other = new Database(path);
    other.exec('BEGIN EXCLUSIVE');
    return () => other.close();
  };
  const close = async (keeper: StoreKeeper): Promise<void> => void (await keeper.handlers.close(null));

  test('keeps once what is handed in twice, also by its successor', async () => {
    const first = await open();
    expect(await first.handlers.append({ run: 'r1', entries: numbered(1, 2) })).toBe(true);
    expect(await first.handlers.append({ run: 'r1', entries: numbered(1, 2, 3) })).toBe(true);
    await close(first);
    const second = await open();
    expect(await second.handlers.append({ run: 'r1', entries: numbered(2, 3, 4) })).toBe(true);
    expect(await second.handlers.append({ run: 'r2', entries: numbered(1) })).toBe(true);
    expect(await keptTimes(second)).toEqual([1, 2, 3, 4, 1]);
    await close(second);
  });

  test('spools once what is handed in twice while the database is locked, also by its successor', async () => {
    const first = await open();
    await first.handlers.append({ run: 'r1', entries: numbered(1) });
    const unlock = lock();
    expect(await first.handlers.append({ run: 'r1', entries: numbered(2, 3) })).toBe(true);
    expect(await first.handlers.append({ run: 'r1', entries: numbered(2, 3, 4) })).toBe(true);
    expect(await keptTimes(first)).toEqual([1, 2, 3, 4]);
    await close(first);
    const second = await open();
    expect(await second.handlers.append({ run: 'r1', entries: numbered(3, 4, 5) })).toBe(true);
    unlock();
    await second.retry();
    expect(await keptTimes(second)).toEqual([1, 2, 3, 4, 5]);
    expect(told.at(-1)).toEqual({ kind: 'state', state: { writable: true, spooledCount: 0, error: null } });
    await close(second);
  });

  test('keeps once what it had committed when it died before the spool was cleared', async () => {
    const first = await open();
    const unlock = lock();
    await first.handlers.append({ run: 'r1', entries: numbered(1, 2) });
    copyFileSync(spoolPath, join(folder, 'before'));
    unlock();
    await first.retry();
    await close(first);
    copyFileSync(join(folder, 'before'), spoolPath);
    const second = await open();
    expect(await keptTimes(second)).toEqual([1, 2]);
    await close(second);
  });

  test('says that there is no room when neither the database nor the spool file takes an entry', async () => {
    const keeper = await open();
    const unlock = lock();
    const what = 'x'.repeat(9 * 1024 * 1024);
    const entries: NumberedEntry[] = [[1, { atMs: 1, kind: 'trouble', callId: 'c1', what }]];
    expect(await keeper.handlers.append({ run: 'r1', entries })).toBe(false);
    unlock();
    expect(await keeper.handlers.append({ run: 'r1', entries })).toBe(true);
    expect(await keptTimes(keeper)).toEqual([1]);
    await close(keeper);
  });
});
