import { existsSync } from 'node:fs';
import { NODES, type NodeName } from '../../test/kit/edge/edge-world.ts';
import type { OutgoingCall } from '../../test/kit/phones/index.ts';
import type { Drill, DrillFigure, DrillRun } from './drill.ts';
import { EDGE_LOAD_MAX, EdgeLoad, lacksSipServer } from './edge-load.ts';
import { passes } from './standard-load.ts';

const HOME_S_MAX = 8;
const SHARE_MIN = 95;
/** So long is waited for callers who come late, or never. */
const WATCHED_MS = 20_000;
const LOOK_MS = 50;
const LEFT_MS = 10_000;

/** One of two nodes dies, with the edge between it and its callers. */
export const edgeExchange: Drill = {
  id: 'D11E',
  title: 'kill -9 of one of two Asterisk nodes behind a SIP edge',
  promise:
    'At least 95 of 100 of its callers go on at the other node within 8 seconds, in their order; who talked is with the same operator again, and each call has one record.',
  load: { atMost: EDGE_LOAD_MAX },
  hindrance: lacksSipServer,
  run: (load) => EdgeLoad.with(load, nodeDies),
};

async function nodeDies(edge: EdgeLoad): Promise<DrillRun> {
  const { world } = edge;
  const [order, operators] = [await edge.order(), operatorsOf(edge)];
  const [node, carried] = await fullerNode(edge);
  const other = NODES.find((each) => each !== node)!;
  const dumbBefore = edge.dumb(await edge.listened());
  const [pid, killedMs] = [world.nodes[node].pid, performance.now()];
  await world.nodes[node].die();
  const homeMs = await watch(edge, other, carried, killedMs);
  const dumb = edge.dumb(await edge.listened());
  const now = await edge.order();
  const moved = order.filter((number, index) => now[index] !== number);
  const talkers = edge.talking.filter((call) => carried.includes(call));
  const same = talkers.filter((call) => edge.phoneWith(call)?.name === operators.get(call.number));
  const [dropped, sound] = [edge.lost(), soundFigures(edge, carried, killedMs)];
  const records = await end(edge);
  const figures: readonly DrillFigure[] = [
    {
      what: 'its callers who go on',
      value: share(homeMs.size, carried.length),
      unit: '%',
      atLeast: SHARE_MIN,
    },
    { what: 'until the last of them does', value: last(homeMs) / 1_000, unit: 's', atMost: HOME_S_MAX },
    ...sound,
    { what: 'callers whose place has changed', value: moved.length, unit: 'callers', atMost: 0 },
    { what: 'callers without sound, both ways in a talk', value: dumb.length, unit: 'callers', atMost: 0 },
    {
      what: 'talkers of that node with the same operator again',
      value: share(same.length, talkers.length),
      unit: '%',
      atLeast: 100,
    },
    { what: 'callers dropped', value: dropped.length, unit: 'callers', atMost: 0 },
  ];
  return {
    evidence: existsSync(`/proc/${pid}`)
      ? []
      : [
          `node ${node} (process ${pid}) is gone: it carried ${carried.length} callers, ${talkers.length} in a talk`,
        ],
    figures,
    faults: [
      ...dumbBefore.map((number) => `${number} had no sound before`),
      ...dropped.map((line) => `dropped: ${line}`),
      ...records,
    ],
  };
}

/** Who talks with whom: number → phone. */
const operatorsOf = (edge: EdgeLoad): ReadonlyMap<string, string | undefined> =>
  new Map(edge.talking.map((call) => [call.number, edge.phoneWith(call)?.name]));

async function fullerNode(edge: EdgeLoad): Promise<readonly [NodeName, readonly OutgoingCall[]]> {
  const [a, b] = [await edge.carriedBy('a'), await edge.carriedBy('b')];
  const talkers = (calls: readonly OutgoingCall[]): number =>
    calls.filter((call) => edge.talking.includes(call)).length;
  const isA = a.length === b.length ? talkers(a) >= talkers(b) : a.length > b.length;
  return isA ? ['a', a] : ['b', b];
}

/** When each of them was first at the other node with its sound, since the death; those who never were have no moment. */
async function watch(
  edge: EdgeLoad,
  node: NodeName,
  callers: readonly OutgoingCall[],
  killedMs: number,
): Promise<ReadonlyMap<OutgoingCall, number>> {
  const homeMs = new Map<OutgoingCall, number>();
  while (homeMs.size < callers.length && performance.now() < killedMs + WATCHED_MS) {
    await passes(LOOK_MS);
    for (const call of await edge.carriedBy(node)) {
      if (!callers.includes(call) || homeMs.has(call)) continue;
      const isHeard = edge.heard(call.media, killedMs).some(({ fromMs }) => fromMs > killedMs);
      if ((isHeard || !edge.isListenedTo(call)) && edge.hasSound(call, killedMs))
        homeMs.set(call, performance.now() - killedMs);
    }
  }
  return homeMs;
}

/** What the callers of the dead node, and those of the other one, heard of it. */
function soundFigures(
  edge: EdgeLoad,
  carried: readonly OutgoingCall[],
  killedMs: number,
): readonly DrillFigure[] {
  const others = edge.callers.filter((call) => !carried.includes(call));
  const silent = edge.longestGapMs(carried, killedMs);
  const gap = edge.longestGapMs(others, killedMs);
  return [
    { what: 'longest silence for one of them', value: silent / 1_000, unit: 's' },
    { what: 'longest gap in the sound of callers of the other node', value: gap, unit: 'ms' },
  ];
}

/** Everybody hangs up. Resolves with what does not fit together then. */
async function end(edge: EdgeLoad): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const call of edge.callers) call.hangUp();
  await edge.areNodesEmpty(LEFT_MS).catch((err: Error) => faults.push(String(err.cause ?? err)));
  return [...faults, ...(await edge.recordFaults(edge.callers))];
}

const share = (some: number, all: number): number => (100 * some) / all;
const last = (moments: ReadonlyMap<OutgoingCall, number>): number => Math.max(0, ...moments.values());
