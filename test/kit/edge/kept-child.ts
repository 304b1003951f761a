import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A process that does not outlive its test, however that ends. */
export class KeptChild {
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
    process.once('exit', this.#killNow);
    child.once('exit', () => process.removeListener('exit', this.#killNow));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Resolves when it has ended, by force when that takes longer than so many milliseconds. */
  async end(signal: 'SIGTERM' | 'SIGKILL', limitMs: number): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    const limit = setTimeout(this.#killNow, limitMs);
    await ended;
    clearTimeout(limit);
  }

  readonly #killNow = (): void => {
    this.#child.kill('SIGKILL');
  };
}
