import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { EdgeWatch } from '../../src/boot/edge-watch.ts';
import { Readiness } from '../../src/boot/readiness.ts';
import type { EdgeShown, NodeReport, NodeShown, NodeWitness } from '../../src/sip/index.ts';
import type { Event } from '../../src/switchboard/index.ts';

const north: NodeShown = { node: 'north', state: 'up', isDraining: false, calls: 2, sinceWallMs: 500 };

/** What stands in Redis, or nothing at all while it is away. */
class Witness implements NodeWitness {
  edge: EdgeShown | null = null;
  isAway = false;
  readonly wanted = new Set<string>();
  reported: readonly NodeReport[] = [];

  report(nodes: readonly NodeReport[]): void {
    this.reported = nodes;
  }

  async shown(): Promise<EdgeShown | null> {
    if (this.isAway) throw new Error('away');
    return this.edge;
  }

  async draining(): Promise<readonly string[]> {
    if (this.isAway) throw new Error('away');
    return [...this.wanted];
  }

  async drain(node: string, isWanted: boolean): Promise<void> {
    if (this.isAway) throw new Error('away');
    if (isWanted) this.wanted.add(node);
    else this.wanted.delete(node);
  }

  close(): void {}
}

let clock: SimulatedClock;
let witness: Witness;
let readiness: Readiness;
let told: Event[];
let watch: EdgeWatch;
beforeEach(() => {
  [clock, witness, readiness, told] = [new SimulatedClock(), new Witness(), new Readiness(), []];
  const node = { node: 'north', connected: true, version: '22.10.1', startedWallMs: 1, answerMs: 0 };
  watch = new EdgeWatch({
    ...{ witness, readiness, clock },
    telephony: { exchange: () => ({ ...node, nodes: [node, { ...node, node: 'south', connected: false }] }) },
    switchboard: { callsOn: () => 3 },
    put: (event) => void told.push(event),
    log: pino({ level: 'silent' }),
  });
  watch.start();
});

/** Time passes, and what was begun in it comes to its end. */
async function passes(ms: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += 100) {
    clock.advance(100);
    for (let turn = 0; turn < 8; turn++) await Promise.resolve();
  }
}

test('the edge is told which nodes we hear, and how many calls are there', async () => {
  await passes(500);
  expect(witness.reported).toEqual([
    { node: 'north', socket: 'up', calls: 3 },
    { node: 'south', socket: 'lost', calls: 3 },
  ]);
});

test('nodes are known as the edge shows them, and unknown before and while it is away', async () => {
  await passes(500);
  expect(watch.nodes).toEqual([]);
  expect(readiness.now().ready).toBe(false);
  witness.edge = { nodes: [north], phones: [], refused: { banned: 2 } };
  await passes(500);
  expect([watch.nodes, watch.refused]).toEqual([[north], { banned: 2 }]);
  expect(readiness.now().ready).toBe(true);
  witness.edge = null;
  await passes(4_000);
  expect(watch.nodes).toEqual([north]);
  await passes(2_000);
  expect([watch.nodes, watch.refused]).toEqual([[], {}]);
  expect(readiness.now().ready).toBe(false);
});

test('while Redis is away, what was heard last holds', async () => {
  witness.edge = { nodes: [north], phones: ['1001'], refused: {} };
  witness.wanted.add('south');
  await passes(500);
  witness.isAway = true;
  await passes(10_000);
  expect([watch.nodes, [...watch.draining]]).toEqual([[north], ['south']]);
  expect(told).toEqual([{ kind: 'phoneChanged', phoneId: '1001', reachable: true }]);
});

test('a node that dies is told of once, and phones as they come and go', async () => {
  witness.edge = { nodes: [{ ...north, state: 'dead' }], phones: ['1001'], refused: {} };
  await passes(1_500);
  witness.edge = { nodes: [north], phones: [], refused: {} };
  await passes(500);
  expect(told).toEqual([
    { kind: 'phoneChanged', phoneId: '1001', reachable: true },
    { kind: 'nodeDied', node: 'north' },
    { kind: 'phoneChanged', phoneId: '1001', reachable: false },
  ]);
});

test('who is to be emptied is known at once when somebody here says so, and within a look from elsewhere', async () => {
  await watch.drain('north', true);
  expect([...watch.draining]).toEqual(['north']);
  witness.wanted.add('south');
  await passes(500);
  expect([...watch.draining]).toEqual(['north', 'south']);
  await watch.drain('north', false);
  expect([...watch.draining]).toEqual(['south']);
  await passes(500);
  expect([...watch.draining]).toEqual(['south']);
});

test('what was read before somebody changed it here is not believed', async () => {
  const read = Promise.withResolvers<readonly string[]>();
  witness.draining = () => read.promise;
  await passes(500);
  await watch.drain('north', true);
  read.resolve([]);
  await passes(100);
  expect([...watch.draining]).toEqual(['north']);
});

test('what Redis does not take is not so', async () => {
  witness.isAway = true;
  await expect(watch.drain('north', true)).rejects.toThrow('away');
  expect([...watch.draining]).toEqual([]);
});
