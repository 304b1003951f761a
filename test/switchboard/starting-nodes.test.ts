import { describe, expect, test } from 'vitest';
import type { LiveLeg } from '../../src/telephony/index.ts';
import { adopted, entry, kinds, stepsOf, waiting } from './adopted.ts';
import { FILES, type Floor } from './floor.ts';
import { callerLeg, phoneLeg } from './next-process.ts';
import {
  arrivesOn,
  dies,
  isBack,
  nextBehindEdge,
  rehomed,
  rehomedLeg,
  talksOn,
  twoNodes,
} from './two-nodes.ts';

/** When the nodes were started whose calls a process has kept. */
const STARTED_MS = 1_700_000_000_000;
const back = (floor: Floor, ...of: [Parameters<typeof isBack>[1], Parameters<typeof isBack>[2]?]): void =>
  isBack(floor, of[0], of[1] ?? [], STARTED_MS);
const phones = (floor: Floor): void => {
  for (const phoneId of ['1001', '1002']) floor.put({ kind: 'phoneChanged', phoneId, reachable: true });
};
const offered = (floor: Floor): readonly (string | null)[] =>
  ['anna', 'boris'].map((id) => floor.operator(id).callId);

/** c1, who came first, is on the south node, and c2 on the north; the operators work. */
function served(): Floor {
  const floor = twoNodes();
  for (const operatorId of ['anna', 'boris'])
    floor.put({ kind: 'operatorAsked', operatorId, ask: 'ready', reason: null });
  arrivesOn(floor, 'c1', 'south');
  floor.clock.advance(1_000);
  arrivesOn(floor, 'c2', 'north');
  return floor;
}

describe('behind a start', () => {
  test('nobody is offered before all nodes have told of their callers: none is served out of turn', () => {
    const floor = served();
    floor.put({ kind: 'operatorAsked', operatorId: 'boris', ask: 'offline', reason: null });
    const next = nextBehindEdge(floor);
    back(next, 'north', [callerLeg(floor, 'c2')]);
    phones(next);
    expect(offered(next)).toEqual([null, null]);
    expect(next.switchboard.isStarting()).toBe(true);
    back(next, 'south', [callerLeg(floor, 'c1')]);
    expect(offered(next)).toEqual(['c1', null]);
    expect(next.switchboard.isStarting()).toBe(false);
  });

  test('a node that is away is waited for so long, and its callers come with their places when it is there', () => {
    const floor = served();
    const next = nextBehindEdge(floor);
    back(next, 'north', [callerLeg(floor, 'c2')]);
    phones(next);
    next.clock.advance(2_999);
    expect(offered(next)).toEqual([null, null]);
    next.clock.advance(1);
    expect(offered(next).toSorted()).toEqual(['c2', null].toSorted());
    arrivesOn(next, 'c3', 'north');
    expect(adopted(next, 'c1')).toBeUndefined();
    expect(next.switchboard.awaitedCallIds()).toEqual(new Set(['c1']));
    expect(next.switchboard.snapshot('c1', next.clock.now())).toMatchObject({ node: 'south' });
    back(next, 'south', [callerLeg(floor, 'c1')]);
    expect(waiting(next)[0]).toBe('c1');
    expect(adopted(next, 'c1')).toMatchObject({ phase: 'waiting' });
  });

  test('callers of a node that does not come back are given up after a minute, with a record and their place', () => {
    const redial = FILES['queues.yaml']!.replace('offer: {', 'wait: { redial: 2m }, offer: {');
    const floor = served();
    const next = nextBehindEdge(floor, { 'queues.yaml': redial });
    back(next, 'north', [callerLeg(floor, 'c2')]);
    next.clock.advance(59_999);
    expect(next.outcome('c1')).toBeUndefined();
    next.clock.advance(1);
    expect(next.outcome('c1')).toMatchObject({ outcome: 'node_failure' });
    expect(next.switchboard.awaitedCallIds()).toEqual(new Set());
    arrivesOn(next, 'c9', 'north', '100', 'c1');
    expect(entry(next, 'queueEntered', 'c9')).toMatchObject({ keptForMs: expect.any(Number) });
  });

  test('whoever hung up meanwhile has abandoned, when all nodes have told', () => {
    const floor = served();
    const next = nextBehindEdge(floor);
    back(next, 'south');
    expect(next.outcome('c1')).toBeUndefined();
    back(next, 'north', [callerLeg(floor, 'c2')]);
    expect(next.outcome('c1')).toMatchObject({ outcome: 'abandoned', estimated: true });
    expect(waiting(next)).toEqual(['c2']);
  });
});

