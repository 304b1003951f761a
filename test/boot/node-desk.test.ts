import { beforeEach, expect, test } from 'vitest';
import { houseFor } from '../../src/boot/house.ts';
import { NodeDesk, type NodeDeskParts } from '../../src/boot/node-desk.ts';
import { Readiness } from '../../src/boot/readiness.ts';
import type { NodeShown } from '../../src/sip/index.ts';

const one = { version: '22.10.1', startedWallMs: 1, answerMs: 0 };
const at = (node: string, connected = true) => ({ ...one, node, connected });

let shown: NodeShown[];
let connected: readonly boolean[];
let draining: Set<string>;
let isRedisAway: boolean;
let logged: unknown[];
beforeEach(() => {
  const up = { state: 'up', isDraining: false, calls: 9, sinceWallMs: 500 } as const;
  shown = [
    { ...up, node: 'south' },
    { ...up, node: 'north' },
  ];
  [connected, draining, isRedisAway, logged] = [[true, true], new Set(), false, []];
});

function desk(parts: Partial<NodeDeskParts> = {}): NodeDesk {
  const [north, south] = connected;
  const nodes = [at('north', north), at('south', south)];
  const exchange = { ...one, connected: nodes.some((node) => node.connected), nodes };
  return new NodeDesk({
    weights: new Map([
      ['north', 1],
      ['south', 3],
    ]),
    edge: {
      nodes: shown,
      refused: { banned: 3 },
      draining,
      drain: async (node, isWanted) => {
        if (isRedisAway) throw new Error('away');
        if (isWanted) draining.add(node);
        else draining.delete(node);
      },
    },
    telephony: { exchange: () => exchange },
    switchboard: { callsOn: (node) => (node === 'north' ? 2 : 0) },
    log: { warn: (...words: unknown[]) => void logged.push(words) },
    ...parts,
  });
}

const alone = (isConnected = true) =>
  desk({
    ...{ weights: new Map([['main', 1]]), edge: undefined },
    telephony: { exchange: () => ({ ...one, connected: isConnected }) },
  });

test('nodes behind an edge are as it sees them, and as we hear them', () => {
  connected = [true, false];
  draining.add('south');
  expect(desk().list()).toEqual([
    {
      ...{ name: 'north', state: 'up', sinceMs: 500, isConnected: true },
      ...{ calls: 2, isDraining: false, weight: 1 },
    },
    {
      ...{ name: 'south', state: 'up', sinceMs: 500, isConnected: false },
      ...{ calls: 0, isDraining: true, weight: 3 },
    },
  ]);
});

test('of nodes whose edge is away nobody knows the state', () => {
  shown = [];
  expect(desk().list()).toMatchObject([
    { name: 'north', state: null, sinceMs: null, isConnected: true, calls: 2 },
    { name: 'south', state: null, sinceMs: null, isConnected: true, calls: 0 },
  ]);
});

test('without an edge there is one node', () => {
  const main = { name: 'main', state: null, sinceMs: null, isDraining: false, weight: 1, calls: 0 };
  expect(alone().list()).toEqual([{ ...main, isConnected: true }]);
  expect(alone(false).list()).toEqual([{ ...main, isConnected: false }]);
  expect(alone(false).warnings()).toEqual([]);
});

test('a node is to be emptied until somebody says otherwise, and the log says who', async () => {
  await desk().drain('north', true, 'admin');
  expect(desk().list()).toMatchObject([{ isDraining: true }, { isDraining: false }]);
  await desk().drain('north', false, 'admin');
  expect(desk().list()).toMatchObject([{ isDraining: false }, { isDraining: false }]);
  expect(logged).toEqual([
    [{ node: 'north', by: 'admin' }, 'the node is given no new calls'],
    [{ node: 'north', by: 'admin' }, 'the node is given new calls again'],
  ]);
});

test('a drain fails without an edge, of a node that is none, and while Redis is away', async () => {
  await expect(alone().drain('main', true, 'admin')).rejects.toMatchObject({ code: 'NO_EDGE' });
  await expect(desk().drain('west', true, 'admin')).rejects.toMatchObject({
    ...{ code: 'NODE_UNKNOWN', details: { node: 'west', nodes: ['north', 'south'] } },
  });
  isRedisAway = true;
  await expect(desk().drain('north', true, 'admin')).rejects.toMatchObject({ code: 'REDIS_AWAY' });
  expect(draining.size).toBe(0);
});

test('nodes that are away are warned of, each once', () => {
  expect(desk().warnings()).toEqual([]);
  connected = [true, false];
  expect(desk().warnings()).toEqual([expect.stringMatching(/^node south is not connected: /)]);
  shown = shown.map((node) => ({ ...node, state: node.node === 'south' ? 'dead' : 'suspect' }));
  expect(desk().warnings()).toEqual([
    expect.stringMatching(/^node north does not answer the edge/),
    expect.stringMatching(/^node south is dead: /),
  ]);
});

test('a warning keeps no house from being ready', () => {
  const readiness = new Readiness();
  const now = () => houseFor({ readiness, nodeDesk: desk() } as never).readiness();
  expect(now()).toEqual({ ready: true, missing: [] });
  connected = [true, false];
  expect(now()).toEqual({ ready: true, missing: [], warnings: [expect.stringContaining('node south')] });
});

test('that no node is given new calls is warned of', () => {
  draining.add('south');
  expect(desk().warnings()).toEqual([]);
  draining.add('north');
  expect(desk().warnings()).toEqual(['no node is given new calls: ./cordboard nodes drain NAME --off']);
});

test('whom the edge turns away is told with its reason, and nobody is where there is none', () => {
  expect(desk().refused()).toEqual({ banned: 3 });
  expect(alone().refused()).toEqual({});
});
