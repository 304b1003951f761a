import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import type { LogFile } from './log-file.ts';
import { exitOf, noteProcess, type Program, type RunningProcess, signalGroup } from './running-process.ts';
import { aborted, pause } from './wait.ts';

/** What tells the program that it is to wait, and the word on its standard input upon which it begins. */
export const SPARE_FLAG = '--spare';
export const BEGIN = 'begin\n';
/** What it sends to its parent when it has loaded all it needs. */
export const LOADED = 'loaded';

/** The one that has just begun has the processor for itself first: it has callers to take. */
const AFTER_MS = 5_000;
/** One that ended while it waited lacks something that the next one will lack as well. */
const AGAIN_MS = 60_000;

/** A process that waits; its functions may be called when it has ended. */
type Waiting = Pick<RunningProcess, 'exited'> & {
  readonly pid: number;
  readonly loaded: Promise<void>;
  readonly begin: () => void;
  readonly kill: () => void;
};

export type SparePlan = {
  readonly name: string;
  readonly program: Program;
  readonly log: LogFile;
  readonly markPath: string;
  /** For tests: how long after it was asked for it is started. */
  readonly afterMs?: number;
};

/**
 * Keeps a second process of a program, which has loaded all it needs and waits for a word: it goes on within a moment
 * when the first one dies. It hangs on a pipe of ours, so that it ends with us, and never begins by itself.
 */
export class Spare {
  readonly #plan: SparePlan;
  readonly #say: (line: string) => void;
  #waiting: Waiting | undefined;
  #isLoaded = false;
  #ended = new AbortController();
  #life: Promise<void> = Promise.resolve();

  constructor(plan: SparePlan, say: (line: string) => void) {
    this.#plan = plan;
    this.#say = say;
  }

  get isThere(): boolean {
    return this.#waiting !== undefined;
  }

  /** Whether it would go on within a moment: before that it still has all to load. */
  get isLoaded(): boolean {
    return this.isThere && this.#isLoaded;
  }

  /** Starts one after a moment, and another one should it end before it is taken. */
  prepare(): void {
    // It was started when the one before had just died and this one was not ready yet: one is enough.
    if (this.isThere) return;
    this.#ended.abort();
    this.#ended = new AbortController();
    this.#life = this.#live(this.#life, this.#ended.signal);
  }

  /** The process that waited, which begins now; undefined when there is none. */
  take(): RunningProcess | undefined {
    const waiting = this.#waiting;
    if (waiting === undefined) return undefined;
    this.#waiting = undefined;
    this.#ended.abort();
    const { pid, exited } = waiting;
    // Noted before it begins: should we die in between, it ends with us, and a mark of the dead is no mark.
    const mark = noteProcess(pid, this.#plan.markPath);
    waiting.begin();
    return { mark, exited, signal: (name) => signalGroup(pid, name) };
  }

  /** Resolves when there is none any more. */
  async drop(): Promise<void> {
    this.#ended.abort();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.kill();
    await waiting?.exited;
    await this.#life;
  }

  #lies(waiting: Waiting): void {
    if (this.#waiting !== waiting) return;
    this.#isLoaded = true;
    this.#say(`a spare process of ${this.#plan.name} is ready`);
  }

  async #live(before: Promise<void>, ended: AbortSignal): Promise<void> {
    await before;
    await pause(this.#plan.afterMs ?? AFTER_MS, ended);
    while (!ended.aborted) {
      const waiting = launchSpare(this.#plan);
      this.#waiting = waiting;
      this.#isLoaded = false;
      void waiting?.loaded.then(() => this.#lies(waiting));
      await Promise.race([waiting?.exited, aborted(ended)]);
      if (ended.aborted) return;
      this.#waiting = undefined;
      this.#say(`the spare process of ${this.#plan.name} ended: see ${this.#plan.log.path}`);
      await pause(AGAIN_MS, ended);
    }
  }
}

function launchSpare({ program, log }: SparePlan): Waiting | undefined {
  const output = log.open();
  const [file, ...args] = program.command;
  const child = spawn(file!, [...args, SPARE_FLAG], {
    cwd: program.folder,
    env: program.env,
    detached: true,
    stdio: ['pipe', output, output, 'ipc'],
  });
  closeSync(output);
  const exited = exitOf(once(child, 'exit'));
  // One that has ended reads nothing: its exit tells that better.
  child.stdin?.on('error', () => undefined);
  const loaded = new Promise<void>((resolve) => {
    child.on('message', (said) => {
      if (said === LOADED) resolve();
    });
  });
  const { pid } = child;
  if (pid === undefined) return undefined;
  return {
    pid,
    exited,
    loaded,
    begin: () => void child.stdin?.end(BEGIN),
    kill: () => signalGroup(pid, 'SIGKILL'),
  };
}
