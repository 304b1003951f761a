import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseNodes, mayTryNextNode } from '../../src/sip/choose-node.ts';

type Candidate = Parameters<typeof chooseNodes>[0][number];

const node = (name: string, how: Partial<Candidate> = {}): Candidate => ({
  ...{ node: name, state: 'up', isDraining: false, weight: 1, calls: 0, callsMax: 100 },
  ...how,
});
const [NEW, REHOMED] = [false, true];

describe('a new call', () => {
  test('goes where there is the least to do, then to the others', () => {
    expect(
      chooseNodes([node('a', { calls: 2 }), node('b', { calls: 1 }), node('c', { calls: 3 })], NEW),
    ).toEqual(['b', 'a', 'c']);
    expect(chooseNodes([node('b'), node('c'), node('a')], NEW)).toEqual(['a', 'b', 'c']);
  });

  test('goes to the strong more often: they fill in the ratio of their weights', () => {
    const calls = { a: 0, b: 0, c: 0 };
    for (let times = 0; times < 700; times++) {
      const load = [
        node('a', { weight: 1, calls: calls.a, callsMax: 1_000 }),
        node('b', { weight: 2, calls: calls.b, callsMax: 1_000 }),
        node('c', { weight: 4, calls: calls.c, callsMax: 1_000 }),
      ];
      calls[chooseNodes(load, NEW)[0] as 'a' | 'b' | 'c'] += 1;
    }
    expect(calls).toEqual({ a: 100, b: 200, c: 400 });
  });

  test('does not go where nobody is to go', () => {
    const others = [
      node('suspect', { state: 'suspect' }),
      node('dead', { state: 'dead' }),
      node('draining', { isDraining: true }),
      node('full', { calls: 100 }),
      node('weightless', { weight: 0 }),
    ];
    expect(chooseNodes([...others, node('last', { calls: 99 })], NEW)).toEqual(['last']);
    expect(chooseNodes(others.slice(1), NEW)).toEqual([]);
  });

  test('is tried at suspect nodes while no node is up', () => {
    const silent = [node('a', { state: 'suspect', calls: 5 }), node('b', { state: 'suspect' })];
    const dead = node('c', { state: 'dead' });
    expect(chooseNodes([...silent, dead], NEW)).toEqual(['b', 'a']);
    expect(chooseNodes([...silent, dead, node('d', { calls: 100 })], NEW)).toEqual([]);
  });

  test('of a caller whose node has died goes to a full one rather than nowhere', () => {
    const nodes = [
      node('draining', { isDraining: true }),
      node('fullest', { calls: 101 }),
      node('full', { calls: 100 }),
      node('dead', { state: 'dead' }),
    ];
    expect(chooseNodes(nodes, REHOMED)).toEqual(['full', 'fullest', 'draining']);
    expect(chooseNodes([...nodes, node('free', { calls: 99 })], REHOMED)[0]).toBe('free');
  });
});

test('whatever the nodes are like, each is tried once at most, however they are listed', () => {
  const candidate = fc.record({
    state: fc.constantFrom('up', 'up', 'suspect', 'dead'),
    isDraining: fc.boolean(),
    weight: fc.constantFrom(0, 0.1, 0.3, 1, 2, 3),
    calls: fc.nat(12),
    callsMax: fc.constantFrom(0, 5, 10),
  });
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 8 }), fc.boolean(), fc.nat(7), (hows, isRehomed, turn) => {
      const nodes = hows.map((how, at) => node(`n${at}`, how as Partial<Candidate>));
      const chosen = chooseNodes(nodes, isRehomed);
      expect(new Set(chosen).size).toBe(chosen.length);
      expect(chooseNodes([...nodes.slice(turn), ...nodes.slice(0, turn)], isRehomed)).toEqual(chosen);
      const live = nodes.filter(({ state }) => state === 'up');
      if (isRehomed && live.length > 0)
        expect(chosen.toSorted()).toEqual(live.map((one) => one.node).toSorted());
      for (const name of chosen) {
        const one = nodes.find((other) => other.node === name)!;
        expect(one.state).toBe(live.length > 0 ? 'up' : 'suspect');
        if (!isRehomed) expect(!one.isDraining && one.calls < one.callsMax && one.weight > 0).toBe(true);
      }
    }),
  );
});

describe('a call that a node did not take', () => {
  test('is tried at the next one when the node was the reason', () => {
    for (const status of [null, 401, 407, 408, 500, 502, 503, 504, 513])
      expect(mayTryNextNode(status, '')).toBe(true);
    expect(mayTryNextNode(503, 'Q.850;cause=41')).toBe(true);
    expect(mayTryNextNode(503, 'Q.850;cause=3')).toBe(true);
  });

  test('is over when the answer is meant for the caller', () => {
    for (const status of [302, 400, 403, 404, 410, 480, 484, 486, 487, 488, 600, 603, 604, 606])
      expect(mayTryNextNode(status, ''), String(status)).toBe(false);
  });

  test('is over when the house has turned it away: at another node it would be one call more', () => {
    for (const reason of ['Q.850;cause=42', 'Q.850;cause=34;text="x"', 'SIP;cause=503, q.850 ; cause = 42'])
      expect(mayTryNextNode(503, reason), reason).toBe(false);
    expect(mayTryNextNode(503, 'Q.850;cause=421')).toBe(true);
  });
});
