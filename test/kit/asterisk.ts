import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderAsterisk, writeOperatorAccounts } from '../../src/parent/index.ts';
import { loadSettings, type Settings, soundPortsFor } from '../../src/settings/index.ts';
import { eventually } from './eventually.ts';
import { ExchangeWitness } from './exchange-witness.ts';
import { freePort } from './free-port.ts';
import type { Account, Address } from './phones/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const READY_MS = 15_000;
const STOP_MS = 5_000;
const CALLS = 20;
const CARRIER_HOST = '127.0.0.9';

/** Trunks by name, as the settings have them, and the passwords to which they refer. */
export type MoreTrunks = {
  readonly trunks: Readonly<Record<string, object>>;
  readonly secrets: Readonly<Record<string, string>>;
};
const NO_MORE: MoreTrunks = { trunks: {}, secrets: {} };

/** Whom it knows at its start: phones, passwords, and where calls by the trunk `carrier` go. */
export type Known = {
  readonly phoneIds: readonly string[];
  readonly secrets: Readonly<Record<string, string>>;
  readonly carrier: Address;
};

/**
 * An Asterisk of a test's own: made from the product's templates, on free ports, in a folder that goes with
 * it.
 */
export class PrivateAsterisk {
  /** Where its REST interface is, and who may use it. */
  readonly ari: { readonly url: string; readonly user: string; readonly password: string };
  readonly sip: Address;
  /** Where calls by the trunk `carrier` go. */
  readonly carrier: Address;
  readonly witness: ExchangeWitness;
  /** Paths of sounds without their ending: less than a second, half a minute, and none. */
  readonly sounds: { readonly short: string; readonly long: string; readonly missing: string };
  readonly #settings: Settings;
  readonly #accounts: ReadonlyMap<string, Account>;
  #process: ChildProcess | null = null;
  #output = '';

  private constructor(
    settings: Settings,
    password: string,
    accounts: ReadonlyMap<string, Account>,
    carrier: Address,
  ) {
    this.carrier = carrier;
    const { url, user } = settings.asterisk.ari;
    this.#settings = settings;
    this.#accounts = accounts;
    this.ari = { url, user, password };
    this.sip = settings.sip.bind;
    const folder = join(settings.asterisk.root, 'usr/share/asterisk/sounds/en');
    this.sounds = {
      short: join(folder, 'digits/1'),
      long: join(folder, 'demo-congrats'),
      missing: join(folder, 'no-such-sound'),
    };
    this.witness = new ExchangeWitness(url, user, password, join(settings.run, 'asterisk'));
  }

  /** Starts one that knows these phones and trunks; resolves when its REST interface answers. */
  static async start(phoneIds: readonly string[], more: MoreTrunks = NO_MORE): Promise<PrivateAsterisk> {
    const data = await mkdtemp(join(tmpdir(), 'cordboard-asterisk-'));
    const carrier = { host: CARRIER_HOST, port: await freePort() };
    const environment = await environmentFor(data, carrier, more.trunks);
    return PrivateAsterisk.startWith(environment, { phoneIds, secrets: more.secrets, carrier });
  }

  /** Starts one with these settings, as environment variables; whoever writes accounts into its data has it read them. */
  static async startWith(
    environment: Readonly<Record<string, string>>,
    { phoneIds, secrets, carrier }: Known,
  ): Promise<PrivateAsterisk> {
    const { settings, mistakes } = loadSettings(environment, () => undefined);
    if (settings === undefined) throw new Error(`the kit's settings are wrong: ${JSON.stringify(mistakes)}`);
    await mkdir(settings.secrets, { recursive: true });
    for (const [name, secret] of Object.entries(secrets))
      await writeFile(join(settings.secrets, name), secret);
    renderAsterisk(settings, join(ROOT, 'asterisk-config'));
    writeOperatorAccounts(settings, { devices: phoneIds, operators: new Map() });
    const password = (await readFile(settings.asterisk.ari.password_file, 'utf8')).trim();
    const asterisk = new PrivateAsterisk(settings, password, await accountsIn(settings), carrier);
    await asterisk.#run();
    return asterisk;
  }

