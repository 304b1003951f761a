import { describe, expect, test } from 'vitest';
import type { Carriers, Entry } from '../../../src/journal/index.ts';
import { arrived, ended, pressed, queued, type StoreWorld } from './world.ts';

const joined = (callId: string, atMs: number): readonly Entry[] => [
  { kind: 'queueLeft', callId, queue: 'sales', outcome: 'answered', waitMs: 500, atMs },
  { kind: 'talkBegan', callId, operator: 'anna', atMs },
];
const NOW_MS = 9_000;

/** Calls that nobody carries any more. */
export function orphanCases(world: () => StoreWorld): void {
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

  describe('that were in a talk, and whose exchange still runs', () => {
    const RUNS: Carriers = {
      ...{ sinceMs: new Map([['main', 900]]), endsMs: new Map(), awaited: new Set() },
      isHandOver: true,
    };
    const TALKS = [arrived('c1', 1_000), queued('c1', 1_500, 'sales'), ...joined('c1', 2_000)];
    const adopted = (phase: string, operator: string | null): Entry => ({
      ...{ kind: 'adopted', callId: 'c1', phase, queue: 'sales', waitedMs: null, operator, atMs: 3_000 },
    });

    /** What has become of the call `c1`, and of what was going on in it. */
    async function closedAs(entries: readonly Entry[], carriers: Carriers = RUNS) {
      const store = await world().open();
      for (const entry of entries) store.write(entry);
      expect(await store.closeOrphans(new Set(), NOW_MS, carriers)).toEqual(['c1']);
      const { record, timeline } = (await store.call('c1'))!;
      return { record, last: timeline.slice(entries.length) };
    }

    test('have talked until now, where another process has served them until now', async () => {
      const { record, last } = await closedAs(TALKS);
      expect(record).toMatchObject({
        ...{ outcome: 'answered', endedBy: 'caller', endedMs: NOW_MS, endEstimated: true },
        ...{ waitMs: 500, talkMs: 7_000, operator: 'anna' },
      });
      expect(last).toMatchObject([{ kind: 'talkEnded' }, { kind: 'callEnded', unseen: true }]);
    });

    test('have talked until the diary of the exchange says, where that can be', async () => {
      const ends = new Map([['c1', 5_000]]);
      const { record } = await closedAs(TALKS, { ...RUNS, endsMs: ends, isHandOver: false });
      expect(record).toMatchObject({ endedMs: 5_000, endEstimated: false, talkMs: 3_000 });
    });

    test.each([1_999, NOW_MS + 1])(
      'are lost where it says what cannot be, and nobody knows better: %i',
      async (endMs) => {
        const ends = new Map([['c1', endMs]]);
        const { record } = await closedAs(TALKS, { ...RUNS, endsMs: ends, isHandOver: false });
        expect(record).toMatchObject({ outcome: 'node_failure', talkMs: 0, endedMs: 2_000 });
      },
    );

    test('go by what the last process knew of them', async () => {
      const { record } = await closedAs([...TALKS, adopted('waiting', null)]);
      expect(record).toMatchObject({ outcome: 'node_failure', talkMs: 0 });
    });

    test('have talked since then at least, where their begin is not known', async () => {
      const { record } = await closedAs([arrived('c1', 1_000), adopted('talking', 'anna')]);
      expect(record).toMatchObject({ outcome: 'answered', talkMs: 6_000, operator: 'anna' });
    });

    test('were lost with an exchange that was started anew', async () => {
      const { record } = await closedAs(TALKS, { ...RUNS, sinceMs: new Map([['main', 1_001]]) });
      expect(record).toMatchObject({ outcome: 'node_failure', endedMs: 2_000 });
    });

    test('were lost with another node', async () => {
      const there = [{ ...TALKS[0], node: 'east' } as Entry, ...TALKS.slice(1)];
      const { record } = await closedAs(there, { ...RUNS, sinceMs: new Map([['west', 900]]) });
      expect(record).toMatchObject({ outcome: 'node_failure' });
    });

    test('are left alone while their node has not told yet', async () => {
      const store = await world().open();
      store.write({ ...TALKS[0], node: 'east' } as Entry);
      const carriers = { ...RUNS, awaited: new Set(['east']) };
      expect(await store.closeOrphans(new Set(), NOW_MS, carriers)).toEqual([]);
      expect((await store.call('c1'))?.record.outcome).toBeNull();
    });
  });
}
