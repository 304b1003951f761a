import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Entry, Store } from '../../../src/journal/index.ts';
import { openSqliteStore } from '../../../src/store/sqlite/index.ts';
import { SqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { StoreThread } from '../../../src/store/sqlite/store-thread.ts';

const log = pino({ level: 'silent' });

const arrived = (callId: string, atMs: number, caller = '+7900'): Entry => ({
  atMs,
  kind: 'callArrived',
  callId,
  dialled: '100',
  caller,
  flow: 'main',
});
const pressed = (callId: string, atMs: number): Entry => ({ atMs, kind: 'digitPressed', callId, digit: '1' });
const queued = (callId: string, atMs: number, queue: string): Entry => ({
  atMs,
  kind: 'queueEntered',
  callId,
  queue,
  needs: null,
  waitingBefore: 0,
});
const ended = (callId: string, atMs: number): Entry => ({
  atMs,
  kind: 'callEnded',
  callId,
  outcome: 'self_served',
  where: null,
  by: 'caller',
});

describe('the store on SQLite', { timeout: 30_000 }, () => {
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
    const store = await openSqliteStore({ path, spoolPath, log, webhookEvents: ['call.ended'] });
    stores.push(store);
    return store;
  };
  const close = async (store: Store): Promise<void> => {
    stores = stores.filter((other) => other !== store);
    await store.close();
  };
  /** Another program that holds the database for itself. */
  const lock = (): (() => void) => {
    const other = new Database(path);
    other.exec('BEGIN EXCLUSIVE');
    return () => {
      other.exec('ROLLBACK');
      other.close();
    };
  };
  const kept = (): string[] => {
    const other = new Database(path, { readonly: true });
    const bodies = other.prepare('SELECT body FROM entries ORDER BY id').pluck().all() as string[];
    other.close();
    return bodies;
  };

  test('tells the story of a call, also of one that is still open, at once', async () => {
    const store = await open();
    store.write(arrived('c1', 1_000));
    store.write(pressed('c1', 2_000));
    expect(await store.call('c1')).toEqual({
      record: expect.objectContaining({ callId: 'c1', arrivedMs: 1_000, outcome: null }),
      timeline: [arrived('c1', 1_000), pressed('c1', 2_000)],
    });
    store.write(ended('c1', 3_000));
    expect((await store.call('c1'))?.record).toMatchObject({ outcome: 'self_served', endedMs: 3_000 });
    expect(await store.call('c2')).toBeUndefined();
  });

  test('keeps 10,000 entries in the order in which they were given', async () => {
    const store = await open();
    const written: Entry[] = [];
    for (let index = 0; index < 10_000; index++) {
      const callId = `c${index % 97}`;
      written.push(index < 97 ? arrived(callId, index) : pressed(callId, index));
    }
    for (const entry of written) store.write(entry);
    await store.flush();
    expect(store.state()).toEqual({ writable: true, bufferedCount: 0, lostCount: 0, error: null });
    expect(kept()).toEqual(written.map((entry) => JSON.stringify(entry)));
  });

  test('finds its records again after a restart, and goes on folding the open ones', async () => {
    const first = await open();
    first.write(arrived('c1', 1_000));
    await close(first);
    const second = await open();
    second.write(queued('c1', 1_500, 'sales'));
    second.write(ended('c1', 2_000));
    expect((await second.call('c1'))?.record).toMatchObject({
      queue: 'sales',
      arrivedMs: 1_000,
      endedMs: 2_000,
    });
  });

  test('knows after a restart what each operator last wanted', async () => {
    const changed = (presence: 'ready' | 'paused', reason: string | null): Entry => {
      return { atMs: 1, kind: 'operatorChanged', operator: 'anna', presence, unit: 'free', reason };
    };
    const first = await open();
    first.write(changed('ready', null));
    first.write(changed('paused', 'lunch'));
    await first.flush();
    await close(first);
    expect(await (await open()).presences()).toEqual([
      { operator: 'anna', presence: 'paused', reason: 'lunch' },
    ]);
  });

  test('keeps what belongs to no call beside the calls', async () => {
    const store = await open();
    const emergency = { schedule: 'office', on: true, untilMs: null, by: 'the API' } as const;
    store.write({ atMs: 1, kind: 'emergencySwitched', ...emergency });
    await store.flush();
    expect([store.state().lostCount, await store.calls({ limit: 10 })]).toEqual([0, []]);
  });

  test('closes a record once: what comes later is only in the timeline', async () => {
    const store = await open();
    store.write(arrived('c1', 1_000));
    store.write(ended('c1', 2_000));
    await store.flush();
    store.write(ended('c1', 9_000));
    store.write(pressed('c1', 9_500));
    const story = await store.call('c1');
    expect(story?.record.endedMs).toBe(2_000);
    expect(story?.timeline).toHaveLength(4);
    const outbox = await store.outbox(10, 0);
    expect(outbox).toHaveLength(1);
    expect(JSON.parse(outbox[0]!.body)).toEqual({
      type: 'call.ended',
      version: 1,
      timestamp: '1970-01-01T00:00:02.000Z',
      data: story?.record,
    });
  });

  test('never touches a record that another hand has closed', async () => {
    const store = await open();
    store.write(arrived('c1', 1_000));
    await store.flush();
    const other = new Database(path);
    other.exec("UPDATE records SET outcome = 'failed', ended_ms = 1500 WHERE call_id = 'c1'");
    other.close();
    store.write(ended('c1', 2_000));
    expect((await store.call('c1'))?.record).toMatchObject({ outcome: 'failed', endedMs: 1_500 });
    expect(await store.outbox(10, 0)).toEqual([]);
  });

  test('makes no message for an event to which nobody listens', async () => {
    const store = await openSqliteStore({ path, spoolPath, log, webhookEvents: [] });
    stores.push(store);
    store.write(arrived('c1', 1_000));
    store.write(ended('c1', 2_000));
    expect(await store.outbox(10, Number.MAX_SAFE_INTEGER)).toEqual([]);
  });

  test('hands out each message until it is settled', async () => {
    const store = await open();
    for (const callId of ['c1', 'c2', 'c3']) {
      store.write(arrived(callId, 1_000));
      store.write(ended(callId, 2_000));
    }
    const all = await store.outbox(10, 0);
    const [one, two, three] = all.map(({ id }) => id) as [string, string, string];
    expect(all.map(({ body }) => JSON.parse(body).data.callId)).toEqual(['c1', 'c2', 'c3']);
    await store.taken([one, two], 5_000);
    expect((await store.outbox(10, 0)).map(({ id }) => id)).toEqual([three]);
    expect((await store.outbox(10, 5_001)).map(({ id }) => id)).toEqual([one, two, three]);
    expect((await store.outbox(1, 5_001)).map(({ id }) => id)).toEqual([one]);
    await store.settled(one, 'delivered');
    expect(await store.message(one)).toBeUndefined();
    expect(await store.message(two)).toEqual(all[1]);
    expect((await store.outbox(10, 5_001)).map(({ id }) => id)).toEqual([two, three]);
  });

  test('lists records newest first, by every question, page by page', async () => {
    const store = await open();
    for (let index = 0; index < 7; index++) {
      store.write(arrived(`c${index}`, 1_000 + Math.floor(index / 2), index === 3 ? '+7911' : '+7900'));
      store.write(queued(`c${index}`, 2_000, index % 2 === 0 ? 'sales' : 'support'));
    }
    store.write({ atMs: 2_100, kind: 'talkBegan', callId: 'c5', operator: 'anna' });
    store.write(ended('c6', 3_000));
    const ids = async (query: object): Promise<string[]> =>
      (await store.calls({ limit: 100, ...query })).map(({ callId }) => callId);
    const newestFirst = ['c6', 'c5', 'c4', 'c3', 'c2', 'c1', 'c0'];
    expect(await ids({})).toEqual(newestFirst);
    expect(await ids({ from: 1_001, to: 1_003 })).toEqual(['c5', 'c4', 'c3', 'c2']);
    expect(await ids({ caller: '+7911' })).toEqual(['c3']);
    expect(await ids({ queue: 'support' })).toEqual(['c5', 'c3', 'c1']);
    expect(await ids({ operator: 'anna' })).toEqual(['c5']);
    expect(await ids({ outcome: 'self_served' })).toEqual(['c6']);
    const pages: string[] = [];
    for (let after: string | undefined, page: string[] = []; ; after = page.at(-1)) {
      page = await ids(after === undefined ? { limit: 2 } : { limit: 2, after });
      if (page.length === 0) break;
      pages.push(...page);
    }
    expect(pages).toEqual(newestFirst);
    await expect(store.calls({ limit: 2, after: 'nobody' })).rejects.toMatchObject({ code: 'CALL_UNKNOWN' });
  });

  test('closes the records of calls that nobody carries any more, once, with a message each', async () => {
    const first = await open();
    first.write(arrived('gone', 1_000));
    first.write(pressed('gone', 4_000));
    first.write(arrived('alive', 1_000));
    first.write(arrived('over', 1_000));
    first.write(ended('over', 2_000));
    await close(first);
    const second = await open();
    expect(await second.closeOrphans(new Set(['alive']), 9_000)).toEqual(['gone']);
    expect(await second.closeOrphans(new Set(['alive']), 9_000)).toEqual([]);
    const story = await second.call('gone');
    expect(story?.record).toMatchObject({ outcome: 'node_failure', endedMs: 4_000, endEstimated: true });
    expect(story?.timeline.at(-1)).toMatchObject({ kind: 'callEnded', by: 'system' });
    expect((await second.call('alive'))?.record.outcome).toBeNull();
    expect((await second.outbox(10, 0)).map(({ body }) => JSON.parse(body).data.callId)).toEqual([
      'over',
      'gone',
    ]);
  });

  test('keeps what the flow noted, beside calls of an older Cordboard', async () => {
    const first = await open();
    first.write(arrived('old', 1_000));
    await close(first);
    const older = new Database(path);
    older.exec('DROP INDEX entries_of_operator; DROP INDEX outbox_dead; DROP TABLE recordings');
    for (const column of ['failed', 'settled_ms']) older.exec(`ALTER TABLE outbox DROP COLUMN ${column}`);
    for (const column of ['labels', 'reason', 'language', 'flow_hash', 'trial'])
      older.exec(`ALTER TABLE records DROP COLUMN ${column}`);
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

  test('never takes a call for an orphan that arrived after the question', async () => {
    const store = await open();
    for (let index = 0; index < 1_900; index++) store.write(arrived(`old${index}`, 1_000));
    const closing = store.closeOrphans(new Set(), 9_000);
    store.write(arrived('new', 9_001));
    expect(await closing).toHaveLength(1_900);
    expect((await store.call('new'))?.record.outcome).toBeNull();
  });

  test('skips an entry that the database refuses, and keeps those around it', async () => {
    const store = await open();
    store.write(arrived('c1', 1_000));
    store.write(pressed('c1', Number.NaN));
    store.write(ended('c1', 2_000));
    expect((await store.call('c1'))?.record.outcome).toBe('self_served');
    expect(store.state()).toMatchObject({ writable: true, bufferedCount: 0, error: null });
    expect(kept()).toHaveLength(2);
  });

  test('spools while the database is locked, and brings everything in once and in order', async () => {
    const store = await open();
    store.write(arrived('c1', 1_000));
    await store.flush();
    const unlock = lock();
    const later = Array.from({ length: 1_200 }, (_, index) => pressed('c1', 2_000 + index));
    for (const entry of later) store.write(entry);
    store.write(ended('c1', 5_000));
    await store.flush();
    expect(store.state()).toMatchObject({ writable: false, bufferedCount: 1_201 });
    expect(store.state().error).toMatch(/^SQLITE_BUSY/);
    // What is spooled is part of the story already; only the database has not heard of it.
    expect((await store.call('c1'))?.timeline).toHaveLength(1_202);
    expect((await store.call('c1'))?.record.outcome).toBe('self_served');
    expect(kept()).toHaveLength(1);
    await expect(store.settled('msg_x', 'delivered')).rejects.toMatchObject({ code: 'STORE_AWAY' });
    unlock();
    await vi.waitFor(
      () => expect(store.state()).toMatchObject({ writable: true, bufferedCount: 0, error: null }),
      5_000,
    );
    expect(kept()).toEqual(
      [arrived('c1', 1_000), ...later, ended('c1', 5_000)].map((entry) => JSON.stringify(entry)),
    );
    expect(await store.outbox(10, 0)).toHaveLength(1);
  });

  test('brings in after a restart what an earlier process could only spool', async () => {
    const first = await open();
    const unlock = lock();
    first.write(arrived('c1', 1_000));
    first.write(ended('c1', 2_000));
    await close(first);
    unlock();
    const second = await open();
    expect(second.state()).toMatchObject({ writable: true, bufferedCount: 0 });
    second.write(arrived('c2', 3_000));
    expect((await second.call('c1'))?.record.outcome).toBe('self_served');
    await second.flush();
    expect(kept()).toHaveLength(3);
  });

  test('starts although the database is locked, and writes when it is not any more', async () => {
    await close(await open());
    const unlock = lock();
    const store = await open();
    store.write(arrived('c1', 1_000));
    await store.flush();
    expect(store.state().writable).toBe(false);
    unlock();
    await vi.waitFor(() => expect(store.state().writable).toBe(true), 5_000);
    expect(kept()).toHaveLength(1);
  });

  test('loses nothing and doubles nothing when its thread dies again and again', async () => {
    const thread = new StoreThread({ path, spoolPath, webhookEvents: [] }, log);
    const store = new SqliteStore(thread, log);
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

  test('leaves a database of a newer Cordboard alone', async () => {
    await close(await open());
    const other = new Database(path);
    other.pragma('user_version = 99');
    other.close();
    await expect(open()).rejects.toMatchObject({
      code: 'STORE_UNUSABLE',
      details: { why: expect.stringMatching(/99/) },
    });
  });

  test('is for its owner only', async () => {
    const store = await open();
    store.write(arrived('c1', 1_000));
    await store.flush();
    for (const file of [path, `${path}-wal`, spoolPath]) expect(statSync(file).mode & 0o077).toBe(0);
  });
});
