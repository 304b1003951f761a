import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { sqliteAt } from '../../../src/store/sqlite/sqlite-database.ts';
import { StoreKeeper } from '../../../src/store/store-keeper.ts';
import { ENTRIES, FROM, type SumsWorld, sumsCases, TO } from '../../contracts/store/sums-cases.ts';
import { FOR_EVER } from '../../contracts/store/world.ts';

async function sqliteSums(): Promise<SumsWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'cordboard-sums-'));
  const path = join(folder, 'db');
  return {
    open: async () => sqliteAt(path).open(),
    async run(sql) {
      const other = new Database(path);
      other.exec(sql);
      other.close();
    },
    end: async () => rmSync(folder, { recursive: true }),
  };
}

describe('sums in a file', { timeout: 60_000 }, () => sumsCases(sqliteSums));

test('the worker counts anew in the background', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordboard-sums-'));
  const paths = { path: join(folder, 'db'), spoolPath: join(folder, 'spool') };
  const start = { ...paths, place: paths.path, shown: paths.path, webhookEvents: [], keep: FOR_EVER };
  const database = sqliteAt(paths.path);
  const keeper = new StoreKeeper(start, database, () => {});
  await keeper.open();
  await keeper.handlers.append({ run: 'r1', entries: ENTRIES.map((entry, at) => [at + 1, entry]) });
  const query = { by: 'queue', borders: [FROM, TO], only: null } as const;
  const before = await database.read(query);
  await keeper.handlers.countAnew(null);
  expect((await database.read(query)).behindCount).toBe(ENTRIES.length);
  for (let look = 0; look < 100 && (await database.read(query)).behindCount > 0; look++) await keeper.retry();
  expect(await database.read(query)).toEqual(before);
  const other = new Database(paths.path);
  expect(other.prepare('SELECT count(*) FROM report_open').pluck().get()).toBe(2);
  other.close();
  await keeper.handlers.close(null);
  rmSync(folder, { recursive: true });
});
