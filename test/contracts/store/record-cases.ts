import { expect, test } from 'vitest';
import type { Entry } from '../../../src/journal/index.ts';
import { arrived, ended, pressed, queued, type StoreWorld } from './world.ts';

/** Entries in, records and stories out. */
export function recordCases(world: () => StoreWorld): void {
  test('tells the story of a call, also of one that is still open, at once', async () => {
    const store = await world().open();
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
    const store = await world().open();
    const written: Entry[] = [];
    for (let index = 0; index < 10_000; index++) {
      const callId = `c${index % 97}`;
      written.push(index < 97 ? arrived(callId, index) : pressed(callId, index));
    }
    for (const entry of written) store.write(entry);
    await store.flush();
    expect(store.state()).toEqual({ writable: true, bufferedCount: 0, lostCount: 0, error: null });
    expect(await world().kept()).toEqual(written.map((entry) => JSON.stringify(entry)));
  });

  test('finds its records again after a restart, and goes on folding the open ones', async () => {
    const first = await world().open();
    first.write(arrived('c1', 1_000));
    await world().close(first);
    const second = await world().open();
    second.write(queued('c1', 1_500, 'sales'));
    second.write(ended('c1', 2_000));
    expect((await second.call('c1'))?.record).toMatchObject({
      queue: 'sales',
      arrivedMs: 1_000,
      endedMs: 2_000,
    });
  });

  test('closes a record once: what comes later is only in the timeline', async () => {
    const store = await world().open();
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

  test('lets a note change the contact reason of a call that is over, and nothing else of it', async () => {
    const store = await world().open();
    store.write(arrived('c1', 1_000));
    store.write({ atMs: 1_500, kind: 'tagged', callId: 'c1', label: null, reason: 'billing' });
    store.write(ended('c1', 2_000));
    await store.flush();
    const noted = { kind: 'noted', callId: 'c1', by: 'operator anna', text: 'calls again' } as const;
    store.write({ ...noted, reason: 'delivery', atMs: 3_000 });
    store.write({ ...noted, reason: null, atMs: 3_001 });
    store.write({ ...noted, reason: 'nothing', callId: 'nobody knows it', atMs: 3_002 });
    const story = await store.call('c1');
    expect(story?.record).toMatchObject({ reason: 'delivery', endedMs: 2_000, outcome: 'self_served' });
    expect(story?.timeline.slice(-2).map(({ kind }) => kind)).toEqual(['noted', 'noted']);
    expect((await store.calls({ limit: 9, caller: '+7900' }))[0]?.reason).toBe('delivery');
    expect(await store.outbox(10, 0)).toHaveLength(1);
    // In one commit with the end.
    for (const entry of [arrived('c2', 4_000), ended('c2', 5_000)]) store.write(entry);
    store.write({ ...noted, reason: 'delivery', callId: 'c2', atMs: 5_001 });
    expect((await store.call('c2'))?.record).toMatchObject({ reason: 'delivery', endedMs: 5_000 });
  });

  test('never touches a record that another hand has closed', async () => {
    const store = await world().open();
    store.write(arrived('c1', 1_000));
    await store.flush();
    await world().run("UPDATE records SET outcome = 'failed', ended_ms = 1500 WHERE call_id = 'c1'");
    store.write(ended('c1', 2_000));
    expect((await store.call('c1'))?.record).toMatchObject({ outcome: 'failed', endedMs: 1_500 });
    expect(await store.outbox(10, 0)).toEqual([]);
  });

  test('lists records newest first, by every question, page by page', async () => {
    const store = await world().open();
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

  test('skips an entry that the database refuses, and keeps those around it', async () => {
    const store = await world().open();
    store.write(arrived('c1', 1_000));
    store.write(pressed('c1', Number.NaN));
    store.write(ended('c1', 2_000));
    expect((await store.call('c1'))?.record.outcome).toBe('self_served');
    expect(store.state()).toMatchObject({ writable: true, bufferedCount: 0, error: null });
    expect(await world().kept()).toHaveLength(2);
  });
}
