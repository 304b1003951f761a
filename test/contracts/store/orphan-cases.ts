import { describe, expect, test } from 'vitest';
import type { Carriers, Entry } from '../../../src/journal/index.ts';
import { arrived, ended, pressed, queued, type StoreWorld } from './world.ts';

const joined = (callId: string, atMs: number): readonly Entry[] => [
  { kind: 'queueLeft', callId, queue: 'sales', outcome: 'answered', waitMs: 500, atMs },
  { kind: 'talkBegan', callId, operator: 'anna', atMs },
];
const offered = (callId: string, atMs: number): Entry => ({
  ...{ kind: 'offered', callId, offerId: `${callId}-1`, operator: 'anna', atMs },
  why: { rule: 'caller first in line', idleMs: 1, candidatesCount: 1, group: 1 },
});
const wished = (callId: string, atMs: number): Entry => ({
  ...{
    kind: 'callbackWished',
    callId,
    callbackId: 'cb',
    number: '+7900',
    outcome: 'booked',
    why: null,
    atMs,
  },
});
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

  describe('whose exchange still runs', () => {
    const RUNS: Carriers = { sinceMs: new Map([['main', 900]]), endsMs: new Map() };

    /** What has become of the call `c1`, and of what was going on in it. */
    async function closedAs(entries: readonly Entry[], carriers: Carriers = RUNS) {
      const store = await world().open();
      for (const entry of entries) store.write(entry);
      expect(await store.closeOrphans(new Set(), NOW_MS, carriers)).toEqual(['c1']);
      const { record, timeline } = (await store.call('c1'))!;
      return { record, last: timeline.slice(entries.length).map(({ kind }) => kind) };
    }

    test('end as their callers left them: out of a talk, which went on until now', async () => {
      const { record, last } = await closedAs([
        ...[arrived('c1', 1_000), queued('c1', 1_500, 'sales'), ...joined('c1', 2_000)],
      ]);
      expect(record).toMatchObject({
        ...{ outcome: 'answered', endedBy: 'caller', endedMs: NOW_MS, endEstimated: true },
        ...{ waitMs: 500, talkMs: 7_000, operator: 'anna', abandonedWhere: null },
      });
      expect(last).toEqual(['talkEnded', 'callEnded']);
    });

    test('out of the line', async () => {
      const waited = [arrived('c1', 1_000), queued('c1', 1_500, 'sales')];
      const { record, last } = await closedAs(waited);
      expect(record).toMatchObject({ outcome: 'abandoned', abandonedWhere: 'queue', waitMs: 7_500 });
      expect(last).toEqual(['queueLeft', 'callEnded']);
    });

    test('while a phone rang for them', async () => {
      const rung = [arrived('c1', 1_000), queued('c1', 1_500, 'sales'), offered('c1', 1_600)];
      expect((await closedAs(rung)).record).toMatchObject({ abandonedWhere: 'ringing' });
    });

    test('out of the flow, with what it had come to', async () => {
      const { record, last } = await closedAs([arrived('c1', 1_000), wished('c1', 2_000)]);
      expect(record).toMatchObject({ outcome: 'callback_booked', abandonedWhere: null });
      expect(last).toEqual(['callEnded']);
    });

    test('when the diary of the exchange says so, where it does', async () => {
      const talked = [arrived('c1', 1_000), queued('c1', 1_500, 'sales'), ...joined('c1', 2_000)];
      const { record } = await closedAs(talked, { ...RUNS, endsMs: new Map([['c1', 5_000]]) });
      expect(record).toMatchObject({ endedMs: 5_000, endEstimated: false, talkMs: 3_000 });
    });

    test('were lost all the same, when they came before it was started', async () => {
      const since = (node: string, sinceMs: number): Carriers => ({
        ...RUNS,
        sinceMs: new Map([[node, sinceMs]]),
      });
      const { record } = await closedAs([arrived('c1', 1_000)], since('main', 1_001));
      expect(record).toMatchObject({ outcome: 'node_failure', endedMs: 1_000 });
    });

    test('were lost with another node', async () => {
      const onNode = { ...arrived('c1', 1_000), node: 'east' } as Entry;
      const { record } = await closedAs([onNode], { ...RUNS, sinceMs: new Map([['west', 900]]) });
      expect(record).toMatchObject({ outcome: 'node_failure' });
    });

    test('are not judged when it is we who called', async () => {
      const ours = { ...arrived('c1', 1_000), callbackId: 'cb' } as Entry;
      expect((await closedAs([ours])).record).toMatchObject({ outcome: 'node_failure' });
    });
  });
}
