import { expect, test, vi } from 'vitest';
import { arrived, ended, pressed, type StoreWorld } from './world.ts';

/** Entries while the database cannot be written. */
export function awayCases(world: () => StoreWorld): void {
  test('spools while the database is locked, and brings everything in once and in order', async () => {
    const store = await world().open();
    store.write(arrived('c1', 1_000));
    await store.flush();
    const unlock = await world().lock();
    const later = Array.from({ length: 1_200 }, (_, index) => pressed('c1', 2_000 + index));
    for (const entry of later) store.write(entry);
    store.write(ended('c1', 5_000));
    await store.flush();
    expect(store.state()).toMatchObject({ writable: false, bufferedCount: 1_201 });
    expect(store.state().error).toMatch(world().lockedError);
    // What is spooled is part of the story already; only the database has not heard of it.
    expect((await store.call('c1'))?.timeline).toHaveLength(1_202);
    expect((await store.call('c1'))?.record.outcome).toBe('self_served');
    expect(await world().kept()).toHaveLength(1);
    await expect(store.settled('msg_x', 'delivered')).rejects.toMatchObject({ code: 'STORE_AWAY' });
    await unlock();
    await vi.waitFor(
      () => expect(store.state()).toMatchObject({ writable: true, bufferedCount: 0, error: null }),
      5_000,
    );
    expect(await world().kept()).toEqual(
      [arrived('c1', 1_000), ...later, ended('c1', 5_000)].map((entry) => JSON.stringify(entry)),
    );
    expect(await store.outbox(10, 0)).toHaveLength(1);
  });

  test('brings in after a restart what an earlier process could only spool', async () => {
    const first = await world().open();
    const unlock = await world().lock();
    first.write(arrived('c1', 1_000));
    first.write(ended('c1', 2_000));
    await world().close(first);
    await unlock();
    const second = await world().open();
    expect(second.state()).toMatchObject({ writable: true, bufferedCount: 0 });
    second.write(arrived('c2', 3_000));
    expect((await second.call('c1'))?.record.outcome).toBe('self_served');
    await second.flush();
    expect(await world().kept()).toHaveLength(3);
  });

  test('starts although the database is locked, and writes when it is not any more', async () => {
    await world().close(await world().open());
    const unlock = await world().lock();
    const store = await world().open();
    store.write(arrived('c1', 1_000));
    await store.flush();
    expect(store.state().writable).toBe(false);
    await unlock();
    await vi.waitFor(() => expect(store.state().writable).toBe(true), 5_000);
    expect(await world().kept()).toHaveLength(1);
  });
}
