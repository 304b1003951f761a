import { expect, test } from 'vitest';
import { Reconciler } from '../../src/boot/reconcile.ts';
import type { Event } from '../../src/switchboard/index.ts';
import type { LiveLeg } from '../../src/telephony/index.ts';

const legOf = (legId: string): LiveLeg => ({
  legId,
  node: 'main',
  callId: legId,
  role: 'caller',
  answered: true,
  caller: { number: '', name: '' },
  hears: [],
  marks: {},
});

/** What each look finds: the legs that the exchange holds; `known` are ours throughout. */
async function looks(known: readonly string[], held: readonly (readonly string[])[], isInDoubt = false) {
  const events: Event[] = [];
  const left = [...held];
  const telephony = { look: async () => ({ legs: left.shift()!.map(legOf), isInDoubt }) };
  const switchboard = { knownLegs: () => known, strangers: () => [] };
  const reconciler = new Reconciler(telephony as never, switchboard as never, (event) => events.push(event));
  const doubts: boolean[] = [];
  while (left.length > 0) doubts.push(await reconciler.look());
  return { doubts, told: events.map((event) => `${event.kind} ${'leg' in event ? event.leg.legId : ''}`) };
}

test('nothing is told, and nothing is in doubt, where all is as we know it', async () => {
  expect(await looks(['1'], [['1'], ['1']])).toEqual({ doubts: [false, false], told: [] });
});

test('what two looks agree on is told, and the first of them asks for the second', async () => {
  expect(await looks(['1'], [['2'], ['2']])).toEqual({
    doubts: [true, true],
    told: ['legEnded ', 'legFound 2'],
  });
});

test('what only one look finds was on its way', async () => {
  expect(await looks(['1'], [['1', '2'], ['1'], ['1', '2']])).toEqual({
    doubts: [true, false, true],
    told: [],
  });
});

test('legs of a node that could not be looked at have not vanished', async () => {
  const events: Event[] = [];
  const nodes: Readonly<Record<string, string>> = { '1': 'north', '2': 'south' };
  const telephony = { look: async () => ({ legs: [], isInDoubt: false, nodesAway: ['north'] }) };
  const switchboard = {
    ...{ knownLegs: () => ['1', '2'], strangers: () => [] },
    nodeOf: (legId: string) => nodes[legId],
  };
  const reconciler = new Reconciler(telephony as never, switchboard as never, (event) => events.push(event));
  for (let look = 0; look < 2; look++) await reconciler.look();
  expect(events).toMatchObject([{ kind: 'legEnded', legId: '2' }]);
});

test('what the exchange itself has in doubt is looked at again', async () => {
  expect((await looks(['1'], [['1']], true)).doubts).toEqual([true]);
});
