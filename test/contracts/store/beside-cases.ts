import { expect, test } from 'vitest';
import type { Entry } from '../../../src/journal/index.ts';
import { arrived, type StoreWorld } from './world.ts';

/** What is kept beside the calls: presences, the audit. */
export function besideCases(world: () => StoreWorld): void {
  test('knows after a restart what each operator last wanted', async () => {
    const changed = (presence: 'ready' | 'paused', reason: string | null): Entry => {
      return {
        atMs: 1,
        kind: 'operatorChanged',
        operator: 'anna',
        presence,
        ...{ unit: 'wrapUp', wrapUpEndsMs: 5_000 },
        reason,
        phone: '2001',
      };
    };
    const first = await world().open();
    first.write(changed('ready', null));
    first.write(changed('paused', 'lunch'));
    await first.flush();
    await world().close(first);
    expect(await (await world().open()).presences()).toEqual([
      { operator: 'anna', presence: 'paused', reason: 'lunch', phone: '2001', wrapUpEndsMs: 5_000 },
    ]);
  });

  test('keeps what belongs to no call beside the calls', async () => {
    const store = await world().open();
    const emergency = { schedule: 'office', on: true, untilMs: null, by: 'the API' } as const;
    store.write({ atMs: 1, kind: 'emergencySwitched', ...emergency });
    await store.flush();
    expect([store.state().lostCount, await store.calls({ limit: 10 })]).toEqual([0, []]);
  });

  test('tells who changed what from outside, by every question, newest first', async () => {
    const store = await world().open();
    const fact = { by: 'olga', what: 'calls.hangup', on: 'c1', details: { why: 'test' } } as const;
    store.write({ kind: 'audited', atMs: 1_000, ...fact });
    store.write(arrived('c1', 1_500));
    store.write({ kind: 'audited', atMs: 2_000, ...fact, by: 'pavel' });
    store.write({ kind: 'audited', atMs: 3_000, ...fact, what: 'calls.move', on: null });
    const times = async (query: object): Promise<number[]> =>
      (await store.audit({ limit: 10, ...query })).map(({ atMs }) => atMs);
    const all = await store.audit({ limit: 10 });
    expect(all[2]).toEqual({ id: all[2]!.id, atMs: 1_000, ...fact });
    expect(await times({})).toEqual([3_000, 2_000, 1_000]);
    expect(await times({ from: 2_000, to: 3_000 })).toEqual([2_000]);
    expect(await times({ by: 'olga' })).toEqual([3_000, 1_000]);
    expect(await times({ what: 'calls.hangup', limit: 1 })).toEqual([2_000]);
    expect(await times({ after: all[0]!.id })).toEqual([2_000, 1_000]);
  });
}
