import { expect, test } from 'vitest';
import type { Entry, Store } from '../../../src/journal/index.ts';
import { arrived, ended, pressed, type StoreWorld } from './world.ts';

/** Messages to other people's servers. */
export function messageCases(world: () => StoreWorld): void {
  test('makes no message for an event to which nobody listens', async () => {
    const store = await world().open([]);
    store.write(arrived('c1', 1_000));
    store.write(ended('c1', 2_000));
    expect(await store.outbox(10, Number.MAX_SAFE_INTEGER)).toEqual([]);
  });

  test('hands out each message until it is settled', async () => {
    const store = await world().open();
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

  test('tells of each entry to which somebody listens, with the record as it was after it', async () => {
    const store = await world().open(['call.arrived', 'call.answered', 'call.ended', 'operator.state']);
    const talk: Entry = { atMs: 1_500, kind: 'talkBegan', callId: 'c1', operator: 'anna' };
    const state = { operator: 'anna', presence: 'ready', unit: 'busy', reason: null } as const;
    for (const entry of [arrived('c1', 1_000), pressed('c1', 1_200), talk]) store.write(entry);
    store.write({ atMs: 1_500, kind: 'operatorChanged', ...state });
    store.write(ended('c1', 2_000));
    const messages = await store.outbox(10, 0);
    const data = messages.map(({ event, body }) => [event, JSON.parse(body).data]);
    expect(data).toEqual([
      ['call.arrived', expect.objectContaining({ callId: 'c1' })],
      ['call.answered', expect.objectContaining({ callId: 'c1', operator: 'anna' })],
      ['operator.state', state],
      ['call.ended', (await store.call('c1'))?.record],
    ]);
    expect(data[0]?.[1].call).toMatchObject({ operator: null, outcome: null });
    expect(data[1]?.[1].call).toMatchObject({ operator: 'anna', outcome: null });
    store.write(talk);
    await store.flush();
    expect(await store.outbox(10, 0)).toEqual(messages);
  });

  test('tells once of a wait whose end two processes have told, the second with a time that it reckoned', async () => {
    const store = await world().open(['call.left_queue']);
    const left = { kind: 'queueLeft', callId: 'c1', queue: 'support', outcome: 'answered' } as const;
    store.write(arrived('c1', 1_000));
    store.write({ atMs: 1_500, ...left, waitMs: 500 });
    store.write({ atMs: 1_500, kind: 'talkBegan', callId: 'c1', operator: 'anna' });
    store.write({ atMs: 1_500, ...left, waitMs: 500.25, joinedBefore: 'anna' });
    await store.flush();
    expect(await store.outbox(10, 0)).toHaveLength(1);
    expect((await store.call('c1'))?.record.waitMs).toBe(500);
    expect((await store.call('c1'))?.timeline).toHaveLength(4);
  });

  test('keeps what was given up with who has not got it, and puts it back when somebody says so', async () => {
    const store = await world().open();
    const [one, two, three] = await threeMessages(store);
    const failed = [{ receiver: 'crm', host: 'crm.example', why: 'answered 500' }];
    const before = Date.now();
    await store.settled(one, 'givenUp', failed);
    await store.settled(two, 'delivered');
    await store.settled(three, 'givenUp');
    expect(await store.outbox(10, 9_000)).toEqual([]);
    const dead = await store.dead(10);
    expect(dead.map(({ id, failed: by }) => [id, by])).toEqual([
      [three, []],
      [one, failed],
    ]);
    expect(dead[1]).toMatchObject({ event: 'call.ended', body: expect.stringContaining('"c1"') });
    expect(dead[1]!.atMs).toBeGreaterThanOrEqual(before);
    expect((await store.dead(1)).map(({ id }) => id)).toEqual([three]);
    // What is settled stays as it is.
    await store.settled(one, 'delivered');
    expect(await store.revive('nobody knows it')).toBe(0);
    expect([await store.revive(two), await store.revive(one)]).toEqual([0, 1]);
    // Only those who have not got it are to get it.
    expect(await store.outbox(10, 0)).toMatchObject([{ id: one, failed }]);
    expect(await store.message(one)).toMatchObject({ failed });
    await store.settled(one, 'givenUp', failed);
    expect([await store.revive(null), await store.revive(null)]).toEqual([2, 0]);
    expect((await store.outbox(10, 0)).map(({ id }) => id)).toEqual([one, three]);
    expect(await store.dead(10)).toEqual([]);
  });
}

/** The messages of three calls that are over, handed out once. */
async function threeMessages(store: Store): Promise<[string, string, string]> {
  for (const callId of ['c1', 'c2', 'c3']) {
    store.write(arrived(callId, 1_000));
    store.write(ended(callId, 2_000));
  }
  const ids = (await store.outbox(10, 0)).map(({ id }) => id);
  await store.taken(ids, 5_000);
  return ids as [string, string, string];
}
