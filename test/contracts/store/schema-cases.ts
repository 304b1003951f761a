import { expect, test } from 'vitest';
import type { Entry, Store } from '../../../src/journal/index.ts';
import { TABLES } from '../../../src/store/index.ts';
import { bookedEntry, delayedEntry } from '../../callbacks/promise.ts';
import { scored } from './score-cases.ts';
import { arrived, ended, type StoreWorld } from './world.ts';

const FAR = 1_000;

const ready: Entry = {
  ...{ kind: 'operatorChanged', operator: 'anna', presence: 'ready', unit: 'free', reason: null, atMs: 1 },
};
const message: Entry = {
  ...{ kind: 'messageTaken', callId: 'c1', box: 'help', recordingId: 'c1-1', soundMs: 9, atMs: 1_500 },
};
const noted = (atMs: number): Entry => {
  return { ...{ kind: 'contactChanged', contactId: 'c1', by: 'anna', reason: null }, text: 'again', atMs };
};

/** Going to a newer Cordboard and back, on one database. */
export function schemaCases(world: () => StoreWorld): void {
  const write = async (store: Store, entries: readonly Entry[]): Promise<void> => {
    for (const entry of entries) store.write(entry);
    await store.flush();
    expect(store.state()).toMatchObject({ writable: true, lostCount: 0 });
  };
  /** As a newer Cordboard leaves it behind that has only added: to each table a column, and one more table. */
  const addedTo = async (): Promise<void> => {
    await world().run('CREATE TABLE later_table (id INTEGER PRIMARY KEY)');
    for (const table of TABLES)
      await world().run(`ALTER TABLE ${table} ADD COLUMN later TEXT NOT NULL DEFAULT 'nothing'`);
    await world().setSchema({ version: FAR, minimum: (await world().schema()).version });
  };

  test('one that a newer Cordboard has only added to is used, in all of its tables', async () => {
    await world().close(await world().open());
    await addedTo();
    const store = await world().open();
    await write(store, [
      ...[ready, arrived('c1', 1_000), message, bookedEntry('p1', 1_600), ended('c1', 2_000)],
      ...[noted(2_500), scored('c1', 3_000)],
    ]);
    expect(await store.presences()).toHaveLength(1);
    expect(await store.recordings({ limit: 9 })).toHaveLength(1);
    expect(await store.openCallbacks()).toHaveLength(1);
    expect(await store.scores({ limit: 9 })).toHaveLength(1);
    expect(await store.outbox(9, 0)).toHaveLength(1);
    expect((await store.contact('c1'))?.facts.map(({ what }) => what)).toContain('noted');
    expect((await store.call('c1'))?.record.outcome).toBe('self_served');
    for (const table of TABLES)
      expect([table, await world().texts(table, 'later')]).toEqual([table, NOTHING]);
  });

  test('what the newer one has written there stays when a row is written again', async () => {
    const first = await world().open();
    await write(first, [ready, arrived('c1', 1_000), bookedEntry('p1', 1_600), message]);
    await world().close(first);
    await addedTo();
    const kept = ['records', 'presences', 'callbacks', 'contacts', 'recordings'] as const;
    for (const table of kept) await world().run(`UPDATE ${table} SET later = 'precious'`);
    const before = await world().schema();
    const store = await world().open();
    const heard: Entry = {
      ...{ kind: 'recordingHeard', callId: 'c1', recordingId: 'c1-1', by: 'anna', atMs: 1_700 },
    };
    await write(store, [{ ...ready, atMs: 2_000 }, delayedEntry('p1', 2_000, 5_000), heard]);
    await write(store, [ended('c1', 2_100), noted(2_500)]);
    expect((await store.call('c1'))?.record.outcome).toBe('self_served');
    for (const table of kept)
      expect([table, await world().texts(table, 'later')]).toEqual([table, ['precious']]);
    expect(await world().schema()).toEqual(before);
  });

  test('one behind a migration that more than adds is refused, with both versions and what to do', async () => {
    await world().close(await world().open());
    const { version } = await world().schema();
    await world().setSchema({ version: FAR, minimum: version + 1 });
    const why = new RegExp(`version ${FAR}.*from version ${version + 1} on.*knows ${version};.*restore`);
    await expect(world().open()).rejects.toMatchObject({
      code: 'STORE_UNUSABLE',
      details: { why: expect.stringMatching(why) },
    });
    expect((await world().schema()).version).toBe(FAR);
  });

  test('one that was made before anybody kept a minimum is used, and has one from then on', async () => {
    const first = await world().open();
    await write(first, [arrived('c1', 1_000)]);
    await world().close(first);
    const { version, minimum } = await world().schema();
    expect(minimum).toBe(version);
    await world().setSchema({ version, minimum: null });
    const store = await world().open();
    expect(await store.calls({ limit: 9 })).toHaveLength(1);
    await world().close(store);
    expect(await world().schema()).toEqual({ version, minimum });
    await world().setSchema({ version: version + 1, minimum: null });
    await expect(world().open()).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
  });
}

/** The default, in however many rows. */
const NOTHING = expect.toSatisfy(
  (texts: readonly string[]) => texts.length > 0 && texts.every((text) => text === 'nothing'),
);
