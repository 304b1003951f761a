import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SPARE_FLAG } from '../../src/parent/index.ts';
import { soundPortsFor } from '../../src/settings/index.ts';
import { eventually } from './eventually.ts';
import { ExchangeWitness } from './exchange-witness.ts';
import { freePort } from './free-port.ts';
import { HotlineApi } from './hotline-api.ts';
import type { Account, Address } from './phones/index.ts';
import { type FoundProcess, processesOf } from './processes.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const READY_MS = 50_000;
const STOP_MS = 15_000;
const CALLS = 100;

export type HotlineOptions = {
  /** Absolute folder of the bundle. */
  readonly bundle: string;
  /** Absolute folder of the program: ours, if it is not another version of it. */
  readonly program?: string;
  /** More settings, as environment variables; they win over those that the kit chooses. */
  readonly settings?: Readonly<Record<string, string>>;
  /** An Asterisk that the hotline does not start itself, with whoever can ask it directly. */
  readonly exchange?: { readonly witness: ExchangeWitness; readonly stop: () => Promise<void> };
};

/** Starts a process as `npm start` does, with a data folder and ports of its own. */
export async function launchHotline(options: HotlineOptions): Promise<Launched> {
  exitOnSignals();
  const data = options.settings?.CORDBOARD_DATA ?? (await mkdtemp(join(tmpdir(), 'cordboard-')));
  const settings = { ...(await ownSettings(data)), CORDBOARD_BUNDLE: options.bundle, ...options.settings };
  const environment = { ...withoutCordboard(process.env), ...settings };
  const parent = spawn(process.execPath, [join(options.program ?? ROOT, 'src/parent.ts')], {
    cwd: data,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Launched(parent, data, settings);
}

const exitNow = (): never => process.exit(1);

/** Whoever is told to end ends by an exit, which takes all hotlines along: a signal alone would leave them behind. */
function exitOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    if (!process.listeners(signal).includes(exitNow)) process.on(signal, exitNow);
}

/** Everything that listens gets a port that is free now; sound gets a block of its own. */
export async function ownSettings(data: string): Promise<Record<string, string>> {
  const [sip, http, ari, redis] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const soundPorts = soundPortsFor(CALLS);
  const from = 10_000 + 2 * Math.floor((Math.random() * (9_900 - soundPorts)) / 2);
  return {
    CORDBOARD_DATA: data,
    CORDBOARD_HTTP_PORT: String(http),
    CORDBOARD_SIP_BIND: `127.0.0.1:${sip}`,
    CORDBOARD_ASTERISK_ARI_URL: `http://127.0.0.1:${ari}/ari`,
    CORDBOARD_ASTERISK_RTP_FROM: String(from),
    CORDBOARD_ASTERISK_RTP_TO: String(from + soundPorts - 1),
    CORDBOARD_REDIS_URL: `redis://127.0.0.1:${redis}`,
    CORDBOARD_LIMITS_CALLS: String(CALLS),
    // It costs each hotline a second of a processor, which only some tests have a use for.
    CORDBOARD_TAKEOVER_SPARE: 'false',
  };
}

/** Settings of whoever runs the tests must not reach the hotline under test. */
const withoutCordboard = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('CORDBOARD_')));

/** A hotline that was started and need not have become ready. */
export class Launched {
  readonly data: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly exited: Promise<number | null>;
  readonly #parent: ChildProcess;
  #output = '';

