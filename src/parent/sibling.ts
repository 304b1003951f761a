import { performance } from 'node:perf_hooks';
import { Failure } from '../base/index.ts';
import type { LogFile } from './log-file.ts';
import { type PortUse, portOwner } from './proc.ts';
import { RestartRule } from './restart-rule.ts';
import {
  findProcess,
  forgetMark,
  type Program,
  type RunningProcess,
  spawnProcess,
} from './running-process.ts';
import { Silence } from './silence.ts';
import { Spare } from './spare.ts';
import { aborted, pause } from './wait.ts';

/** A port that a process will listen at, and the setting that moves it. */
export type WantedPort = PortUse & { readonly setting: string };

/** Everything about one of the processes that live side by side under the parent. */
export type SiblingPlan = {
  readonly name: string;
  readonly program: Program;
  readonly ports: readonly WantedPort[];
  readonly log: LogFile;
  /** Files that it writes besides its log and that would grow for ever. */
  readonly diaries?: readonly LogFile[];
  /** File in which the parent notes which process it is. */
  readonly markPath: string;
  /** Whether the process of this number does its work. Never rejects. */
  readonly isReady: (pid: number) => Promise<boolean>;
  /** How long it may take to get ready, and to stop when asked to. */
  readonly readyMsMax: number;
  /** Whether it does anything at all, where less than its work tells that; else `isReady` is asked. Never rejects. */
  readonly isAlive?: () => Promise<boolean>;
  /** One that has been ready and is silent for so long is ended, for another to go on; not there: nobody does that. */
  readonly stallMsMax?: number;
  /** A second process lies ready, which makes it cheap to end the first one: this is its limit then. */
  readonly spare?: { readonly stallMsMax: number; readonly afterMs?: number };
  readonly stopMsMax: number;
  /** One of several processes, of other parents, that serve in each other's place. */
  readonly standsBy?: boolean;
};

const LOOK_EVERY_MS = 50;
const STALL_LOOK_EVERY_MS = 500;
/** One that has loaded everything before has little left to do. */
const SPARE_READY_MS_MAX = 10_000;

/**
 * Keeps one process alive: starts or adopts it, waits until it is ready, starts it again whenever it dies.
 */
export class Sibling {
  readonly #plan: SiblingPlan;
  readonly #say: (line: string) => void;
  readonly #rule: RestartRule;
  readonly #spare: Spare | undefined;
  readonly #stopped = new AbortController();
  readonly #firstReady = Promise.withResolvers<void>();
  #current: RunningProcess | undefined;
  #life: Promise<void> | undefined;
  readonly #replaced = new AbortController();
  readonly #drained = new AbortController();
  #everReady = false;
  #isUp = false;

  constructor(plan: SiblingPlan, say: (line: string) => void) {
    this.#plan = plan;
    this.#say = say;
    this.#rule = new RestartRule({ standsBy: plan.standsBy ?? false });
    this.#spare = plan.spare && new Spare({ ...plan, ...plan.spare }, say);
  }

  /** Aborted when another process, of another parent, does the work in its place. */
  get replaced(): AbortSignal {
    return this.#replaced.signal;
  }

  /** Aborted when it has brought its work to an end because somebody wanted the hotline to stop. */
  get drained(): AbortSignal {
    return this.#drained.signal;
  }