  /** Its process as it runs now; 0 when there is none. */
  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  account(phoneId: string): Account {
    const account = this.#accounts.get(phoneId);
    if (account === undefined) throw new Error(`no account for the phone ${phoneId}`);
    return account;
  }

  /** Dies without a word to anybody and starts again. */
  async restart(): Promise<void> {
    await this.#kill('SIGKILL');
    await this.#run();
  }

  /** Dies without a word to anybody. */
  async die(): Promise<void> {
    await this.#kill('SIGKILL');
  }

  /** Ends every call and removes every bridge, so that a test leaves nothing to the next. */
  async clear(): Promise<void> {
    const [channels, bridges] = await Promise.all([this.witness.channels(), this.witness.bridges()]);
    await Promise.all(channels.map(({ id }) => this.#delete(`/channels/${encodeURIComponent(id)}`)));
    await Promise.all(bridges.map(({ id }) => this.#delete(`/bridges/${encodeURIComponent(id)}`)));
    await this.witness.isEmpty();
  }

  /** Ends it and removes its folder. */
  async stop(): Promise<void> {
    await this.#kill('SIGTERM');
    await rm(this.#settings.data, { recursive: true, force: true, maxRetries: 5 });
  }

  async #run(): Promise<void> {
    const { command, run } = renderAsterisk(this.#settings, join(ROOT, 'asterisk-config'));
    const [program = '', ...args] = command;
    const child = spawn(program, args, { cwd: run, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    const keep = (bytes: Buffer): void => {
      this.#output = (this.#output + bytes.toString()).slice(-8_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    try {
      await eventually('Asterisk answers', () => this.#isReady(child), READY_MS);
    } catch (err) {
      await this.#kill('SIGKILL');
      throw new Error(`Asterisk did not start:\n${this.#output}`, { cause: err });
    }
  }

  /** What has gone of its own accord meanwhile is gone, too. */
  async #delete(path: string): Promise<void> {
    const { url, user, password } = this.ari;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const answer = await fetch(url + path, { method: 'DELETE', headers: { authorization } });
    if (!answer.ok && answer.status !== 404) throw new Error(`DELETE ${path} answered ${answer.status}`);
  }

  async #isReady(child: ChildProcess): Promise<true | undefined> {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    await this.witness.channels();
    return true;
  }

  async #kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const limit = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(limit);
  }
}

async function environmentFor(
  data: string,
  { host, port }: Address,
  trunks: object,
): Promise<Record<string, string>> {
  const soundPorts = soundPortsFor(CALLS);
  const from = 10_000 + 2 * Math.floor((Math.random() * (9_900 - soundPorts)) / 2);
  const [ari, sip, http, redis] = [await freePort(), await freePort(), await freePort(), await freePort()];
  return {
    CORDBOARD_DATA: data,
    CORDBOARD_ASTERISK_ROOT: join(ROOT, '.tools/debian'),
    CORDBOARD_ASTERISK_ARI_URL: `http://127.0.0.1:${ari}/ari`,
    CORDBOARD_ASTERISK_RTP_FROM: String(from),
    CORDBOARD_ASTERISK_RTP_TO: String(from + soundPorts - 1),
    CORDBOARD_HTTP_PORT: String(http),
    CORDBOARD_LIMITS_CALLS: String(CALLS),
    CORDBOARD_REDIS_URL: `redis://127.0.0.1:${redis}`,
    CORDBOARD_SIP_BIND: `127.0.0.1:${sip}`,
    CORDBOARD_TRUNKS: JSON.stringify({
      local: { match: ['127.0.0.2/32'] },
      carrier: { match: [host], host: `${host}:${port}` },
      ...trunks,
    }),
  };
}

/** A phone's name is its user's; the passwords are those that were made with the accounts. */
async function accountsIn(settings: Settings): Promise<Map<string, Account>> {
  const text = await readFile(join(settings.secrets, 'operators.json'), 'utf8');
  const kept = Object.entries(JSON.parse(text) as Record<string, { readonly password: string }>);
  return new Map(kept.map(([user, { password }]) => [user, { user, password }]));
}
