import { beforeEach, describe, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { type BoardSeen, NodeBook } from '../../src/sip/index.ts';
import type { NodeChange } from '../../src/sip/node-health.ts';

const NODES = ['a', 'b'].map((name) => ({ name, uri: `sip:${name}.example`, weight: 1, callsMax: 10 }));

let clock: SimulatedClock;
let book: NodeBook;
let changes: NodeChange[];
beforeEach(() => {
  clock = new SimulatedClock();
  book = new NodeBook(NODES, clock.now());
  changes = [];
  pass(1_000);
});

/** Nodes that are in `silent` do not answer. */
function pass(durationMs: number, ...silent: string[]): void {
  for (let passedMs = 0; passedMs < durationMs; passedMs += 100) {
    for (const { pingId, uri, withinMs } of book.pingsDue(clock.now())) {
      const status = silent.some((name) => uri === `sip:${name}.example`) ? null : 200;
      clock.after(status === null ? withinMs : 10, () => {
        changes.push(...book.pinged({ pingId, status }, clock.now()));
      });
    }
    clock.advance(100);
  }
}

function sees(seen: Partial<BoardSeen>): void {
  changes.push(...book.seen({ reports: [], ageMs: 0, draining: [], ...seen }, clock.now()));
}

const order = (): string =>
  book
    .choose(false, clock.now())
    .map(({ name }) => name)
    .join('');
const calls = (): readonly number[] => book.shown(clock.now()).map((one) => one.calls);
const told = (): readonly string[] => changes.splice(0).map(({ kind, node }) => `${kind} ${node}`);

const report = (name: string, count: number, socket: 'up' | 'lost' = 'up') => ({
  node: name,
  socket,
  calls: count,
});

describe('the choice', () => {
  test('counts a call from the moment at which it is sent there until its end', () => {
    expect(order()).toBe('ab');
    book.callBegan('a');
    expect(order()).toBe('ba');
    book.callEnded('a');
    book.callEnded('a');
    book.callBegan('nobody');
    book.callEnded('nobody');
    expect([order(), calls()]).toEqual(['ab', [0, 0]]);
  });

  test('counts what Cordboard has there beside our own calls, as long as that is news', () => {
    book.callBegan('a');
    sees({ reports: [report('a', 4), report('b', 0), report('nobody', 9)] });
    expect(calls()).toEqual([4, 0]);
    book.callBegan('a');
    expect(calls()).toEqual([5, 0]);
    sees({ reports: [report('a', 1), report('b', 0)] });
    expect(calls(), 'a report that is late takes nothing away').toEqual([2, 0]);
    sees({ reports: [report('a', 8), report('b', 0)] });
    pass(5_100);
    expect(calls()).toEqual([2, 0]);
  });

  test('leaves out what is full, and what is to be emptied for as long as it is said', () => {
    sees({ reports: [report('a', 10), report('b', 3)] });
    expect(order()).toBe('b');
    sees({ draining: ['b', 'nobody'] });
    expect(order()).toBe('');
    sees({ ageMs: null });
    pass(6_000);
    expect(order()).toBe('ab');
  });
});

test('at the beginning nothing is to be emptied, and nobody is told of what is not reported', () => {
  told();
  expect(book.shown(clock.now()).map(({ isDraining }) => isDraining)).toEqual([false, false]);
  sees({ reports: [report('a', 7, 'lost')], ageMs: null });
  expect([told(), calls()]).toEqual([[], [0, 0]]);
});

test('a report is as old as the board says: its figure holds for five seconds', () => {
  sees({ reports: [report('a', 7)], ageMs: 4_000 });
  clock.advance(1_000);
  expect(calls()).toEqual([7, 0]);
  clock.advance(1);
  expect(calls()).toEqual([0, 0]);
});

test('a node that dies is told once, and is not chosen', () => {
  expect(told()).toEqual(['nodeUp a', 'nodeUp b']);
  pass(2_000, 'a');
  expect(told()).toEqual(['nodeSuspect a']);
  sees({ reports: [report('a', 3, 'lost'), report('b', 3)] });
  pass(500, 'a');
  expect(told()).toEqual(['nodeDead a']);
  expect(order()).toBe('b');
  const { wallMs } = clock.now();
  pass(5_000, 'a');
  const [shown] = book.shown(clock.now());
  expect(shown).toMatchObject({ node: 'a', state: 'dead', isDraining: false });
  expect(wallMs - shown!.sinceWallMs).toBeLessThan(1_000);
});

test('a server that is gone takes no node with it', () => {
  told();
  for (let times = 0; times < 20; times++) {
    const pings = book.pingsDue(clock.now());
    book.forgetPings();
    clock.advance(1_000);
    for (const { pingId } of pings) changes.push(...book.pinged({ pingId, status: null }, clock.now()));
  }
  expect(told()).toEqual([]);
});
