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
      timestamp: '1970-01-01T00:00:02.000Z',
      data: story?.record,
    });
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

  test('closes the records of calls that nobody carries any more, once, with a message each', async () => {
    const first = await world().open();
    first.write(arrived('gone', 1_000));
    first.write(pressed('gone', 4_000));
    first.write(arrived('alive', 1_000));
    first.write(arrived('over', 1_000));
    first.write(ended('over', 2_000));
    await world().close(first);
    const second = await world().open();
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

  test('never takes a call for an orphan that arrived after the question', async () => {
    const store = await world().open();
    for (let index = 0; index < 1_900; index++) store.write(arrived(`old${index}`, 1_000));
    const closing = store.closeOrphans(new Set(), 9_000);
    store.write(arrived('new', 9_001));
    expect(await closing).toHaveLength(1_900);
    expect((await store.call('new'))?.record.outcome).toBeNull();
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
