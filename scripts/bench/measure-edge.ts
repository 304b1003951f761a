import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EdgeWorld } from '../../test/kit/edge/edge-world.ts';
import { eventually } from '../../test/kit/eventually.ts';
import { cpuSeconds } from '../../test/kit/processes.ts';
import { BRIEF, storm, stormBundle } from '../drills/storm.ts';
import { writeBundle } from '../drills/write-bundle.ts';
import { type Figure, type Target, timesFigure, valueFigure } from './figures.ts';

/** All callers come from one address, which may bring half of this. */
const ROOM = {
  CORDBOARD_LIMITS_CALLS: '1000',
  CORDBOARD_LIMITS_CALLS_PER_SECOND: '1000',
  CORDBOARD_LIMITS_BURST: '1000',
  CORDBOARD_ASTERISK_RTP_FROM: '10000',
  CORDBOARD_ASTERISK_RTP_TO: '19999',
};
const SETTLED_MS = 60_000;

export type EdgePlan = { readonly perSecond: readonly number[]; readonly seconds: number };

const failedOf = (perSecond: number): string => `${perSecond} calls/s: not answered`;
const answeredOf = (perSecond: number): string => `${perSecond} calls/s: INVITE -> 200`;

export const edgeTargets = ({ perSecond }: EdgePlan): readonly Target[] =>
  perSecond.map((rate) => ({ measure: failedOf(rate), field: 'value', atMost: 0 }));

/** Callers who came and were not answered, at all rates together. */
export const failedCalls = (figures: readonly Figure[], { perSecond }: EdgePlan): number =>
  figures
    .filter(({ measure }) => perSecond.some((rate) => failedOf(rate) === measure))
    .reduce((sum, { value = 0 }) => sum + value, 0);

/**
 * Callers of a trunk by the hundred, through the edge and one of two nodes to a flow that says a word and lets go:
 * answered, and what it costs. `program`: a drachtio-server.
 */
export async function measureEdge(program: string, plan: EdgePlan): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'cordboard-bench-'));
  await writeBundle(folder, stormBundle(['1001']));
  const world = await EdgeWorld.open(program, folder, { settings: ROOM });
  try {
    const figures: Figure[] = [];
    for (const perSecond of plan.perSecond) figures.push(...(await measureRate(world, perSecond, plan)));
    return figures;
  } finally {
    await world.close();
    await rm(folder, { recursive: true });
  }
}

async function measureRate(
  world: EdgeWorld,
  perSecond: number,
  { seconds }: EdgePlan,
): Promise<readonly Figure[]> {
  const pids = await pidsOf(world);
  const used = (): readonly number[] =>
    pids.map(([, of]) => of.reduce((sum, pid) => sum + cpuSeconds(pid), 0));
  const [before, fromMs] = [used(), performance.now()];
  const { created, answered } = await storm(world, { dialled: BRIEF, perSecond, seconds });
  const [after, tookS] = [used(), (performance.now() - fromMs) / 1_000];
  await settled(world);
  const times = answered.map(({ tookMs }) => tookMs);
  return [
    valueFigure('edge', 'cordboard', failedOf(perSecond), created - times.length, 'calls', created),
    timesFigure('edge', 'cordboard', answeredOf(perSecond), times),
    ...pids.map(([name], index) => {
      const cores = (after[index]! - before[index]!) / tookS;
      return valueFigure('edge', 'cordboard', `${perSecond} calls/s: ${name}`, cores, 'cores', created);
    }),
  ];
}

async function pidsOf({
  server,
  edge,
  nodes,
  hotline,
}: EdgeWorld): Promise<readonly (readonly [name: string, pids: readonly number[]])[]> {
  return [
    ['edge', [edge.pid]],
    ['SIP server', [server.pid]],
    ['both Asterisks', [nodes.a.pid, nodes.b.pid]],
    ['Cordboard', [await hotline.pidOf('cordboard')]],
  ];
}

async function settled({ api }: EdgeWorld): Promise<void> {
  const isEmpty = async (): Promise<true | undefined> =>
    (await api.board()).calls.length === 0 ? true : undefined;
  await eventually('all calls are over', isEmpty, SETTLED_MS);
}
