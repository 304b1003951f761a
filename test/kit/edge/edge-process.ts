import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from '../eventually.ts';

const EDGE = fileURLToPath(new URL('../../../src/edge.ts', import.meta.url));
const STOP_MS = 10_000;

/** The edge as `npm run edge` starts it, with these settings. */
export class EdgeProcess {
  readonly #settings: Readonly<Record<string, string>>;
  #process: ChildProcess | null = null;
  #output = '';

  private constructor(settings: Readonly<Record<string, string>>) {
    this.#settings = settings;
  }

  /** Resolves when it says that the SIP server is connected. */
  static async start(settings: Readonly<Record<string, string>>): Promise<EdgeProcess> {
    const edge = new EdgeProcess(settings);
    await edge.run();
    return edge;
  }

  /** All that it has said, in lines of JSON. */
  get output(): string {
    return this.#output;
  }

  async run(): Promise<void> {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('CORDBOARD_'));
    const env = { ...Object.fromEntries(own), ...this.#settings };
    const child = spawn(process.execPath, [EDGE], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    const keep = (bytes: Buffer): void => {
      this.#output += bytes.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    await this.says('the SIP server is connected');
  }

  /** Resolves when it has said this, since it was started last. */
  async says(words: string, withinMs = 15_000): Promise<void> {
    const isSaid = (): true | undefined => {
      if (this.#output.includes(words)) return true;
      if (this.#process?.exitCode != null) throw new Error(`the edge has ended:\n${this.#output}`);
      return undefined;
    };
    await eventually(`the edge says "${words}"`, isSaid, withinMs);
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const limit = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(limit);
    if (signal === 'SIGKILL') this.#output = '';
  }
}