  constructor(parent: ChildProcess, data: string, settings: Readonly<Record<string, string>>) {
    this.#parent = parent;
    this.data = data;
    this.settings = settings;
    this.exited = once(parent, 'close').then(([code]) => code as number | null);
    const keep = (bytes: Buffer): void => {
      this.#output += bytes.toString();
    };
    parent.stdout?.on('data', keep);
    parent.stderr?.on('data', keep);
    // Whoever started a hotline and ends without stopping it leaves nothing behind all the same.
    process.once('exit', this.#killAll);
    void this.exited.then(() => process.removeListener('exit', this.#killAll));
  }

  get pid(): number {
    return this.#parent.pid ?? 0;
  }

  get hasExited(): boolean {
    return this.#parent.exitCode !== null || this.#parent.signalCode !== null;
  }

  /** All that it has said so far. */
  get output(): string {
    return this.#output;
  }

  /** The last words of Cordboard itself; empty when it never ran. */
  async log(): Promise<string> {
    const text = await readFile(join(this.data, 'logs/cordboard.log'), 'utf8').catch(() => '');
    return text.slice(-4_000);
  }

  /** Asks it to stop, as Ctrl-C does; by force when that takes too long. Resolves with its exit code. */
  async stop(): Promise<number | null> {
    if (!this.hasExited) this.#parent.kill('SIGINT');
    const limit = setTimeout(() => this.#parent.kill('SIGKILL'), STOP_MS);
    const code = await this.exited;
    clearTimeout(limit);
    return code;
  }

  /** Whatever still works for this hotline; a stopped one leaves nothing. */
  leftovers(): readonly FoundProcess[] {
    return processesOf(this.data);
  }

  readonly #killAll = (): void => {
    for (const { pid } of this.leftovers()) process.kill(pid, 'SIGKILL');
  };

  /** Stops what is left by force and removes the data. Resolves with what had been left. */
  async cleanUp(): Promise<readonly FoundProcess[]> {
    const left = this.leftovers();
    this.#killAll();
    await rm(this.data, { recursive: true, force: true, maxRetries: 5 });
    return left;
  }
}

/** A whole hotline that answers calls. */
export class Hotline {
  readonly launched: Launched;
  readonly api: HotlineApi;
  readonly witness: ExchangeWitness;
  /** Where phones and trunks reach it. */
  readonly sip: Address;
  readonly #accounts: ReadonlyMap<string, Account>;
  readonly #stopExchange: () => Promise<void>;

  private constructor(
    launched: Launched,
    api: HotlineApi,
    { witness, stop }: NonNullable<HotlineOptions['exchange']>,
    accounts: ReadonlyMap<string, Account>,
  ) {
    this.#stopExchange = stop;
    this.launched = launched;
    this.api = api;
    this.witness = witness;
    this.#accounts = accounts;
    const [host = '', port = ''] = (launched.settings.CORDBOARD_SIP_BIND ?? '').split(':');
    this.sip = { host, port: Number(port) };
  }

  /**
   * Starts one and waits until it would answer a call; rejects with its output when it does not get there.
   */
  static async start(options: HotlineOptions): Promise<Hotline> {
    const launched = await launchHotline(options);
    const url = `http://127.0.0.1:${launched.settings.CORDBOARD_HTTP_PORT}`;
    try {
      await untilReady(launched, new HotlineApi(url, ''));
      const { data, settings } = launched;
      const token = (await readFile(join(data, 'secrets/admin-token'), 'utf8')).trim();
      const password = (await readFile(join(data, 'secrets/ari-password'), 'utf8')).trim();
      const ari = settings.CORDBOARD_ASTERISK_ARI_URL ?? '';
      const witness = new ExchangeWitness(ari, 'cordboard', password, join(data, 'run/asterisk'));
      const exchange = options.exchange ?? { witness, stop: async () => {} };
      const accounts = await accountsIn(join(data, 'secrets'));
      return new Hotline(launched, new HotlineApi(url, token), exchange, accounts);
    } catch (err) {
      await launched.stop();
      await options.exchange?.stop();
      const told = `${launched.output.slice(-4_000)}\n${await launched.log()}`;
      await launched.cleanUp();
      throw new Error(`the hotline did not get ready:\n${told}`, { cause: err });
    }
  }

  /** The SIP account of an operator's phone. */
  account(phone: string): Account {
    const account = this.#accounts.get(phone);
    if (account === undefined) throw new Error(`no account for the phone ${phone}`);
    return account;
  }

  /** The process of one part, as it runs now. */
  async pidOf(part: 'asterisk' | 'redis' | 'cordboard'): Promise<number> {
    const text = await readFile(join(this.launched.data, `run/${part}.json`), 'utf8');
    return (JSON.parse(text) as { pid: number }).pid;
  }

  /** The process that lies ready, with everything loaded. */
  spare(withinMs: number): Promise<number> {
    return eventually('a spare process lies ready', () => this.#spareNow(), withinMs);
  }

  async #spareNow(): Promise<number | undefined> {
    const told = this.launched.output.split('\n').findLast((line) => line.includes('spare process'));
    if (told?.endsWith('is ready') !== true) return undefined;
    const current = await this.pidOf('cordboard');
    // One that has begun still has the flag.
    const lies = ({ pid, command }: FoundProcess): boolean => command.endsWith(SPARE_FLAG) && pid !== current;
    return processesOf(this.launched.data).find(lies)?.pid;
  }

  /** Resolves when another Cordboard than this process is ready. */
  async anotherIsReady(pid: number, withinMs: number): Promise<void> {
    const isAnother = async (): Promise<true | undefined> =>
      (await this.pidOf('cordboard')) !== pid && (await this.api.isReady()) ? true : undefined;
    await eventually('another Cordboard is ready', isAnother, withinMs);
  }

  /** Stops it; rejects unless it ended well and left no process. */
  async stop(): Promise<void> {
    const code = await this.launched.stop();
    await this.#stopExchange();
    const left = await this.launched.cleanUp();
    if (code !== 0) throw new Error(`the hotline ended with ${code}:\n${this.launched.output.slice(-4_000)}`);
    if (left.length > 0) throw new Error(`left behind: ${left.map((each) => each.command).join('; ')}`);
  }
}

async function untilReady(launched: Launched, api: HotlineApi): Promise<void> {
  const ask = async (): Promise<true | undefined> =>
    launched.hasExited || (await api.isReady()) ? true : undefined;
  await eventually('the hotline is ready', ask, READY_MS);
  if (launched.hasExited) throw new Error(`it ended with ${await launched.exited}`);
}

/**
 * Operators' accounts from a hotline's folder of secrets: the phone's name is the user's, the passwords are
 * those that the first start made.
 */
export async function accountsIn(secrets: string): Promise<ReadonlyMap<string, Account>> {
  const text = await readFile(join(secrets, 'operators.json'), 'utf8');
  const kept = Object.entries(JSON.parse(text) as Record<string, { readonly password: string }>);
  return new Map(kept.map(([user, { password }]) => [user, { user, password }]));
}
