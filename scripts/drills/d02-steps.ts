import { eventually } from '../../test/kit/eventually.ts';
import type { FaultyLine } from '../../test/kit/faulty-line/index.ts';
import type { Drill, DrillRun } from './drill.ts';
import { anotherIsReady } from './killed.ts';
import type { Scene } from './scene.ts';
import { SCENES } from './scenes.ts';
import { passes } from './standard-load.ts';
import { giveUp, inStepWorld, type StepWorld } from './step-world.ts';
import { allFree } from './talk-traffic.ts';

/**
 * What happened longer ago than this, such as that somebody is free, is known to the next process; and a death so long
 * behind the one before is not put down to what was kept of the calls.
 */
const KEPT_MS = 1_500;
/** What is set for all calls once a second is no command of one. */
const VARIABLE = '/asterisk/variable';
/** More commands than any of these calls needs. */
const COMMANDS_MAX = 200;
/** Behind several deaths the parent waits for up to five seconds, and a busy machine takes some for a start. */
const AWAY_MS = 10_000;
/** These calls have so many commands at least, each with two sides. */
const POINTS_MIN = 200;
/** A parent waits longer with every death, so most of the time nobody has anything to do. */
const HOTLINES = 4;

/** Who is handed over from one to the other is with both for less than this. */
const HANDED_OVER_MS = 500;

/** Out of 1,000. */
const ALL = 1_000;

/** before: the command is lost with the process; after: it is carried out, and nobody hears that it was. */
type Side = 'before' | 'after';
const SIDES: readonly Side[] = ['before', 'after'];

/** Cordboard is killed at each of its commands to the exchange, one call after the other. */
export const steps: Drill = {
  id: 'D02',
  title: 'kill -9 of Cordboard at every command of a call',
  promise:
    'Wherever it dies, the call comes to its end as if nothing had been, with one record, and nothing is left over.',
  load: { instead: `one call at a time to two operators, on ${HOTLINES} hotlines` },
  run: () => killedAtEach(HOTLINES),
};

/** Which commands are a process's last ones: all of them, or those of a short form. */
export type IsChosen = (scene: string, side: Side, n: number) => boolean;

type Walk = { readonly scene: Scene; readonly side: Side };
type Point = Walk & { readonly n: number; readonly name: string };
/** Without a command: the call went wrong although nobody died. */
type Row = { readonly name: string; readonly command: string | null; readonly faults: readonly string[] };

/** Kills it at each of the chosen commands, on so many hotlines that share the kinds of calls. */
export async function killedAtEach(hotlines: number, isChosen: IsChosen = () => true): Promise<DrillRun> {
  const walks = SCENES.flatMap((scene) => SIDES.map((side): Walk => ({ scene, side })));
  const rows: Row[] = [];
  const running: Promise<readonly string[]>[] = [];
  for (let count = 0; count < hotlines; count += 1) {
    const { promise: isOpen, resolve: opened } = Promise.withResolvers<void>();
    const run = inStepWorld(async (world) => {
      opened();
      for (let walk = walks.shift(); walk !== undefined; walk = walks.shift())
        rows.push(...(await walked(world, walk, isChosen)));
      return world.standard.end({ deafMs: AWAY_MS, handedOverMs: HANDED_OVER_MS });
    });
    running.push(run);
    // Started at once, each would be late, and turn callers away.
    await Promise.race([isOpen, run]);
  }
  const left = await Promise.all(running);
  const broken = rows.filter(({ faults }) => faults.length > 0);
  return {
    evidence: [`Cordboard was killed ${rows.length} times, in ${SCENES.length} kinds of calls`],
    figures: [
      { what: 'points at which something was not kept', value: broken.length, unit: 'points', atMost: 0 },
      { what: 'points', value: rows.length, unit: 'points', atLeast: POINTS_MIN },
    ],
    faults: [...broken.map(({ name, faults }) => `${name}: ${faults.join(' · ')}`), ...left.flat()],
  };
}

