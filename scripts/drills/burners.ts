import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** Far before everybody who did not ask for it. */
const WITNESS_NICE = -10;

/** Programs that want all the processor they can get, of the same rights as the hotline. */
export class Burners {
  readonly #children: readonly ChildProcess[];

  /** Stopped until they are wanted. */
  constructor(count: number) {
    this.#children = Array.from({ length: count }, burner);
  }

  start(): void {
    for (const each of this.#children) each.kill('SIGCONT');
  }

  stop(): void {
    for (const each of this.#children) each.kill('SIGSTOP');
  }

  end(): void {
    for (const each of this.#children) each.kill('SIGKILL');
  }
}

/** A session of its own, as a program of somebody else has: the kernel shares the processor among sessions (sched(7)). */
function burner(): ChildProcess {
  const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore', detached: true });
  child.kill('SIGSTOP');
  return child;
}

/**
 * Who watches must not wait for the processor itself: it sends and hears the sound, and would take its own lateness for
 * a gap in it. What is started from then on has the same rights. Throws where that is not allowed to us. Returns what
 * makes all as it was.
 */
export function watchFirst(): () => void {
  const [own, group] = [getPriority(), groupNice()];
  setPriority(WITNESS_NICE);
  setGroupNice(WITNESS_NICE);
  return () => {
    setPriority(own);
    setGroupNice(group);
  };
}

const GROUP = '/proc/self/autogroup';

/** Of our session, among all others; 0 where the kernel does not group processes by it. */
function groupNice(): number {
  return existsSync(GROUP) ? Number(/ nice (-?\d+)/.exec(readFileSync(GROUP, 'utf8'))?.[1] ?? 0) : 0;
}

function setGroupNice(nice: number): void {
  if (existsSync(GROUP)) writeFileSync(GROUP, String(nice));
}
