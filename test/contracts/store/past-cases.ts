import { expect, test } from 'vitest';
import type { Entry } from '../../../src/journal/index.ts';
import { arrived, type StoreWorld } from './world.ts';

const STATE = { kind: 'operatorChanged', presence: 'ready', unit: 'free', reason: null } as const;
const WHY = { rule: 'caller first in line', idleMs: 0, candidatesCount: 1, group: 1 } as const;

const ENTRIES: readonly Entry[] = [
  { kind: 'callArrived', callId: 'c1', dialled: '100', caller: '+7900', flow: 'main', atMs: 1_000 },
  { ...STATE, operator: 'anna', atMs: 1_000 },
  { ...STATE, operator: 'boris', presence: 'paused', reason: 'lunch', atMs: 1_100 },
  { ...STATE, operator: 'vera', atMs: 1_200 },
  { kind: 'talkBegan', callId: 'c0', operator: 'vera', atMs: 1_300 },
  { kind: 'offered', callId: 'c1', offerId: 'o1', operator: 'anna', why: WHY, atMs: 2_000 },
  // In the very millisecond of the offer, and after it: none of it was so when the choice was made.
  { ...STATE, operator: 'boris', atMs: 2_000 },
  { kind: 'talkEnded', callId: 'c0', operator: 'vera', talkMs: 9, by: 'caller', atMs: 2_500 },
];

/** What the past tells. */
export function pastCases(world: () => StoreWorld): void {
  test('what earlier calls tell of their callers is told, oldest first', async () => {
    const store = await world().open();
    const entries: Entry[] = [
      ...['a', 'b', 'c', 'd'].map((callId, index) => arrived(callId, index, `+7${callId}`)),
      arrived('withheld', 9, ''),
      ...['b', 'withheld'].map((callId) => {
        return { kind: 'languageChosen', callId, language: 'en', atMs: 10 } as const;
      }),
      { kind: 'languageChosen', callId: 'c', language: 'ru', atMs: 11 },
      { kind: 'talkBegan', callId: 'd', operator: 'anna', atMs: 12 },
    ];
    for (const entry of entries) store.write(entry);
    const last = [
      { caller: '+7c', operator: null, language: 'ru' },
      { caller: '+7d', operator: 'anna', language: null },
    ];
    expect(await store.callerPasts(2)).toEqual(last);
    expect(await store.callerPasts(9)).toEqual([{ caller: '+7b', operator: null, language: 'en' }, ...last]);
  });

  test('what operators did when an offer was made is told, whatever came after it', async () => {
    const store = await world().open();
    for (const entry of ENTRIES) store.write(entry);
    const names = ['anna', 'boris', 'vera', 'nobody'];
    expect(await store.operatorsBefore({ callId: 'c1', offerId: 'o1' }, names)).toEqual([
      { operator: 'anna', presence: 'ready', reason: null, unit: 'free', sinceMs: 1_000 },
      { operator: 'boris', presence: 'paused', reason: 'lunch', unit: 'free', sinceMs: 1_100 },
      { operator: 'vera', presence: 'ready', reason: null, unit: 'busy', sinceMs: 1_300 },
    ]);
    expect(await store.operatorsBefore({ callId: 'c1', offerId: 'o9' }, names)).toEqual([]);
  });
}
