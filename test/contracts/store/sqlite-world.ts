import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { schemaIn } from '../../../src/store/sqlite/database.ts';
import { openSqliteStore } from '../../../src/store/sqlite/index.ts';
import { FOR_EVER, OpenStores, type StoreWorld } from './world.ts';

const log = pino({ level: 'silent' });

/** A file in a folder that goes with the test. */
export async function sqliteWorld(): Promise<StoreWorld & { readonly path: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'cordboard-store-'));
  const path = join(folder, 'cordboard.db');
  const spoolPath = join(folder, 'cordboard.spool');
  const stores = new OpenStores();
  return {
    path,
    open: (webhookEvents = ['call.ended'], keep = FOR_EVER) =>
      stores.add(openSqliteStore({ path, spoolPath, log, webhookEvents, keep })),
    close: (store) => stores.close(store),
    async kept() {
      const other = new Database(path, { readonly: true });
      const bodies = other.prepare('SELECT body FROM entries ORDER BY id').pluck().all() as string[];
      other.close();
      return bodies;
    },
    async run(sql) {
      const other = new Database(path);
      other.exec(sql);
      other.close();
    },
    async texts(table, column) {
      const other = new Database(path, { readonly: true });
      const texts = other.prepare(`SELECT ${column} FROM ${table}`).pluck().all() as string[];
      other.close();
      return texts;
    },
    async schema() {
      const other = new Database(path, { readonly: true });
      const found = schemaIn(other);
      other.close();
      return found;
    },
    async setSchema({ version, minimum }) {
      const other = new Database(path);
      other.pragma(`user_version = ${version}`);
      other.exec(
        minimum === null ? 'DROP TABLE schema_minimum' : `UPDATE schema_minimum SET version = ${minimum}`,
      );
      other.close();
    },
    async lock() {
      const other = new Database(path);
      other.exec('BEGIN EXCLUSIVE');
      return async () => void other.close();
    },
    lockedError: /^SQLITE_BUSY/,
    async end() {
      await stores.closeAll();
      rmSync(folder, { recursive: true });
    },
  };
}
