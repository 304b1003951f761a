import { expect, test } from 'vitest';
import type { Entry, Store } from '../../../src/journal/index.ts';
import type { StoreWorld } from './world.ts';

const NUMBER = '+79001234567';
const OTHER = '+79007654321';

const call = (callId: string, caller: string, atMs: number): readonly Entry[] => [
  { kind: 'callArrived', callId, dialled: '600', caller, flow: 'main', atMs },
  { kind: 'digitPressed', callId, digit: '7', atMs: atMs + 1 },
  { kind: 'said', callId, language: 'en', what: ['Mrs Smith', 'order 17'], atMs: atMs + 2 },
  { kind: 'noted', callId, by: 'anna', text: 'is afraid of dogs', reason: 'delivery', atMs: atMs + 3 },
  { kind: 'trouble', callId, what: `no answer from ${caller.slice(1)}`, atMs: atMs + 4 },
];
const end = (callId: string, atMs: number): Entry => ({
  ...{ kind: 'callEnded', callId, outcome: 'self_served', where: null, by: 'caller', atMs },
});

/** A person is taken out of everything that is over, and nobody else is. */
export function forgetCases(world: () => StoreWorld): void {
  const opened = async (entries: readonly Entry[], events: readonly string[] = []): Promise<Store> => {
    const store = await world().open(events);
    for (const entry of entries) store.write(entry);
    await store.flush();
    return store;
  };

  test('no number, no word and no key of theirs is left; what reports count is', async () => {
    const mine = [...call('c1', NUMBER, 1_000), end('c1', 1_900)];
    const others = [...call('c2', OTHER, 2_000), end('c2', 2_900)];
    const out: readonly Entry[] = [
      { kind: 'callArrived', callId: 'c3', dialled: '600', caller: OTHER, flow: 'main', atMs: 3_000 },
      {
        ...{ kind: 'dialled', callId: 'c3', legId: 'out-c3-1', to: NUMBER, route: 'r', trunk: 't' },
        ...{ shown: null, longestMs: 60_000, atMs: 3_100 },
      },
      end('c3', 3_900),
    ];
    const store = await opened([...mine, ...others, ...out], ['call.ended']);
    for (const { id } of await store.outbox(9, 0)) await store.settled(id, 'delivered');
    expect(await store.forget(NUMBER)).toBe(2);
    const kept = (await world().kept()).join('\n');
    expect(kept).not.toMatch(/9001234567/);
    const story = await store.call('c1');
    expect(story?.record).toMatchObject({ caller: '', outcome: 'self_served', reason: 'delivery' });
    expect(story?.timeline.map(({ kind }) => kind)).toEqual(mine.map(({ kind }) => kind));
    expect(JSON.stringify(story)).not.toMatch(/Smith|17|dogs|"7"/);
    expect((await store.call('c2'))?.timeline).toEqual(others);
    expect(await store.calls({ caller: NUMBER, limit: 9 })).toEqual([]);
    expect(await store.forget(NUMBER)).toBe(0);
  });

  test('a call that goes on, and one whose recording is held, stay as they are', async () => {
    const recorded: readonly Entry[] = [
      { kind: 'callRecorded', callId: 'c1', recordingId: 'c1-1', soundMs: 9, atMs: 1_500 },
      {
        kind: 'recordingHeld',
        callId: 'c1',
        recordingId: 'c1-1',
        isHeld: true,
        why: null,
        by: 'x',
        atMs: 1_950,
      },
    ];
    const store = await opened([
      ...call('c1', NUMBER, 1_000),
      end('c1', 1_900),
      ...recorded,
      ...call('c2', NUMBER, 2_000),
    ]);
    expect(await store.forget(NUMBER)).toBe(0);
    expect(await store.calls({ caller: NUMBER, limit: 9 })).toHaveLength(2);
  });

  test('a short number goes where it is a whole word, and takes nothing else along', async () => {
    const store = await opened([
      { kind: 'callArrived', callId: '1001', dialled: '1001', caller: '100', flow: 'main', atMs: 1_000 },
      { kind: 'trouble', callId: '1001', what: 'x', atMs: 1_100 },
      end('1001', 1_900),
    ]);
    expect(await store.forget('100')).toBe(1);
    const story = await store.call('1001');
    expect(story?.timeline[0]).toMatchObject({ callId: '1001', dialled: '1001', caller: '' });
  });
}
