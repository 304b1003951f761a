import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LogFile } from '../../src/parent/log-file.ts';
import { isAlive, type ProcessMark, startTicksOf } from '../../src/parent/proc.ts';
import { Sibling } from '../../src/parent/sibling.ts';
import { pause } from '../../src/parent/wait.ts';
import { eventually } from '../kit/eventually.ts';

/** A process is looked at every half a second. */
const SOME_LOOKS_MS = 1_700;
const HURRY = AbortSignal.timeout(60_000);

/**
 * Leaves a file of its number when it waits, and another one when it begins; ends well when a file says so. A spare one
 * has loaded everything unless a file says that it is slow; another one may be slow to begin.
 */
const PROGRAM = `
echo > waiting-$$
if [ -n "$NODE_CHANNEL_FD" ] && ! [ -e slow ]; then echo '"loaded"' >&$NODE_CHANNEL_FD; fi
if [ "$1" = --spare ]; then read -r word || exit 3; [ "$word" = begin ] || exit 4
elif [ -e late ]; then sleep 0.6; fi
echo > began-$$
until [ -e ends-$$ ]; do sleep 0.02; done
`;

let folder: string;
let said: string[];
let frozen: Set<number>;
let sibling: Sibling;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-spare-'));
  [said, frozen] = [[], new Set()];
  writeFileSync(join(folder, 'program.sh'), PROGRAM);
  sibling = await started(20);
});

/** `afterMs`: how long behind the first process a second one is started. */
async function started(afterMs: number): Promise<Sibling> {
  const plan = {
    name: 'It',
    program: { command: ['bash', 'program.sh'], folder, env: process.env },
    ports: [],
    log: new LogFile(join(folder, 'it.log'), 10_000),
    markPath: join(folder, 'it.json'),
    isReady: async (pid: number) => !frozen.has(pid) && existsSync(join(folder, `began-${pid}`)),
    ...{ readyMsMax: 5_000, stallMsMax: 60_000, stopMsMax: 200, spare: { stallMsMax: 300, afterMs } },
  };
  const all = new Sibling(plan, (line) => said.push(line));
  await all.start();
  return all;
}
afterEach(async () => {
  await sibling.stop(HURRY);
  rmSync(folder, { recursive: true });
});

const markNow = (): ProcessMark => JSON.parse(readFileSync(join(folder, 'it.json'), 'utf8')) as ProcessMark;
const has = (name: string): boolean => existsSync(join(folder, name));
const waiting = (): readonly number[] =>
  readdirSync(folder).flatMap((name) => {
    const pid = Number(/^waiting-(\d+)$/.exec(name)?.[1]);
    return pid > 0 && !has(`began-${pid}`) && startTicksOf(pid) !== undefined ? [pid] : [];
  });

const READY = 'a spare process of It is ready';
const spareIsThere = (): Promise<number> =>
  eventually('a spare process waits', () => (said.at(-1) === READY ? waiting()[0] : undefined));
const goesOn = (pid: number): Promise<true> =>
  eventually(`${pid} goes on`, () => (markNow().pid === pid && has(`began-${pid}`) ? true : undefined));

test('the process that waits goes on at once behind a sudden death, and another one waits', async () => {
  const spare = await spareIsThere();
  process.kill(markNow().pid, 'SIGKILL');
  await goesOn(spare);
  expect(said).toEqual([READY, 'It ended (by a signal): the spare process goes on']);
  const next = await spareIsThere();
  process.kill(markNow().pid, 'SIGKILL');
  await goesOn(next);
});

test('one that does nothing any more is ended much sooner when another one waits', async () => {
  const spare = await spareIsThere();
  frozen.add(markNow().pid);
  await goesOn(spare);
  expect(said[1]).toContain('ALARM: It has not answered for 0.3 s: it is ended, another one goes on');
});

test('it begins by no other word, and ends with the one who would say it', async () => {
  const spare = await spareIsThere();
  const mark = { pid: spare, startTicks: startTicksOf(spare)!, startedWallMs: 0 };
  await sibling.stop(HURRY);
  await eventually('it has gone', () => (isAlive(mark) ? undefined : true));
  expect(has(`began-${spare}`)).toBe(false);
});

test('a process that was asked to make room for a new one is followed by a new one', async () => {
  const spare = await spareIsThere();
  const first = markNow().pid;
  writeFileSync(join(folder, `ends-${first}`), '');
  await eventually('another one runs', () => (markNow().pid === first ? undefined : true));
  expect(has(`began-${spare}`)).toBe(false);
  expect(said).toEqual([READY, 'It ended (exit code 0): it is started again in 0 s']);
});

test('a spare process that dies before it is needed is told, and a new one is started when there is need', async () => {
  const spare = await spareIsThere();
  process.kill(spare, 'SIGKILL');
  await eventually('it is told', () => said[1]);
  expect(said).toEqual([READY, `the spare process of It ended: see ${join(folder, 'it.log')}`]);
  const first = markNow().pid;
  process.kill(first, 'SIGKILL');
  await eventually('another one runs', () => (markNow().pid === first ? undefined : true));
  expect(said[2]).toBe('It ended (by a signal): it is started again in 0.2 s');
});

test('one that still loads is no reason to end the first one sooner, and goes on when that dies all the same', async () => {
  await spareIsThere();
  writeFileSync(join(folder, 'slow'), '');
  process.kill(markNow().pid, 'SIGKILL');
  const first = await eventually('another one waits', () => (said.length === 2 ? waiting()[0] : undefined));
  frozen.add(markNow().pid);
  await pause(SOME_LOOKS_MS, new AbortController().signal);
  expect(said, 'nobody is ended').toHaveLength(2);
  process.kill(markNow().pid, 'SIGKILL');
  await goesOn(first);
});

test('one that was started while another process was just getting ready is the only one, and ends with all', async () => {
  await sibling.stop(HURRY);
  said = [];
  sibling = await started(500);
  writeFileSync(join(folder, 'late'), '');
  // Started again after 0.2 s, it is ready 0.6 s later; meanwhile a spare one is started for the process that died.
  process.kill(markNow().pid, 'SIGKILL');
  await spareIsThere();
  await pause(SOME_LOOKS_MS, new AbortController().signal);
  expect(said).toEqual(['It ended (by a signal): it is started again in 0.2 s', READY]);
  expect(waiting()).toHaveLength(1);
  await sibling.stop(HURRY);
  expect(waiting()).toEqual([]);
});
