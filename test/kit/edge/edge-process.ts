import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { eventually } from '../eventually.ts';
import { KeptChild } from './kept-child.ts';

const EDGE = fileURLToPath(new URL('../../../src/edge.ts', import.meta.url));
const STOP_MS = 10_000;

/** The edge as `npm run edge` starts it, with these settings. */
export class EdgeProcess {
  readonly #settings: Readonly<Record<string, string>>;
  #process: KeptChild | null = null;
  #output = '';

  private constructor(settings: Readonly<Record<string, string>>) {
    this.#settings = settings;
  }

  /** Resolves when it says that the SIP server is connected. */
  static async start(settings: Readonly<Record<string, string>>): Promise<EdgeProcess> {
    const edge = new EdgeProcess(settings);
    try {
      await edge.run();
      return edge;
    } catch (err) {
      await edge.stop('SIGKILL');
      throw err;
    }
  }

  /** As it runs now; 0 when there is none. */
  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** The same; 0 also when it has ended by itself. */
  get livePid(): number {
    return this.#process?.hasEnded === true ? 0 : this.pid;
  }

  /** All that it has said, in lines of JSON. */
  get output(): string {
    return this.#output;
  }

  async run(): Promise<void> {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('CORDBOARD_'));
    const env = { ...Object.fromEntries(own), ...this.#settings };
    const child = spawn(process.execPath, [EDGE], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = new KeptChild(child);
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
      if (this.#process?.hasEnded === true) throw new Error(`the edge has ended:\n${this.#output}`);
      return undefined;
    };
    await eventually(`the edge says "${words}"`, isSaid, withinMs);
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    await this.#process?.end(signal, STOP_MS);
    this.#process = null;
    if (signal === 'SIGKILL') this.#output = '';
  }
}