  /** Resolves when the process is first ready. Rejects with PORT_TAKEN or CHILD_FAILED; then it is down. */
  async start(): Promise<void> {
    this.#life = this.#live();
    await Promise.race([this.#firstReady.promise, this.#life]);
    this.#life.catch((err: unknown) => this.#say(`${this.#plan.name} is down for good: ${String(err)}`));
  }

  /** Ends the process, by force when it takes too long or when `hurry` fires. Resolves when it has gone. */
  async stop(hurry: AbortSignal): Promise<void> {
    this.#stopped.abort();
    await this.#spare?.drop();
    if (this.#life === undefined) return;
    const current = this.#current;
    // While it starts, a process may not listen to signals yet, and it has nothing to bring to an end.
    if (current !== undefined && this.#isUp) {
      current.signal('SIGTERM');
      const patience = AbortSignal.any([hurry, AbortSignal.timeout(this.#plan.stopMsMax)]);
      const inTime = await Promise.race([current.exited.then(() => true), aborted(patience)]);
      if (inTime !== true) this.#say(`${this.#plan.name} does not stop by itself: it is killed`);
    }
    current?.signal('SIGKILL');
    await current?.exited;
    await Promise.allSettled([this.#life]);
    forgetMark(this.#plan.markPath);
  }

  async #live(): Promise<void> {
    try {
      await this.#lives();
    } finally {
      await this.#spare?.drop();
    }
  }

  async #lives(): Promise<void> {
    const { name } = this.#plan;
    while (!this.#stopped.signal.aborted) {
      const bornMs = performance.now();
      const { code, wasReady } = await this.#oneLife();
      if (this.#stopped.signal.aborted) return;
      const nowMs = performance.now();
      const verdict = this.#rule.exited({ code, wasReady, upMs: nowMs - bornMs }, nowMs);
      const how = `${name} ended (${code === null ? 'by a signal' : `exit code ${code}`})`;
      if (verdict.kind === 'failed') throw new Failure('CHILD_FAILED', this.#lastWords(how));
      if (verdict.kind === 'replaced') {
        this.#say(`ALARM: another ${name} does its work now: this one stays down; stop one of the two`);
        this.#replaced.abort();
        return;
      }
      if (verdict.kind === 'drained') {
        this.#say(`${name} has no calls any more, and takes none: the hotline stops, as somebody wanted it`);
        this.#drained.abort();
        return;
      }
      if (verdict.kind === 'givenUp') {
        this.#say(
          `ALARM: ${how} for the third time within a minute: it stays down; see ${this.#plan.log.path}`,
        );
        return;
      }
      if (verdict.isNew) await this.#spare?.drop();
      if (this.#spare?.isThere) this.#say(`${how}: the spare process goes on`);
      else {
        this.#say(`${how}: it is started again in ${verdict.delayMs / 1_000} s`);
        await pause(verdict.delayMs, this.#stopped.signal);
      }
    }
  }

  async #oneLife(): Promise<{ code: number | null; wasReady: boolean }> {
    const spare = this.#spare?.take();
    const current = spare ?? this.#adopt() ?? this.#spawn();
    if (current === undefined) return { code: 127, wasReady: false };
    this.#current = current;
    const wasReady = await this.#getsReady(
      current,
      spare === undefined ? this.#plan.readyMsMax : SPARE_READY_MS_MAX,
    );
    if (wasReady) {
      this.#isUp = true;
      this.#everReady = true;
      this.#firstReady.resolve();
      this.#spare?.prepare();
    }
    const over = new AbortController();
    // A look that is under way at its end holds up nobody: it tells nothing any more.
    void this.#endWhenStalled(current, AbortSignal.any([over.signal, this.#stopped.signal]));
    const code = await current.exited;
    over.abort();
    this.#isUp = false;
    this.#current = undefined;
    current.signal('SIGKILL');
    return { code, wasReady };
  }

  /** Its loop may go round for ever, or somebody has stopped it: nothing but its end would bring the work back. */
  async #endWhenStalled(current: RunningProcess, over: AbortSignal): Promise<void> {
    const { name, isReady, isAlive = isReady, log } = this.#plan;
    const silence = new Silence(performance.now());
    while (!over.aborted && this.#stallMsMax !== undefined) {
      const hasAnswered = await isAlive(current.mark.pid);
      if (over.aborted) return;
      silence.looked(hasAnswered, performance.now());
      const limitMs = this.#stallMsMax;
      if (silence.lasts(limitMs)) {
        this.#say(
          `ALARM: ${name} has not answered for ${limitMs / 1_000} s: it is ended, another one goes on; ` +
            `if that happens again, see ${log.path}, and what else the machine does`,
        );
        current.signal('SIGKILL');
        return;
      }
      await pause(STALL_LOOK_EVERY_MS, over);
    }
  }

  get #stallMsMax(): number | undefined {
    const { stallMsMax, spare } = this.#plan;
    return this.#spare?.isLoaded ? spare?.stallMsMax : stallMsMax;
  }

  #adopt(): RunningProcess | undefined {
    const found = findProcess(this.#plan.markPath);
    if (found !== undefined)
      this.#say(`${this.#plan.name} still runs as process ${found.mark.pid}: it is kept`);
    return found;
  }

  /**
   * A port that is taken at the very first start is for a person to mend; later whoever took it may go
   * again.
   */
  #spawn(): RunningProcess | undefined {
    const { name, ports, program, log, markPath } = this.#plan;
    const taken = ports.map(takenBy).find((failure) => failure !== undefined);
    if (taken === undefined) return spawnProcess(program, log, markPath);
    if (!this.#everReady) throw taken;
    this.#say(`${name} cannot start: ${JSON.stringify(taken.details)}`);
    return undefined;
  }

  /** False when it ended before, or had to be ended because it took too long. */
  async #getsReady(current: RunningProcess, readyMsMax: number): Promise<boolean> {
    const { name, isReady } = this.#plan;
    const over = AbortSignal.any([AbortSignal.timeout(readyMsMax), this.#stopped.signal]);
    const ended = current.exited.then(() => 'ended' as const);
    while (!over.aborted) {
      const found = await Promise.race([ended, isReady(current.mark.pid)]);
      if (found === true) return true;
      if (found === 'ended') return false;
      await pause(LOOK_EVERY_MS, over);
    }
    if (this.#stopped.signal.aborted) return false;
    this.#say(`${name} was not ready within ${readyMsMax / 1_000} s: it is ended`);
    current.signal('SIGKILL');
    return false;
  }

  #lastWords(how: string): Readonly<Record<string, unknown>> {
    const { name, log, program } = this.#plan;
    return { name, how, command: program.command.join(' '), log: log.path, said: log.tail(40) };
  }
}

function takenBy({ setting, ...use }: WantedPort): Failure | undefined {
  const owner = portOwner(use);
  return owner === undefined ? undefined : new Failure('PORT_TAKEN', { ...use, setting, ...owner });
}
