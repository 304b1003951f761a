import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { giveWay } from './give-way.ts';
import type { LogFile } from './log-file.ts';
import { isAlive, type ProcessMark, startTicksOf } from './proc.ts';
import { keepMark } from './process-mark.ts';

/** What to run: a command with its arguments, its folder and its environment. */
export type Program = {
  readonly command: readonly string[];
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Its siblings come first when there is too little processor for all. */
  readonly givesWay?: boolean;
};

/** A process that lives without us: one that we spawned, or one that an earlier parent left behind. */
export type RunningProcess = {
  readonly mark: ProcessMark;
  /** Its exit code; null when a signal ended it, or when it is not our own child. Never rejects. */
  readonly exited: Promise<number | null>;
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
};

/** 127: no such program; 126: it may not be run (as shells say it). */
const EXIT_NOT_FOUND = 127;
const LOOK_EVERY_MS = 200;

/**
 * Starts a program in a process group of its own, with its output in a file: neither a Ctrl-C at our terminal nor our
 * death reaches it. `markPath` will tell the next parent which process it is.
 */
export function spawnProcess(program: Program, log: LogFile, markPath: string): RunningProcess | undefined {
  const output = log.open();
  const [file, ...args] = program.command;
  const child = spawn(file!, args, {
    cwd: program.folder,
    env: program.env,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const exited = exitOf(once(child, 'exit'));
  const { pid } = child;
  if (pid === undefined) return undefined;
  if (program.givesWay) giveWay(pid);
  return { mark: noteProcess(pid, markPath), exited, signal: (name) => signalGroup(pid, name) };
}

/** Writes down which process does the work. */
export function noteProcess(pid: number, markPath: string): ProcessMark {
  const mark = { pid, startTicks: startTicksOf(pid) ?? 0, startedWallMs: Date.now() };
  keepMark(markPath, mark);
  return mark;
}

/** `once` rejects with the error event of a program that could not be run. */
export async function exitOf(exit: Promise<unknown[]>): Promise<number | null> {
  const [settled] = await Promise.allSettled([exit]);
  return settled!.status === 'fulfilled' ? (settled.value[0] as number | null) : EXIT_NOT_FOUND;
}

/** The process that an earlier parent started and noted, when it still lives. */
export function findProcess(markPath: string): RunningProcess | undefined {
  const mark = readMark(markPath);
  if (mark === undefined || !isAlive(mark)) return undefined;
  return { mark, exited: goneAt(mark), signal: (name) => signalGroup(mark.pid, name) };
}

/** One that cannot be read, since a power cut came in the middle of it, is of a process that is gone. */
export function readMark(path: string): ProcessMark | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessMark;
  } catch {
    return undefined;
  }
}

export const forgetMark = (path: string): void => rmSync(path, { force: true });

async function goneAt(mark: ProcessMark): Promise<null> {
  while (isAlive(mark)) await sleep(LOOK_EVERY_MS);
  return null;
}

/** To the process and all that it started. Nobody left in the group is as good as told. */
export function signalGroup(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-pid, name);
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code !== 'ESRCH') throw err;
  }
}
