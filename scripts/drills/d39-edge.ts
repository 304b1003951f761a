import { existsSync } from 'node:fs';
import { NODES } from '../../test/kit/edge/edge-world.ts';
import { eventually } from '../../test/kit/eventually.ts';
import type { OutgoingCall } from '../../test/kit/phones/index.ts';
import type { Drill, DrillFigure, DrillRun } from './drill.ts';
import { EDGE_LOAD_MAX, EdgeLoad, lacksSipServer } from './edge-load.ts';
import { passes } from './standard-load.ts';

const DOWN_MS = 3_000;
const SERVED_MS = 20_000;
const AGAIN_MS = 100;
const LOOK_MS = 100;
/** Calls behind an edge have session timers of 90 s; half of that passes before the node asks whether it lives. */
const LEFT_S_MAX = 100;
const LEFT_MS = 120_000;
const NEW_S_MAX = 5;
const GAP_MS_MAX = 500;

/** The SIP server dies, and, another time, the edge that drives it. */
export const edgeFaults: Drill = {
  id: 'D39',
  title: 'kill -9 of the SIP server in front of the nodes, and of the edge that drives it',
  promise:
    'New calls are answered within 5 seconds after it runs again, and phones ring without registering anew. Calls that were there are lost, but not at once: their sound goes on, and who waits is served, until their nodes let go of them within 100 seconds, with one record each. Only then is it noticed who has hung up meanwhile.',
  load: { atMost: EDGE_LOAD_MAX },
  hindrance: lacksSipServer,
  async run(load) {
    const all = { ...load, idle: 1 };
    const runs = [await EdgeLoad.with(all, serverDies), await EdgeLoad.with(all, edgeDies)];
    return {
      // One of the two alone proves half.
      evidence: runs.every(({ evidence }) => evidence.length > 0)
        ? runs.flatMap(({ evidence }) => evidence)
        : [],
      figures: runs.flatMap(({ figures }) => figures),
      faults: runs.flatMap(({ faults }) => faults),
    };
  },
};

async function serverDies(edge: EdgeLoad): Promise<DrillRun> {
  const { server, edge: driver } = edge.world;
  const [pid, killedMs] = [server.pid, performance.now()];
  await server.kill();
  const hungUp = hangUpSome(edge);
  await driver.says('the SIP server is gone');
  const value = (performance.now() - killedMs) / 1_000;
  const what = 'until the edge says that the SIP server is gone';
  const { evidence, ...rest } = await aftermath(edge, {
    ...{ who: 'the SIP server', pid, killedMs, hungUp, again: () => server.run() },
  });
  return { evidence, ...rest, figures: [{ what, value, unit: 's', atMost: NEW_S_MAX }, ...rest.figures] };
}

async function edgeDies(edge: EdgeLoad): Promise<DrillRun> {
  const { edge: driver } = edge.world;
  const [pid, killedMs] = [driver.pid, performance.now()];
  await driver.stop('SIGKILL');
  const hungUp = hangUpSome(edge);
  return aftermath(edge, { who: 'the edge', pid, killedMs, hungUp, again: () => driver.run() });
}

/** One who talks and two who wait. */
function hangUpSome({ talking, waiting }: EdgeLoad): readonly OutgoingCall[] {
  const calls = [talking.at(-1)!, ...waiting.slice(-2)];
  for (const call of calls) call.hangUp();
  return calls;
}

type Death = {
  readonly who: string;
  readonly pid: number;
  readonly killedMs: number;
  readonly hungUp: readonly OutgoingCall[];
  readonly again: () => Promise<void>;
};

