import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Entry, Store } from '../../../src/journal/index.ts';
import { ReportThread } from '../../../src/store/report-thread.ts';
import { openSqliteStore } from '../../../src/store/sqlite/index.ts';
import { SQLITE_WORKER } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { StoreThread } from '../../../src/store/store-thread.ts';
import { ThreadedStore } from '../../../src/store/threaded-store.ts';
import { arrived, FOR_EVER, pressed } from '../../contracts/store/world.ts';

const log = pino({ level: 'silent' });

describe('what is particular to SQLite', { timeout: 30_000 }, () => {
  let folder: string;
  let path: string;
  let spoolPath: string;
  let stores: Store[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cordboard-store-'));
    path = join(folder, 'cordboard.db');
    spoolPath = join(folder, 'cordboard.spool');
    stores = [];
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
    rmSync(folder, { recursive: true });
  });

  const open = async (): Promise<Store> => {
    const store = await openSqliteStore({
      path,
      spoolPath,
      log,
      webhookEvents: ['call.ended'],
      keep: FOR_EVER,
    });
    stores.push(store);
    return store;
  };
  const close = async (store: Store): Promise<void> => {
    stores = stores.filter((other) => other !== store);
    await store.close();
  };
  const kept = (): string[] => {
    const other = new Database(path, { readonly: true });
    const bodies = other.prepare('SELECT body FROM entries ORDER BY id').pluck().all() as string[];
    other.close();
    return bodies;
  };

  test('keeps what the flow noted, beside calls of an older Cordboard', async () => {
    const first = await open();
    first.write(arrived('old', 1_000));
    await close(first);
    const older = new Database(path);
    const tables = ['recordings', 'callbacks', 'contacts', 'contact_calls', 'contact_facts', 'scores'];
    for (const table of tables) older.exec(`DROP TABLE ${table}`);
    const indexes = ['entries_of_contact', 'entries_of_operator', 'entries_audited', 'entries_of_calls_out'];
    for (const index of [...indexes, 'outbox_dead', 'entries_of_callback']) older.exec(`DROP INDEX ${index}`);
    for (const column of ['failed', 'settled_ms']) older.exec(`ALTER TABLE outbox DROP COLUMN ${column}`);
    for (const column of ['labels', 'reason', 'language', 'flow_hash', 'trial', 'direction', 'node'])
      older.exec(`ALTER TABLE records DROP COLUMN ${column}`);
    for (const column of ['phone', 'wrap_up_ends_ms'])
      older.exec(`ALTER TABLE presences DROP COLUMN ${column}`);
    older.pragma('user_version = 1');
    older.close();
    const second = await open();
    second.write(arrived('new', 2_000));
    second.write({ atMs: 2_100, kind: 'tagged', callId: 'new', label: 'vip', reason: 'billing' });
    expect((await second.call('old'))?.record).toMatchObject({
      ...{ labels: [], reason: null, flowHash: null, trial: null },
    });
    expect((await second.call('new'))?.record).toMatchObject({ labels: ['vip'], reason: 'billing' });
  });

  test('loses nothing and doubles nothing when its thread dies again and again', async () => {
    const start = { place: path, shown: path, spoolPath, webhookEvents: [], keep: FOR_EVER };
    const thread = new StoreThread(SQLITE_WORKER, start, log);
    const reports = new ReportThread(
      () => new StoreThread(SQLITE_WORKER, { ...start, only: 'reports' }, log),
    );
    const store = new ThreadedStore(thread, reports, { log });
    stores.push(store);
    await thread.open(10_000);
    const written: Entry[] = [];
    for (let round = 0; round < 3; round++) {
      for (let index = 0; index < 1_500; index++) {
        const entry = pressed('c1', round * 10_000 + index);
        written.push(entry);
        store.write(entry);
      }
      thread.endHanging();
      await expect(store.call('c1')).rejects.toMatchObject({ code: 'STORE_AWAY' });
      await store.flush();
    }
    expect(kept()).toEqual(written.map((entry) => JSON.stringify(entry)));
  });

  test('refuses to start on what a person must mend, and says what it is', async () => {
    writeFileSync(path, 'this is no database, but it is long enough to be taken for one'.repeat(20));
    await expect(open()).rejects.toMatchObject({
      code: 'STORE_UNUSABLE',
      details: { path, why: expect.stringMatching(/^SQLITE_NOTADB/) },
    });
    path = join(path, 'below-a-file.db');
    await expect(open()).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
  });

  test('is for its owner only', async () => {
    const store = await open();
    store.write(arrived('c1', 1_000));
    await store.flush();
    for (const file of [path, `${path}-wal`, spoolPath]) expect(statSync(file).mode & 0o077).toBe(0);
  });
});
