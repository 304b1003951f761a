import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../eventually.ts';
import { freePort } from '../free-port.ts';
import type { Address } from '../phones/index.ts';
import { KeptChild } from './kept-child.ts';

const HOST = '127.0.0.1';
const STOP_MS = 5_000;

/** Where a drachtio-server lies that tests may start: it is in no package registry, so that they cannot bring one. */
export const sipServerProgram = (): string | undefined => process.env.DRACHTIO_SERVER;

/** A drachtio-server of a test's own. */
export class SipServerProcess {
  readonly app: Address;
  readonly sip: Address;
  readonly #program: string;
  readonly #secret: string;
  readonly #folder: string;
  #process: KeptChild | null = null;
  #output = '';

  private constructor(program: string, secret: string, folder: string, ports: readonly [number, number]) {
    this.#program = program;
    this.#secret = secret;
    this.#folder = folder;
    this.app = { host: HOST, port: ports[0] };
    this.sip = { host: HOST, port: ports[1] };
  }

  static async start(program: string, secret: string): Promise<SipServerProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'cordboard-sip-server-'));
    const server = new SipServerProcess(program, secret, folder, [await freePort(), await freePort()]);
    try {
      await server.run();
      return server;
    } catch (err) {
      await server.stop();
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

  get output(): string {
    return this.#output;
  }

  async run(): Promise<void> {
    const file = join(this.#folder, 'drachtio.conf.xml');
    const contact = `sip:${HOST}:${this.sip.port};transport=udp,tcp`;
    await writeFile(
      file,
      `<drachtio><admin port="${this.app.port}" secret="${this.#secret}">${HOST}</admin>` +
        `<sip><contacts><contact>${contact}</contact></contacts></sip>` +
        '<logging><console/><loglevel>info</loglevel><sofia-loglevel>1</sofia-loglevel></logging></drachtio>',
    );
    const child = spawn(this.#program, ['-f', file], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = new KeptChild(child);
    const keep = (bytes: Buffer): void => {
      this.#output = (this.#output + bytes.toString()).slice(-200_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    await eventually(
      'the SIP server runs',
      () => /Starting sofia event loop/.test(this.#output) || undefined,
    );
  }

  async kill(): Promise<void> {
    await this.#process?.end('SIGKILL', STOP_MS);
    this.#process = null;
    this.#output = '';
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
