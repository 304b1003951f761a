import { expect, test, vi } from 'vitest';
import type { Entry, Store } from '../../../src/journal/index.ts';
import { arrived, ended, pressed, type StoreWorld } from './world.ts';

const DAY_MS = 86_400_000;
const KEEP = { recordsMs: 100 * DAY_MS, journalMs: 10 * DAY_MS };

const audited = (atMs: number): Entry => {
  return { kind: 'audited', atMs, by: 'olga', what: 'calls.hangup', on: null, details: {} };
};

/** What is kept, and for how long. */
export function oldCases(world: () => StoreWorld): void {
  // So old that the record goes as well; so old that only the journal goes; young.
  const daysAgo = (days: number): number => Date.now() - days * DAY_MS;
  const ANCIENT = daysAgo(101);
  const OLD = daysAgo(11);
  const YOUNG = daysAgo(1);

  const write = (store: Store, entries: readonly Entry[]): void => {
    for (const entry of entries) store.write(entry);
  };
  const whole = (callId: string, atMs: number): Entry[] => [arrived(callId, atMs), ended(callId, atMs)];

  test('what is too old goes: records and the audit later than the rest', async () => {
    const first = await world().open();
    write(first, [audited(ANCIENT), ...whole('ancient', ANCIENT), arrived('open', ANCIENT), audited(OLD)]);
    write(first, [...whole('old', OLD), ...whole('young', YOUNG), audited(YOUNG)]);
    const [message] = await first.outbox(1, 0);
    await first.settled(message!.id, 'delivered');
    await world().close(first);
    const store = await world().open([], KEEP);
    await vi.waitFor(async () => expect(await world().kept()).toHaveLength(4), 5_000);
    expect((await store.calls({ limit: 9 })).map(({ callId }) => callId)).toEqual(['young', 'old', 'open']);
    expect((await store.audit({ limit: 9 })).map(({ atMs }) => atMs)).toEqual([YOUNG, OLD]);
    expect((await store.call('old'))?.timeline).toEqual([]);
    expect((await store.call('young'))?.timeline).toHaveLength(2);
    // A message that nobody has delivered yet stays, however old its call.
    expect(await store.message(message!.id)).toBeUndefined();
    expect(await store.outbox(9, 0)).toHaveLength(2);
  });

  test('many facts of the audit before old entries do not keep these', async () => {
    const first = await world().open();
    write(
      first,
      Array.from({ length: 600 }, () => audited(OLD)),
    );
    write(first, [pressed('c1', OLD)]);
    await world().close(first);
    await world().open([], KEEP);
    await vi.waitFor(async () => expect(await world().kept()).toHaveLength(600), 5_000);
  });
}