/** One kind of call, again and again, until it has no further command. */
async function walked(world: StepWorld, walk: Walk, isChosen: IsChosen): Promise<readonly Row[]> {
  const { scene, side } = walk;
  const rows: Row[] = [];
  for (let n = 1; n <= COMMANDS_MAX; n += 1) {
    if (!isChosen(scene.name, side, n)) continue;
    const row = await killedAt(world, { ...walk, n, name: `${scene.name}, ${side} command ${n}` });
    if (row === null) break;
    rows.push(row);
    console.log(
      `  ${row.name} (${row.command}): ${row.faults.length === 0 ? 'kept' : row.faults.join(' · ')}`,
    );
    if (row.command === null) break;
  }
  return rows;
}

/** Null: the call has no such command any more. */
async function killedAt(world: StepWorld, { scene, side, n, name }: Point): Promise<Row | null> {
  const { line, standard } = world;
  const kind = String(SCENES.indexOf(scene)).padStart(2, '0');
  const number = `+77${side === 'before' ? 1 : 2}${kind}${String(n).padStart(6, '0')}`;
  const faults: string[] = [];
  const note = (err: unknown): void => void faults.push(inWords(err));
  const rest = await scene.begin(world, number).catch(note);
  await passes(KEPT_MS);
  const pid = await standard.hotline.pidOf('cordboard');
  const killed = killAt(line, side, n, pid);
  await rest?.().catch(note);
  await killed.isSettled().catch(note);
  line.heal();
  const { command } = killed;
  if (command !== null) await anotherIsReady(standard.hotline, pid).catch(note);
  if (faults.length > 0) await giveUp(world, number).catch(note);
  if (command === null) return faults.length === 0 ? null : { name, command, faults };
  const judged = await scene.judge(world, number).catch((err: unknown) => [`not judged: ${inWords(err)}`]);
  faults.push(...judged, ...(await leftOver(world, number)));
  return { name, command, faults };
}

/** What went wrong, and why: a question that failed tells only there that nobody listened. */
function inWords(err: unknown): string {
  if (!(err instanceof Error)) return String(err);
  return err.cause === undefined ? err.message : `${err.message} (${inWords(err.cause)})`;
}

/** `isSettled`: nobody dies any more, or the command with which it does is carried out. */
type Killed = { readonly command: string | null; isSettled(): Promise<void> };

/** The nth command from now on is the last one of this process. */
function killAt(line: FaultyLine, side: Side, n: number, pid: number): Killed {
  const found = { command: null as string | null, isSettled };
  let count = 0;
  const die = (what: string): void => {
    process.kill(pid, 'SIGKILL');
    found.command = what;
    line.events({});
  };
  // Whoever gives up may have done so before the exchange has answered.
  const isDone = (): true | undefined => (count < n || found.command !== null ? true : undefined);
  async function isSettled(): Promise<void> {
    await eventually(`command ${n} is carried out`, isDone);
  }
  line.requests({
    cut(method, url) {
      if (method === 'GET' || url.includes(VARIABLE) || found.command !== null) return null;
      count += 1;
      if (count !== n) return null;
      if (side === 'before') die(told(method, url));
      else line.events({ dropped: ALL });
      return side === 'before' ? 'request' : 'answer';
    },
    carriedOut: (method, url) => {
      if (found.command === null) die(told(method, url));
    },
  });
  return found;
}

/** "POST channels/…/play", without ids. */
const told = (method: string, url: string): string => {
  const [path = ''] = url.replace('/ari/', '').split('?');
  return `${method} ${path.replaceAll(/\/[^/]*\d[^/]*/g, '/…')}`;
};

/** No channel, no operator who is not free, and nobody who was in two talks at once. */
async function leftOver(
  { standard: { hotline, phones } }: StepWorld,
  number: string,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const note = (err: unknown): void =>
    void faults.push(String(err instanceof Error ? (err.cause ?? err) : err));
  await hotline.witness.isEmpty().catch(note);
  await allFree(hotline.api).catch(note);
  const isPhone = (endpoint: string): boolean => phones.some(({ name }) => name === endpoint);
  // What has no end in the diary is told at the end of all.
  const cel = await hotline.witness.cel(isPhone).catch(() => hotline.witness.diarySoFar(isPhone));
  return [...faults, ...cel.doubleTalks(HANDED_OVER_MS).filter((talk) => talk.includes(number))];
}
