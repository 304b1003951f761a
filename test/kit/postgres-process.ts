import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from './free-port.ts';

const BINARIES = new URL('../../.tools/bin/postgresql', import.meta.url).pathname;

/** PostgreSQL refuses to run as root: then it is nobody's, in a folder of theirs. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];

const START_MS_MAX = 20_000;

/** A real PostgreSQL of the tests' own: a free port, its data in a folder that goes with it. */
export class PostgresProcess {
  readonly port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'cordboard-postgres-'));
  #child: ChildProcess | undefined;
  #schemas = 0;

  private constructor(port: number) {
    this.port = port;
  }

  /** Made and started. */
  static async start(): Promise<PostgresProcess> {
    const server = new PostgresProcess(await freePort());
    if (isRoot) chownSync(server.#folder, NOBODY, NOBODY);
    const [program, args] = command('initdb', [
      ...['-D', server.#data, '-U', 'cordboard', '-A', 'trust', '--no-sync', '--locale=C', '--encoding=UTF8'],
    ]);
    await promisify(execFile)(program, args, { cwd: server.#folder });
    await server.run();
    return server;
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  /** The address of the database; of one schema in it, if it is named. `port`: that of a gate before the server. */
  url(schema?: string, port = this.port): string {
    const options = schema === undefined ? '' : `?options=-csearch_path%3D${schema}`;
    return `postgres://cordboard@127.0.0.1:${port}/postgres${options}`;
  }

  /** A schema that nobody has used yet. */
  async newSchema(): Promise<string> {
    this.#schemas += 1;
    const schema = `s${this.#schemas}`;
    await this.ask((client) => client.query(`CREATE SCHEMA ${schema}`));
    return schema;
  }

  /** Starts it again after a `kill`, on the same port with the same data. */
  async run(): Promise<void> {
    const settings = [
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'fsync=off',
      'shared_buffers=16MB',
    ];
    const options = settings.flatMap((setting) => ['-c', setting]);
    const [program, args] = command('postgres', ['-D', this.#data, '-p', String(this.port), ...options]);
    this.#child = spawn(program, args, { stdio: 'ignore', cwd: this.#folder });
    const endMs = Date.now() + START_MS_MAX;
    for (;;) {
      const isUp = await this.ask((client) => client.query('SELECT 1')).then(
        () => true,
        (error: unknown) => {
          if (Date.now() > endMs) throw error;
          return false;
        },
      );
      if (isUp) return;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }

  /** As a crash would: every connection is cut, and nobody has said goodbye. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGQUIT');
    await gone;
  }

  /** Asks it something over a connection of its own. */
  async ask<T>(question: (client: pg.Client) => Promise<T>, schema?: string): Promise<T> {
    const client = new pg.Client({ connectionString: this.url(schema) });
    client.on('error', () => {});
    await client.connect();
    try {
      return await question(client);
    } finally {
      await client.end();
    }
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A program of the set-up's own PostgreSQL, else of the machine's. */
function command(name: string, args: readonly string[]): [program: string, args: string[]] {
  const program = existsSync(BINARIES) ? join(BINARIES, name) : name;
  const words = isRoot ? [...AS_NOBODY, program, ...args] : [program, ...args];
  return [words[0]!, words.slice(1)];
}
