import type { FaultyLine } from '../../test/kit/faulty-line/index.ts';
import type { Drill, DrillRun } from './drill.ts';
import { type FaultyLoad, onFaultyLine, WITH_GREETING } from './faulty-load.ts';
import { anotherIsReady } from './killed.ts';
import { SCENES, type Scene } from './short-calls.ts';
import { passes } from './standard-load.ts';
import { allFree, freeAll } from './talk-traffic.ts';

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
/** One of them may be given the call of the other. */
const OPERATORS = 2;
/** These calls have so many commands at least, each with two sides. */
const POINTS_MIN = 60;

/** before: the command is lost with the process; after: it is carried out, and nobody hears that it was. */
type Side = 'before' | 'after';
const SIDES: readonly Side[] = ['before', 'after'];

/** Cordboard is killed at each of its commands to the exchange, one call after the other. */
export const steps: Drill = {
  id: 'D02',
  title: 'kill -9 of Cordboard at every command of a call',
  promise:
    'Wherever it dies, the call comes to its end as if nothing had been, with one record, and nothing is left over.',
  load: { instead: `one call at a time, to ${OPERATORS} operators` },
  run: () =>
    onFaultyLine({ waiting: 0, talking: OPERATORS }, (faulty) => killedAtEach(faulty), WITH_GREETING),
};

/** Which commands are a process's last ones: all of them, or those of a short form. */
export type IsChosen = (scene: string, side: Side, n: number) => boolean;

/** Kills it at each of the chosen commands. */
export async function killedAtEach(faulty: FaultyLoad, isChosen: IsChosen = () => true): Promise<DrillRun> {
  const { standard, line } = faulty;
  await freeAll(standard);
  const rows: Row[] = [];
  for (const scene of SCENES)
    for (const side of SIDES)
      for (let n = 1; n <= COMMANDS_MAX; n += 1) {
        if (!isChosen(scene.name, side, n)) continue;
        const point = { scene, side, n, name: `${scene.name}, ${side} command ${n}` };
        const row = await killedAt(faulty, point);
        if (row === null) break;
        rows.push(row);
        console.log(
          `  ${row.name} (${row.command}): ${row.faults.length === 0 ? 'kept' : row.faults.join(' · ')}`,
        );
      }
  line.heal();
  const broken = rows.filter(({ faults }) => faults.length > 0);
  return {
    evidence: [`Cordboard was killed ${rows.length} times, in ${SCENES.length} kinds of calls`],
    figures: [
      { what: 'points at which something was not kept', value: broken.length, unit: 'points', atMost: 0 },
      { what: 'points', value: rows.length, unit: 'points', atLeast: POINTS_MIN },
    ],
    faults: [
      ...broken.map(({ name, faults }) => `${name}: ${faults.join(' · ')}`),
      ...(await standard.end({ deafMs: AWAY_MS })),
    ],
  };
}

type Point = { readonly scene: Scene; readonly side: Side; readonly n: number; readonly name: string };
type Row = { readonly name: string; readonly command: string; readonly faults: readonly string[] };

/** Null: the call has no such command any more. */
async function killedAt(
  { standard, line }: FaultyLoad,
  { scene, side, n, name }: Point,
): Promise<Row | null> {
  const { hotline } = standard;
  const number = `+77${side === 'before' ? 1 : 2}${SCENES.indexOf(scene)}${String(n).padStart(7, '0')}`;
  await scene.prepare?.(standard);
  await passes(KEPT_MS);
  const pid = await hotline.pidOf('cordboard');
  const killed = killAt(line, side, n, pid);
  const faults: string[] = [];
  const note = (err: unknown): void => void faults.push(String(err instanceof Error ? err.message : err));
  await scene.play(standard, number).catch(note);
  line.heal();
  const { command } = killed;
  if (command === null) return null;
  await anotherIsReady(hotline, pid).catch(note);
  faults.push(...(await leftOver(standard, scene, number)));
  return { name, command, faults };
}

/** The nth command from now on is the last one of this process. */
function killAt(line: FaultyLine, side: Side, n: number, pid: number): { command: string | null } {
  const found: { command: string | null } = { command: null };
  let count = 0;
  const die = (what: string): void => {
    process.kill(pid, 'SIGKILL');
    found.command = what;
  };
  line.requests({
    cut(method, url) {
      if (method === 'GET' || url.includes(VARIABLE) || found.command !== null) return null;
      count += 1;
      if (count !== n) return null;
      if (side === 'before') die(told(method, url));
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

/** One closed record as it ought to be, no channel, and operators who are free. */
async function leftOver(
  { hotline: { api, witness } }: FaultyLoad['standard'],
  { outcomes }: Scene,
  number: string,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const note = (err: unknown): void =>
    void faults.push(String(err instanceof Error ? (err.cause ?? err) : err));
  const record = await api.closedRecord(number).catch(note);
  if (record?.outcome && !outcomes.includes(record.outcome)) faults.push(`its outcome is ${record.outcome}`);
  const records = await api.recordsOf(number);
  if (records.length !== 1) faults.push(`it has ${records.length} records`);
  await witness.isEmpty().catch(note);
  await allFree(api).catch(note);
  return faults;
}
