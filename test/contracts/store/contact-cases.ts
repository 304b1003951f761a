import { expect, test } from 'vitest';
import type { CallOutcome, ContactQuery, Entry, Store } from '../../../src/journal/index.ts';
import { arrived, FOR_EVER, type StoreWorld } from './world.ts';

const ended = (callId: string, atMs: number, outcome: CallOutcome = 'abandoned'): Entry => ({
  ...{ kind: 'callEnded', callId, outcome, by: 'caller', atMs },
  where: outcome === 'abandoned' ? 'queue' : null,
});
const entered = (callId: string, atMs: number, queue: string): Entry => {
  return { kind: 'queueEntered', callId, queue, needs: null, waitingBefore: 0, atMs };
};
const changed = (contactId: string, atMs: number, change: object): Entry => {
  return { kind: 'contactChanged', contactId, by: 'anna', text: null, reason: null, atMs, ...change };
};
const HOUR_MS = 3_600_000;

/** Customers' requests, kept beside the calls that belong to them. */
export function contactCases(world: () => StoreWorld): void {
  const opened = async (...entries: readonly Entry[]): Promise<Store> => {
    const store = await world().open();
    for (const entry of entries) store.write(entry);
    return store;
  };
  const lost = (callId: string, atMs: number, caller: string, queue = 'sales'): readonly Entry[] => [
    ...[arrived(callId, atMs, caller), entered(callId, atMs + 1, queue), ended(callId, atMs + 2)],
  ];
  const ids = async (store: Store, query: Partial<ContactQuery>): Promise<readonly string[]> =>
    (await store.contacts({ limit: 100, ...query })).map(({ contactId }) => contactId);

  test('several calls and a message of one customer are one request', async () => {
    const store = await opened(
      ...lost('c1', 1_000, '+71'),
      ...lost('c2', 2_000, '+72'),
      arrived('c3', 3_000, '+71'),
      { kind: 'messageTaken', callId: 'c3', box: 'help', recordingId: 'c3-1', soundMs: 9, atMs: 3_001 },
      ended('c3', 3_002, 'voicemail'),
    );
    const story = await store.contact('c1');
    expect(story?.contact).toEqual({
      ...{ contactId: 'c1', customer: '+71', state: 'waiting', owed: ['message:c3-1'], live: [] },
      ...{ queue: 'sales', box: 'help', operator: null, reason: null, openedMs: 1_000, changedMs: 3_002 },
      ...{ dueMs: 1_002 + 4 * HOUR_MS, overdueMs: null, doneMs: null },
    });
    expect(story?.facts.map(({ what, on }) => [what, on])).toEqual([
      ...[
        ['called', 'c1'],
        ['ended', 'c1'],
        ['called', 'c3'],
        ['message', 'c3-1'],
        ['ended', 'c3'],
      ],
    ]);
    expect(await store.contact('c3')).toBeUndefined();
    expect(await ids(store, {})).toEqual(['c1', 'c2']);
  });

  test('a request goes on where the last process has left it, and its next call pays it', async () => {
    const first = await opened(...lost('c1', 1_000, '+71'));
    await first.flush();
    await world().close(first);
    const store = await opened(arrived('c2', 2_000, '+71'));
    expect((await store.contact('c1'))?.contact).toMatchObject({ state: 'open', live: ['c2'] });
    store.write(ended('c2', 3_000, 'answered'));
    expect((await store.contact('c1'))?.contact).toMatchObject({ state: 'done', owed: [], doneMs: 3_000 });
    // What is asked next is another request.
    store.write(arrived('c3', 4_000, '+71'));
    expect((await store.contact('c3'))?.contact).toMatchObject({ state: 'open', customer: '+71' });
  });

  test('a flow notes what is owed: of the request of the call, or of a new one', async () => {
    const wanted = { kind: 'caseWanted', callId: 'c1', subject: 'Called', text: 'by the robot' } as const;
    const store = await opened(
      arrived('c1', 1_000, '+71'),
      { ...wanted, noticeId: 'c1-2', action: 'update', atMs: 1_001 },
      { ...wanted, noticeId: 'c1-3', action: 'open', text: '', atMs: 1_002 },
      ended('c1', 2_000, 'answered'),
    );
    const [own, other] = [await store.contact('c1'), await store.contact('c1-3')];
    expect(own?.contact).toMatchObject({ customer: '+71', state: 'waiting', owed: ['promise'], live: [] });
    expect(other?.contact).toMatchObject({ customer: '+71', state: 'waiting', owed: ['promise'], live: [] });
    expect(own?.facts.map(({ what, by, text }) => [what, by, text])).toContainEqual([
      ...['noted', 'flow', 'Called: by the robot'],
    ]);
    expect(other?.facts).toEqual([{ atMs: 1_002, what: 'noted', by: 'flow', on: 'c1', text: 'Called' }]);
    store.write(changed('c1-3', 3_000, { done: true }));
    expect((await store.contact('c1-3'))?.contact.state).toBe('done');
    expect(await ids(store, { state: 'waiting' })).toEqual(['c1']);
  });

  test('a call that died with its process ends for its request, too', async () => {
    const store = await opened(arrived('c1', 1_000, '+71'));
    await store.flush();
    await store.closeOrphans(new Set(), 5_000);
    expect((await store.contact('c1'))?.contact).toMatchObject({ state: 'waiting', owed: ['call'] });
  });

  test('requests are found by state, customer, queue, operator and alarm, page by page', async () => {
    const store = await opened(
      ...lost('c1', 1_000, '+71'),
      ...lost('c2', 2_000, '+72', 'support'),
      ...[arrived('c3', 3_000, ''), ended('c3', 3_001, 'answered'), ...lost('c4', 4_000, '+74')],
      changed('c2', 5_000, { operator: 'anna' }),
      { kind: 'contactOverdue', contactId: 'c4', dueMs: 4_002 + 4 * HOUR_MS, atMs: 6_000 },
    );
    expect(await ids(store, {})).toEqual(['c4', 'c2', 'c3', 'c1']);
    expect(await ids(store, { state: 'waiting' })).toEqual(['c4', 'c1']);
    expect(await ids(store, { customer: '+72' })).toEqual(['c2']);
    expect(await ids(store, { queue: 'sales' })).toEqual(['c4', 'c1']);
    expect(await ids(store, { operator: 'anna' })).toEqual(['c2']);
    expect(await ids(store, { overdue: true })).toEqual(['c4']);
    expect(await ids(store, { limit: 2 })).toEqual(['c4', 'c2']);
    expect(await ids(store, { limit: 2, after: 'c2' })).toEqual(['c3', 'c1']);
    await expect(store.contacts({ limit: 2, after: 'c9' })).rejects.toMatchObject({
      code: 'CONTACT_UNKNOWN',
    });
  });

  test('what is past its time is told until the alarm is raised, the longest overdue first', async () => {
    const store = await opened(...lost('c1', 1_000, '+71'), ...lost('c2', 2_000, '+72'));
    store.write(changed('c2', 3_000, { dueMs: 500 }));
    const late = async (nowMs: number) =>
      (await store.contactsPastDue(nowMs, 10)).map(({ contactId }) => contactId);
    expect(await late(499)).toEqual([]);
    expect(await late(500)).toEqual(['c2']);
    expect(await late(5 * HOUR_MS)).toEqual(['c2', 'c1']);
    store.write({ kind: 'contactOverdue', contactId: 'c2', dueMs: 500, atMs: 4_000 });
    expect(await late(5 * HOUR_MS)).toEqual(['c1']);
  });

  test('the outbox tells of states, of what people do, and of alarms, with the request as it is then', async () => {
    const store = await world().open(['contact.changed', 'contact.overdue']);
    for (const entry of lost('c1', 1_000, '+71')) store.write(entry);
    store.write(changed('c1', 2_000, { text: 'tomorrow' }));
    const { dueMs } = (await store.contact('c1'))!.contact;
    for (const atMs of [3_000, 4_000])
      store.write({ kind: 'contactOverdue', contactId: 'c1', dueMs: dueMs!, atMs });
    const told = (await store.outbox(10, 0)).map(({ event, body }) => {
      const { by, contact } = (JSON.parse(body) as { data: { by?: string; contact: { state: string } } })
        .data;
      return [event, by, contact.state];
    });
    expect(told).toEqual([
      ['contact.changed', 'system', 'open'],
      ['contact.changed', 'system', 'waiting'],
      ['contact.changed', 'anna', 'waiting'],
      ['contact.overdue', undefined, 'waiting'],
    ]);
  });

  test('what is erased is gone with every word that was noted of it', async () => {
    const store = await opened(...lost('c1', 1_000, '+71'), changed('c1', 2_000, { text: 'a secret' }));
    await store.flush();
    store.write({ kind: 'contactErased', contactId: 'c1', by: 'admin', atMs: 3_000 });
    await store.flush();
    expect(await store.contact('c1')).toBeUndefined();
    expect((await world().kept()).join('\n')).not.toContain('a secret');
    // The call is there, and what is still said of it disturbs nobody.
    store.write({ kind: 'noted', callId: 'c1', by: 'anna', text: 'x', reason: null, atMs: 4_000 });
    expect(await ids(store, {})).toEqual([]);
    expect((await store.call('c1'))?.record.outcome).toBe('abandoned');
  });

  test('old ones that are done go with their facts; what is owed stays, however old', async () => {
    const keep = { ...FOR_EVER, recordsMs: 86_400_000 };
    const first = await opened(
      ...lost('c1', 1_000, '+71'),
      ...[arrived('c2', 2_000, '+72'), ended('c2', 2_001, 'answered')],
    );
    await first.flush();
    await world().close(first);
    const store = await world().open([], keep);
    await expect.poll(() => ids(store, {}), { timeout: 5_000 }).toEqual(['c1']);
  });
}