async function aftermath(edge: EdgeLoad, death: Death): Promise<DrillRun> {
  const { who, pid, killedMs, hungUp } = death;
  const staying = edge.callers.filter((call) => !hungUp.includes(call));
  await passes(DOWN_MS);
  const gapMs = edge.longestGapMs(staying, killedMs);
  const isGone = !existsSync(`/proc/${pid}`);
  const startedMs = performance.now();
  await death.again();
  const newcomer = await anotherIsAnswered(edge);
  const newS = (performance.now() - startedMs) / 1_000;
  const faults: string[] = [];
  const rungS = await servedByIdle(edge, faults);
  const goneS = await whenGone(edge, killedMs);
  const last = (calls: readonly OutgoingCall[]): number =>
    Math.max(...calls.map((call) => goneS.get(call) ?? Number.POSITIVE_INFINITY));
  const untold = staying.filter(({ state }) => state === 'talking').length;
  if (!(await hearsMusic(newcomer))) faults.push(`who called when ${who} ran again has no sound any more`);
  faults.push(...(await edge.recordFaults(edge.callers)));
  const within = (what: string, value: number, atMost: number): DrillFigure => ({
    ...{ what: `${who}: ${what}`, value, unit: 's', atMost },
  });
  const { waiting, talking } = edge;
  return {
    evidence: isGone
      ? [`${who} (process ${pid}) was killed with ${waiting.length} waiting and ${talking.length} talking`]
      : [],
    figures: [
      {
        what: `${who}: longest gap in the sound while it is away`,
        value: gapMs,
        unit: 'ms',
        atMost: GAP_MS_MAX,
      },
      within('until a new call is answered, from its new start', newS, NEW_S_MAX),
      within('until a phone that did not register anew talks with who waits', rungS, NEW_S_MAX),
      within('until it is noticed that callers have hung up', last(hungUp), LEFT_S_MAX),
      within('until the last of the others is let go', last(staying), LEFT_S_MAX),
      { what: `${who}: callers whose phone is not told of that`, value: untold, unit: 'callers' },
    ],
    faults,
  };
}

/** Somebody calls, and calls again when refused. Resolves with the call that is answered. */
async function anotherIsAnswered(edge: EdgeLoad): Promise<OutgoingCall> {
  const endMs = performance.now() + SERVED_MS;
  for (;;) {
    const call = await edge.another();
    try {
      return await call.answered(SERVED_MS);
    } catch (err) {
      if (performance.now() > endMs) throw err;
      await passes(AGAIN_MS);
    }
  }
}

/** An operator who paused is ready. Resolves with the seconds until their phone talks with the first who waits. */
async function servedByIdle(edge: EdgeLoad, faults: string[]): Promise<number> {
  const [phone, fromMs] = [edge.idle[0]!, performance.now()];
  const first = (await edge.order())[0];
  await edge.world.api.setState(`op-${phone.name}`, 'ready');
  const talks = (): true | undefined => (phone.current?.state === 'talking' ? true : undefined);
  await eventually('the phone of who is ready now talks', talks, SERVED_MS);
  const seconds = (performance.now() - fromMs) / 1_000;
  const heardMs = await edge.listened();
  const call = edge.callers.find(({ number }) => number === first);
  const isHeard = edge.heard(phone.current?.media, heardMs).length > 0;
  const hears = edge.heard(call!.media, heardMs).some(({ what }) => what === phone.name);
  if (phone.current?.callerNumber !== first || !isHeard || !hears)
    faults.push(
      `${phone.name} talks with ${phone.current?.callerNumber}, not with ${first}, or has no sound`,
    );
  return seconds;
}

/** Since the death, in seconds, when no node carried each of them any more. */
async function whenGone(edge: EdgeLoad, killedMs: number): Promise<ReadonlyMap<OutgoingCall, number>> {
  const goneS = new Map<OutgoingCall, number>();
  while (goneS.size < edge.callers.length && performance.now() < killedMs + LEFT_MS) {
    const there = new Set((await Promise.all(NODES.map((node) => edge.carriedBy(node)))).flat());
    for (const call of edge.callers)
      if (!there.has(call) && !goneS.has(call)) goneS.set(call, (performance.now() - killedMs) / 1_000);
    await passes(LOOK_MS);
  }
  return goneS;
}

async function hearsMusic({ media, state }: OutgoingCall): Promise<boolean> {
  const before = media.packetsHeard;
  await passes(1_000);
  return state === 'talking' && media.packetsHeard > before + 25;
}
