import { expect, test, vi } from 'vitest';
import type { Store } from '../../../src/journal/index.ts';
import { bookedEntry, delayedEntry, dialledEntry, endedEntry, triedEntry } from '../../callbacks/promise.ts';
import type { StoreWorld } from './world.ts';

const DAY_MS = 86_400_000;

/** Promises to call back: what another process reads is what this one has written. */
export function callbackCases(world: () => StoreWorld): void {
  const idsOf = async (asked: ReturnType<Store['callbacks']>): Promise<readonly string[]> =>
    (await asked).map(({ callbackId }) => callbackId);

  test('are there in the same breath as their entries, open ones oldest first', async () => {
    const store = await world().open();
    store.write(bookedEntry('late', 2_000));
    store.write(bookedEntry('early', 1_000.6));
    store.write(bookedEntry('over', 500));
    store.write(endedEntry('over', 3_000));
    expect(await idsOf(store.openCallbacks())).toEqual(['early', 'late']);
    expect(await idsOf(store.callbacks({ limit: 9 }))).toEqual(['late', 'early', 'over']);
  });

  test('are read by another process as they were, with the place and what goes on', async () => {
    const first = await world().open();
    const number = '+79161\u00007';
    first.write(bookedEntry('p', 1_000, { number, name: 'Анна "1"' }));
    first.write(triedEntry('p', 'p-1', 2_000));
    await first.flush();
    first.write(dialledEntry('p', 'p-1', 3_000));
    await first.flush();
    await world().close(first);
    const second = await world().open();
    const [found] = await second.openCallbacks();
    expect(found).toMatchObject({
      ...{ callbackId: 'p', name: 'Анна "1"', attemptsCount: 1, triesCount: 1 },
      trying: { callId: 'p-1', isDialled: true },
      place: { enteredMs: 500.5, seq: 7, class: 5, boostMs: 0, stagesBegun: 0 },
    });
    second.write(delayedEntry('p', 4_000, 5_000));
    expect((await second.openCallbacks())[0]).toMatchObject({ trying: null, dueMs: 5_000, lastWhy: 'busy' });
  });

  test('are found by what is asked', async () => {
    const store = await world().open();
    store.write(bookedEntry('one', 1_000, { queue: 'sales' }));
    store.write(bookedEntry('two', 2_000, { number: '+4930123456' }));
    store.write(bookedEntry('three', 3_000));
    store.write(endedEntry('three', 4_000, 'merged'));
    const asked = (query: object) => idsOf(store.callbacks({ limit: 9, ...query }));
    expect(await asked({ queue: 'sales' })).toEqual(['one']);
    expect(await asked({ number: '+4930123456' })).toEqual(['two']);
    expect(await asked({ callbackId: 'three' })).toEqual(['three']);
    expect(await asked({ outcome: 'open' })).toEqual(['two', 'one']);
    expect(await asked({ outcome: 'merged', queue: 'help' })).toEqual(['three']);
    expect(await asked({ limit: 1 })).toEqual(['three']);
  });

  test('that have ended go with the records of their time; one that is open stays', async () => {
    const first = await world().open();
    const ancientMs = Date.now() - 101 * DAY_MS;
    for (const id of ['over', 'open']) first.write(bookedEntry(id, ancientMs));
    first.write(endedEntry('over', ancientMs));
    await world().close(first);
    const store = await world().open([], { recordsMs: 100 * DAY_MS, journalMs: 10 * DAY_MS });
    await vi.waitFor(async () => expect(await idsOf(store.callbacks({ limit: 9 }))).toEqual(['open']), 5_000);
  });
}
