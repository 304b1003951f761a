import { expect, test, vi } from 'vitest';
import type { Entry, ScoreQuery, Store } from '../../../src/journal/index.ts';
import { arrived, ended, queued, type StoreWorld } from './world.ts';

type Scored = Extract<Entry, { kind: 'scored' }>;

/** A score of a call. */
export const scored = (callId: string, atMs: number, more: Partial<Scored> = {}): Scored => ({
  ...{ kind: 'scored', callId, atMs, form: 'talk', version: '3fa9', by: 'olga', operator: 'anna' },
  ...{
    queue: 'sales',
    percent: 87.5,
    failed: [],
    comment: 'well \u0000 done',
    isFirst: true,
    replaces: null,
  },
  answers: [{ question: 'greeted', answer: true, points: 87.5, of: 100 }],
  remarks: [{ recordingId: 'c1-1', atMs: 12_000, text: 'a long silence' }],
  ...more,
});

const ENTRIES: readonly Entry[] = [
  ...[arrived('c1', 1_000), queued('c1', 1_100, 'sales'), ended('c1', 2_000)],
  ...[arrived('c2', 1_000, '+7901'), ended('c2', 2_000)],
  scored('c1', 3_000.4),
  scored('c2', 4_000, { operator: 'boris', queue: null }),
  scored('c1', 5_000, { by: 'pavel', percent: 50 }),
];

/** How calls were scored. */
export function scoreCases(world: () => StoreWorld): void {
  const opened = async (): Promise<Store> => {
    const store = await world().open();
    for (const entry of ENTRIES) store.write(entry);
    return store;
  };
  const found = async (store: Store, query: Partial<ScoreQuery>): Promise<readonly string[]> =>
    (await store.scores({ limit: 100, ...query })).map(
      ({ callId, by, percent }) => `${callId} ${by} ${percent}`,
    );
  const [OF_C1, OF_C2, OF_PAVEL] = ['c1 olga 87.5', 'c2 olga 87.5', 'c1 pavel 50'];

  test('are told as they were given', async () => {
    const store = await opened();
    const { kind: _, isFirst: _first, replaces: _replaces, ...facts } = scored('c1', 3_000);
    const [told] = await store.scores({ callId: 'c1', form: 'talk', to: 3_001, limit: 9 });
    expect(told).toEqual({ ...facts, scoreId: told!.scoreId });
  });

  test('are found by call, caller, operator, queue and time, page by page, the last first', async () => {
    const store = await opened();
    expect(await found(store, {})).toEqual([OF_PAVEL, OF_C2, OF_C1]);
    expect(await found(store, { callId: 'c1' })).toEqual([OF_PAVEL, OF_C1]);
    expect(await found(store, { caller: '+7901' })).toEqual([OF_C2]);
    expect(await found(store, { operator: 'anna', queue: 'sales' })).toEqual([OF_PAVEL, OF_C1]);
    expect(await found(store, { queue: 'support' })).toEqual([]);
    expect(await found(store, { from: 4_000, to: 5_000 })).toEqual([OF_C2]);
    expect(await found(store, { form: 'other' })).toEqual([]);
    const [first] = await store.scores({ limit: 1 });
    expect(await found(store, { after: first!.scoreId })).toEqual([OF_C2, OF_C1]);
  });

  test('take the place of those by the same form and person, and both are in the story', async () => {
    const store = await opened();
    await store.flush();
    store.write(scored('c1', 6_000, { percent: 100, isFirst: false }));
    store.write(scored('c1', 7_000, { form: 'short', percent: 20 }));
    expect(await found(store, {})).toEqual(['c1 olga 20', 'c1 olga 100', OF_PAVEL, OF_C2]);
    const { timeline } = (await store.call('c1'))!;
    expect(timeline.filter(({ kind }) => kind === 'scored')).toHaveLength(4);
  });

  test('are erased with all that was noted in them, and the record of the call stays', async () => {
    const store = await opened();
    store.write({ kind: 'scoresErased', callId: 'c1', by: 'admin', atMs: 9_000 });
    expect(await found(store, {})).toEqual([OF_C2]);
    const { record, timeline } = (await store.call('c1'))!;
    expect([record.outcome, timeline.map(({ kind }) => kind)]).toEqual([
      'self_served',
      ['callArrived', 'queueEntered', 'callEnded', 'scoresErased'],
    ]);
    expect((await world().kept()).join()).not.toContain('a long silence"}],"isFirst');
  });

  test('of a person who is forgotten stay without a word of them', async () => {
    const store = await opened();
    const words = [
      { question: 'tone', answer: 4, points: 50, of: 75 },
      { question: 'advice', answer: 'wait for Mrs Smith', points: 0, of: 0 },
    ];
    store.write(scored('c1', 6_000, { answers: words, comment: 'call +7900 again' }));
    await store.flush();
    await store.forget('+7900');
    const [told] = await store.scores({ callId: 'c1', limit: 1 });
    expect(told).toMatchObject({ percent: 87.5, comment: null, remarks: [], by: 'olga' });
    expect(told!.answers).toEqual([words[0], { ...words[1], answer: '' }]);
    expect(JSON.stringify((await store.call('c1'))?.timeline)).not.toMatch(/Smith|silence|again/);
    expect(await found(store, { callId: 'c2' })).toEqual([OF_C2]);
  });

  test('go with the record of their call, and not with the journal', async () => {
    const dayMs = 86_400_000;
    const first = await world().open();
    for (const [callId, days] of [
      ['ancient', 101],
      ['old', 11],
    ] as const) {
      const atMs = Date.now() - days * dayMs;
      for (const entry of [arrived(callId, atMs), ended(callId, atMs), scored(callId, atMs)])
        first.write(entry);
    }
    await world().close(first);
    const store = await world().open([], { recordsMs: 100 * dayMs, journalMs: 10 * dayMs });
    await vi.waitFor(async () => expect(await world().kept()).toHaveLength(0), 5_000);
    await vi.waitFor(async () => expect(await found(store, {})).toEqual(['old olga 87.5']), 5_000);
  });
}
