import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const SCRIPT = join(import.meta.dirname, '..', '..', '..', 'scripts', 'router-stdio.ts');
const ANSWER_MS = 15_000;

/** The router of the protocol as a process of its own: lines in, lines out. */
export class StdioProcess {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  /** Those who wait for a line, in the order in which they asked. */
  readonly #asked: ((line: string) => void)[] = [];
  #rest = '';

  constructor() {
    this.#process = spawn(process.execPath, [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#process.stdout.setEncoding('utf8');
    this.#process.stdout.on('data', (text: string) => this.#take(text));
  }

  /** The line that answers this one; bytes are sent as they are. */
  async ask(line: string | Uint8Array): Promise<string> {
    const answer = Promise.withResolvers<string>();
    const timer = setTimeout(() => answer.reject(new Error(`no answer within ${ANSWER_MS} ms`)), ANSWER_MS);
    this.#asked.push(answer.resolve);
    this.#process.stdin.write(line);
    this.#process.stdin.write('\n');
    try {
      return await answer.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** No more lines; the process ends by itself. Its exit code. */
  async close(): Promise<number | null> {
    this.#process.stdin.end();
    if (this.#process.exitCode === null) await once(this.#process, 'exit');
    return this.#process.exitCode;
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) {
      const asker = this.#asked.shift();
      if (asker === undefined) throw new Error(`nobody asked for the line ${line}`);
      asker(line);
    }
  }
}
