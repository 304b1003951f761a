import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NumberedEntry } from '../../../src/store/index.ts';
import type { FromWorker } from '../../../src/store/sqlite/protocol.ts';
import { StoreKeeper } from '../../../src/store/sqlite/store-keeper.ts';
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

  const open = (): StoreKeeper => {
    const start = { path, spoolPath, webhookEvents: [], keep: FOR_EVER };
    const keeper = new StoreKeeper(start, (message) => told.push(message));
    expect(keeper.open()).toBeNull();
    return keeper;
  };
  const numbered = (...numbers: number[]): NumberedEntry[] =>
    numbers.map((number) => [number, { atMs: number, kind: 'callAnswered', callId: 'c1' }]);
  const keptTimes = (keeper: StoreKeeper): number[] =>
    keeper.handlers.call('c1')?.timeline.map(({ atMs }) => atMs) ?? [];
  const lock = (): (() => void) => {
    const other = new Database(path);
    other.exec('BEGIN EXCLUSIVE');
    return () => other.close();
  };
  const close = (keeper: StoreKeeper): void => void keeper.handlers.close(null);

  test('keeps once what is handed in twice, also by its successor', () => {
    const first = open();
    expect(first.handlers.append({ run: 'r1', entries: numbered(1, 2) })).toBe(true);
    expect(first.handlers.append({ run: 'r1', entries: numbered(1, 2, 3) })).toBe(true);
    close(first);
    const second = open();
    expect(second.handlers.append({ run: 'r1', entries: numbered(2, 3, 4) })).toBe(true);
    expect(second.handlers.append({ run: 'r2', entries: numbered(1) })).toBe(true);
    expect(keptTimes(second)).toEqual([1, 2, 3, 4, 1]);
    close(second);
  });

  test('spools once what is handed in twice while the database is locked, also by its successor', () => {
    const first = open();
    first.handlers.append({ run: 'r1', entries: numbered(1) });
    const unlock = lock();
    expect(first.handlers.append({ run: 'r1', entries: numbered(2, 3) })).toBe(true);
    expect(first.handlers.append({ run: 'r1', entries: numbered(2, 3, 4) })).toBe(true);
    expect(keptTimes(first)).toEqual([1, 2, 3, 4]);
    close(first);
    const second = open();
    expect(second.handlers.append({ run: 'r1', entries: numbered(3, 4, 5) })).toBe(true);
    unlock();
    second.retry();
    expect(keptTimes(second)).toEqual([1, 2, 3, 4, 5]);
    expect(told.at(-1)).toEqual({ kind: 'state', state: { writable: true, spooledCount: 0, error: null } });
    close(second);
  });

  test('keeps once what it had committed when it died before the spool was cleared', () => {
    const first = open();
    const unlock = lock();
    first.handlers.append({ run: 'r1', entries: numbered(1, 2) });
    copyFileSync(spoolPath, join(folder, 'before'));
    unlock();
    first.retry();
    close(first);
    copyFileSync(join(folder, 'before'), spoolPath);
    const second = open();
    expect(keptTimes(second)).toEqual([1, 2]);
    close(second);
  });

  test('says that there is no room when neither the database nor the spool file takes an entry', () => {
    const keeper = open();
    const unlock = lock();
    const what = 'x'.repeat(9 * 1024 * 1024);
    const entries: NumberedEntry[] = [[1, { atMs: 1, kind: 'trouble', callId: 'c1', what }]];
    expect(keeper.handlers.append({ run: 'r1', entries })).toBe(false);
    unlock();
    expect(keeper.handlers.append({ run: 'r1', entries })).toBe(true);
    expect(keptTimes(keeper)).toEqual([1]);
    close(keeper);
  });
});
