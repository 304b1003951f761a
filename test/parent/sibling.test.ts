import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LogFile } from '../../src/parent/log-file.ts';
import { Sibling } from '../../src/parent/sibling.ts';
import { eventually } from '../kit/eventually.ts';

const STALL_MS = 300;
const HURRY = AbortSignal.timeout(60_000);

let folder: string;
let said: string[];
let isReady: boolean;
/** Whether it does anything; undefined: as it does its work. */
let isAlive: boolean | undefined;
let pids: Set<number>;
let sibling: Sibling;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-sibling-'));
  [said, isReady, isAlive, pids] = [[], true, undefined, new Set()];
  const plan = {
    name: 'It',
    // Behind a death it is drained, when the test says so.
    program: { command: ['sh', '-c', 'test -e ended && exit 69; exec sleep 60'], folder, env: process.env },
    ports: [],
    log: new LogFile(join(folder, 'it.log'), 10_000),
    markPath: join(folder, 'it.json'),
    isReady: async (pid: number) => {
      pids.add(pid);
      return isReady;
    },
    isAlive: async () => isAlive ?? isReady,
    ...{ readyMsMax: 5_000, stopMsMax: 1_000, stallMsMax: STALL_MS },
  };
  sibling = new Sibling(plan, (line) => said.push(line));
  await sibling.start();
});
afterEach(async () => {
  await sibling.stop(HURRY);
  rmSync(folder, { recursive: true });
});

test('a process that has been ready and does not answer is ended, and another one goes on', async () => {
  isReady = false;
  const isTold = (): true | undefined =>
    said.some((line) => line.startsWith('ALARM: It has not')) ? true : undefined;
  await eventually('it is told', isTold);
  isReady = true;
  await eventually('another one works', () => (pids.size === 2 ? true : undefined));
  expect(said).toEqual([
    'ALARM: It has not answered for 0.3 s: it is ended, another one goes on; ' +
      `if that happens again, see ${join(folder, 'it.log')}, and what else the machine does`,
    'It ended (by a signal): it is started again in 0.2 s',
  ]);
});

test('one that does something, though not its work, is left alone', async () => {
  [isReady, isAlive] = [false, true];
  await new Promise((passed) => setTimeout(passed, 5 * STALL_MS));
  expect(said).toEqual([]);
  isAlive = false;
  await eventually('it is told', () => said.find((line) => line.startsWith('ALARM: It has not')));
  isReady = true;
});

test('one that answers again in time is left alone, and so is one that is told to stop', async () => {
  isReady = false;
  await new Promise((passed) => setTimeout(passed, STALL_MS / 2));
  isReady = true;
  await new Promise((passed) => setTimeout(passed, 2 * STALL_MS));
  expect(said).toEqual([]);
  isReady = false;
  await sibling.stop(HURRY);
  await new Promise((passed) => setTimeout(passed, 2 * STALL_MS));
  expect(said).toEqual([]);
  expect(existsSync(join(folder, 'it.json'))).toBe(false);
});

test('one that has brought its work to an end is followed by nobody, and whoever keeps it is told', async () => {
  writeFileSync(join(folder, 'ended'), '');
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await eventually('the hotline is to stop', () => (sibling.drained.aborted ? true : undefined));
  expect(said.at(-1)).toBe(
    'It has no calls any more, and takes none: the hotline stops, as somebody wanted it',
  );
});
