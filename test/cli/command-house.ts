import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { runCommand } from '../../src/cli/index.ts';
import { createHttp, type Http } from '../../src/http/index.ts';
import { idleJobs, SmallHouse, SmallStore } from '../http/doubles.ts';

const TOKEN = 'token';

/** A house with an API that listens, and the commands of somebody who has the admin's token for it. */
export class CommandHouse {
  readonly house = new SmallHouse();
  readonly store = new SmallStore();
  /** What all commands have said so far, line by line: on standard output, and on standard error. */
  readonly printed: string[] = [];
  readonly complained: string[] = [];
  /** Its data folder. */
  readonly data = mkdtempSync(join(tmpdir(), 'cordboard-commands-'));
  #http: Http | undefined;
  #port = 0;

  static async open(): Promise<CommandHouse> {
    const commands = new CommandHouse();
    await commands.#listen();
    return commands;
  }

  async #listen(): Promise<void> {
    mkdirSync(join(this.data, 'secrets'));
    writeFileSync(join(this.data, 'secrets/admin-token'), `${TOKEN}\n`);
    const parts = { house: this.house, store: this.store, jobs: idleJobs, log: pino({ level: 'silent' }) };
    const place = { host: '127.0.0.1', port: 0, version: '1.2.3', tokens: [TOKEN] };
    this.#http = await createHttp({ ...parts, ...place, onBroken: () => {} });
    this.#port = (await this.#http.listen()).port;
  }

  /** Resolves with the exit code of `./cordboard` with these words. */
  run(...words: readonly string[]): Promise<number> {
    const env = { CORDBOARD_DATA: this.data, CORDBOARD_HTTP_PORT: String(this.#port) };
    const print = (line: string): void => void this.printed.push(line);
    const complain = (line: string): void => void this.complained.push(line);
    return runCommand([...words], env, print, complain, async function* () {});
  }

  async close(): Promise<void> {
    await this.#http?.close();
    rmSync(this.data, { recursive: true });
  }
}