describe('a caller who was brought to another node while no process looked', () => {
  test('has the place of before, whether that is found or told', () => {
    for (const how of ['found', 'told'] as const) {
      const floor = served();
      dies(floor, 'south');
      const next = nextBehindEdge(floor);
      back(next, 'north', [
        callerLeg(floor, 'c2'),
        ...(how === 'found' ? [rehomedLeg(floor, 'c1', 'north')] : []),
      ]);
      if (how === 'told') rehomed(next, 'c1', 'north');
      back(next, 'south');
      expect(waiting(next)).toEqual(['c1', 'c2']);
      expect(entry(next, 'callerRehomed')).toMatchObject({ from: 'south', to: 'north' });
      expect(next.wanted()).toContain('answer again-c1');
    }
  });

  test('and talked goes back to the line', () => {
    const floor = served();
    phones(floor);
    talksOn(floor, 'c1', 'op-c1-1');
    const next = nextBehindEdge(floor);
    back(next, 'north', [rehomedLeg(floor, 'c1', 'north')]);
    expect(kinds(next, 'c1')).toContain('operatorLost');
    expect(stepsOf(next, 'c1')).toEqual([]);
    expect(waiting(next)).toEqual(['c1']);
  });

  test('has an id that no call has, or had, if the process before has closed the books already', () => {
    const floor = twoNodes();
    arrivesOn(floor, 'c1', 'north');
    dies(floor, 'north');
    floor.clock.advance(20_000);
    rehomed(floor, 'c1', 'south');
    expect(waiting(floor)).toEqual(['c1-2']);
    const next = nextBehindEdge(floor, {}, ['c1']);
    back(next, 'north');
    rehomed(next, 'c1', 'north', 'once-more-c1');
    expect(waiting(next)).toEqual(['c1-3']);
  });

  test('has left legs behind that are told to go, whichever node tells first', () => {
    const floor = served();
    phones(floor);
    talksOn(floor, 'c1', 'op-c1-1');
    const old = [callerLeg(floor, 'c1', ['op-c1-1']), phoneLeg(floor, 'op-c1-1', ['leg-c1'])];
    rehomed(floor, 'c1', 'north');
    const next = nextBehindEdge(floor);
    back(next, 'south', old);
    back(next, 'north', [rehomedLeg(floor, 'c1', 'north')]);
    expect(next.wanted()).toContain('hangUp leg-c1');
    expect(kinds(next, 'c1').filter((kind) => kind === 'adopted')).toHaveLength(1);
    expect(kinds(next, 'c1')).not.toContain('callerRehomed');
    for (const legId of ['leg-c1', 'op-c1-1']) next.ends(legId);
    expect(next.outcome('c1')).toBeUndefined();
    expect(waiting(next)).toContain('c1');
  });
});

test('a caller who had come too late to the other node is known again under the new id, though its mark was refused', () => {
  const floor = twoNodes();
  arrivesOn(floor, 'c1', 'north');
  floor.ends('leg-c1');
  rehomed(floor, 'c1', 'south');
  expect(kinds(floor, 'c1-2')).toContain('queueEntered');
  const next = nextBehindEdge(floor, {}, ['c1']);
  back(next, 'north');
  back(next, 'south', [rehomedLeg(floor, 'c1', 'south')]);
  expect(adopted(next, 'c1-2')).toMatchObject({ phase: 'waiting', queue: 'support' });
  expect(waiting(next)).toEqual(['c1-2']);
});

describe('a caller who was brought to another node twice, and whose leg in between is still there', () => {
  const between = (floor: Floor): LiveLeg => rehomedLeg(floor, 'c1', 'north');
  const last = (floor: Floor): LiveLeg => ({ ...between(floor), legId: 'last-c1' });
  const brought = (): Floor => {
    const floor = served();
    rehomed(floor, 'c1', 'north');
    return floor;
  };
  /** One call, with the last leg, and the one in between goes, for good: a picture of before may still show it. */
  const goesOnWithTheLast = (floor: Floor, next: Floor): void => {
    expect(kinds(next, 'c1').filter((kind) => kind === 'adopted')).toHaveLength(1);
    expect(waiting(next).filter((callId) => callId === 'c1')).toHaveLength(1);
    const toEnd = next.wanted().filter((command) => command.startsWith('hangUp'));
    expect(toEnd).toContain('hangUp again-c1');
    expect(toEnd).not.toContain('hangUp last-c1');
    next.ends('again-c1');
    next.put({ kind: 'legFound', leg: between(floor) });
    expect([...next.switchboard.strangers()]).toEqual([]);
    expect(next.outcome('c1')).toBeUndefined();
  };

  test.each(['first', 'last'] as const)('goes on with the last on the same node, listed %s', (place) => {
    const floor = brought();
    const next = nextBehindEdge(floor);
    const legs = [between(floor), last(floor)];
    back(next, 'north', place === 'last' ? legs : legs.toReversed());
    back(next, 'south');
    goesOnWithTheLast(floor, next);
    expect(entry(next, 'callerRehomed')).toMatchObject({ from: 'north', to: 'north' });
  });

  test.each([true, false])(
    'goes on with the last, of which nothing was kept, wherever it is found first: %s',
    (isFirst) => {
      const floor = brought();
      const next = nextBehindEdge(floor);
      if (isFirst) back(next, 'south', [last(floor)]);
      back(next, 'north', [between(floor)]);
      if (!isFirst) back(next, 'south', [last(floor)]);
      goesOnWithTheLast(floor, next);
    },
  );

  test.each([true, false])(
    'goes on with the last as it was kept, wherever it is found first: %s',
    (isFirst) => {
      const floor = brought();
      rehomed(floor, 'c1', 'south', 'last-c1');
      const next = nextBehindEdge(floor);
      if (isFirst) back(next, 'south', [last(floor)]);
      back(next, 'north', [between(floor)]);
      if (!isFirst) back(next, 'south', [last(floor)]);
      goesOnWithTheLast(floor, next);
      expect(kinds(next, 'c1')).not.toContain('callerRehomed');
    },
  );

  test.each(['first', 'last'] as const)('is one call by what stands on the legs alone, listed %s', (at) => {
    const floor = brought();
    const next = twoNodes();
    const place = floor.marks.get('again-c1')!.place!;
    const marked = [callerLeg(floor, 'c1'), between(floor)].map((leg) => ({
      ...leg,
      marks: { ...leg.marks, place },
    }));
    back(next, 'north', at === 'last' ? marked : marked.toReversed());
    expect(waiting(next)).toEqual(['c1']);
    expect(next.wanted().filter((command) => command.startsWith('hangUp'))).toEqual(['hangUp leg-c1']);
  });
});
