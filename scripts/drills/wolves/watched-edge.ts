import { NODES } from '../../../test/kit/edge/edge-world.ts';
import { eventually } from '../../../test/kit/eventually.ts';
import type { DrillRun } from '../drill.ts';
import { EdgeLoad } from '../edge-load.ts';
import { passes } from '../standard-load.ts';
import { FEW, GAP_MS_MAX, SETTLES_MS } from './watched-calls.ts';

const AGAIN_MS = 10_000;

/**
 * As `attacked`, with a SIP edge in front of two nodes: all its processes must be those that they were, everybody must
 * still be there and be heard, new callers must be served, and nobody else may have come in. Behind everybody who talks
 * there is one phone more, whose operator pauses.
 */
export async function attackedEdge(attack: (edge: EdgeLoad) => Promise<DrillRun>): Promise<DrillRun> {
  return EdgeLoad.with({ ...FEW, idle: 1 }, async (edge) => {
    const before = processesOf(edge);
    await passes(SETTLES_MS);
    const fromMs = performance.now();
    const { evidence, figures, faults } = await attack(edge);
    const value = edge.longestGapMs(edge.talking, fromMs);
    const sound = { what: 'longest gap in the sound of talkers', value, unit: 'ms', atMost: GAP_MS_MAX };
    const after = await unharmed(edge, before);
    return { evidence, figures: [...figures, sound], faults: [...faults, ...after] };
  });
}

/** What runs, as "name pid"; 0 for what has ended. */
function processesOf({ world }: EdgeLoad): readonly string[] {
  const { server, edge, nodes } = world;
  const nodePids = NODES.map((name) => `node ${name} ${nodes[name].pid}`);
  return [`SIP server ${server.livePid}`, `edge ${edge.livePid}`, ...nodePids];
}

async function unharmed(edge: EdgeLoad, before: readonly string[]): Promise<readonly string[]> {
  const faults: string[] = edge.lost().map((line) => `dropped: ${line}`);
  const now = processesOf(edge);
  for (const one of before.filter((each) => !now.includes(each)))
    faults.push(`${one} is another process by now, or none: ${edge.world.server.output.slice(-500)}`);
  for (const number of edge.dumb(await edge.listened())) faults.push(`${number} has no sound`);
  const { length } = await edge.order();
  const call = await edge.another();
  const waits = async (): Promise<true | undefined> =>
    (await edge.order()).length === length + 1 ? true : undefined;
  await eventually('a new caller is in the line', waits, AGAIN_MS).catch((err: Error) =>
    faults.push(err.message),
  );
  call.hangUp();
  await call.ended;
  return [...faults, ...(await end(edge, call.number))];
}

/** Everybody hangs up. Resolves with what does not fit together then: also the records of whoever else came in. */
async function end(edge: EdgeLoad, another: string): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const call of edge.callers) call.hangUp();
  await edge.areNodesEmpty(AGAIN_MS).catch((err: Error) => faults.push(String(err.cause ?? err)));
  const known = new Set([...edge.callers.map(({ number }) => number), another]);
  for (const { caller, dialled } of await edge.world.api.records())
    if (!known.has(caller)) faults.push(`a call of ${caller} to ${dialled} came in`);
  return [...faults, ...(await edge.recordFaults(edge.callers))];
}
