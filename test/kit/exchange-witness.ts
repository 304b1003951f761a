import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Cel, parseCel } from './cel.ts';
import { eventually } from './eventually.ts';

export type Bridge = {
  readonly id: string;
  readonly bridge_type: string;
  readonly channels: readonly string[];
};

export type Channel = {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly caller: { readonly number: string };
  readonly dialplan: { readonly context: string };
  readonly channelvars?: Readonly<Record<string, string>>;
};

/** Minutes of a diary, however many calls come. */
const NEWEST_BYTES = 16_000_000;

/** Asks the hotline's Asterisk directly, past Cordboard: what is really there, and what really happened. */
export class ExchangeWitness {
  readonly #url: string;
  readonly #authorization: string;
  readonly #folder: string;
  #diaryFromMs = 0;

  /** `folder` is where this Asterisk writes. */
  constructor(url: string, user: string, password: string, folder: string) {
    this.#url = url;
    this.#authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    this.#folder = folder;
  }

  async channels(): Promise<readonly Channel[]> {
    return (await this.#ask('GET', '/channels')).json() as Promise<Channel[]>;
  }

  async bridges(): Promise<readonly Bridge[]> {
    return (await this.#ask('GET', '/bridges')).json() as Promise<Bridge[]>;
  }

  /** A global variable of the dialplan; empty when there is none. */
  async variable(name: string): Promise<string> {
    const answer = await this.#ask('GET', `/asterisk/variable?variable=${encodeURIComponent(name)}`);
    return ((await answer.json()) as { readonly value: string }).value;
  }

  async setVariable(name: string, value: string): Promise<void> {
    await this.#ask('POST', `/asterisk/variable?variable=${encodeURIComponent(name)}&value=${value}`);
  }

  /** Somebody else's bridge, of which Cordboard knows nothing. */
  async makeBridge(bridgeId: string): Promise<void> {
    await this.#ask('POST', `/bridges/${bridgeId}?type=mixing`);
  }

  /** As an admin or another program does it: nobody is told. */
  async moveInto(bridgeId: string, channelId: string): Promise<void> {
    await this.#ask('POST', `/bridges/${bridgeId}/addChannel?channel=${encodeURIComponent(channelId)}`);
  }

  /** As the parent does it when no Cordboard is there for too long: the caller hears the apology. */
  async letGo(channelId: string): Promise<void> {
    const to = 'context=static-overflow&extension=s&priority=1';
    await this.#ask('POST', `/channels/${encodeURIComponent(channelId)}/continue?${to}`);
  }

  /** Channels that have come into this bridge, by Asterisk's diary, however soon they left it again. */
  async cameInto(bridgeId: string): Promise<readonly string[]> {
    const { rows } = await this.#diary(() => false);
    const comings = rows.filter((row) => row.event === 'BRIDGE_ENTER' && row.bridgeId === bridgeId);
    return comings.map(({ channelId }) => channelId);
  }

  /** A channel of Cordboard's application that is to ring a phone, and does not yet. */
  async makeChannel(endpoint: string, channelId: string, variables: Channel['channelvars']): Promise<void> {
    const query = new URLSearchParams({ endpoint, channelId, app: 'cordboard', appArgs: 'leg' });
    await this.#ask('POST', `/channels/create?${query}`, { variables });
  }

  async endBridge(bridgeId: string): Promise<void> {
    await this.#ask('DELETE', `/bridges/${bridgeId}`);
  }

  /** No channel is left, and no bridge but empty rooms for waiting. */
  async isEmpty(): Promise<void> {
    await eventually('Asterisk holds no channel and no talk', async () => {
      const [channels, bridges] = await Promise.all([this.channels(), this.bridges()]);
      const talks = bridges.filter((each) => each.bridge_type !== 'holding' || each.channels.length > 0);
      const left = [...channels.map((each) => each.name), ...talks.map((each) => `bridge ${each.id}`)];
      if (left.length > 0) throw new Error(left.join(', '));
      return true;
    });
  }

  /** Records what is heard in a bridge until `stop`; resolves with the samples. */
  async record(bridgeId: string, name: string): Promise<() => Promise<Buffer>> {
    await this.#ask('POST', `/bridges/${encodeURIComponent(bridgeId)}/record?name=${name}&format=wav`);
    return async () => {
      await this.#ask('POST', `/recordings/live/${name}/stop`);
      // Asterisk answers before the file is whole: it is when the recording lives no more.
      await eventually(`the recording ${name} is whole`, () => this.#isGone(`/recordings/live/${name}`));
      return readFile(join(this.#folder, 'spool/recording', `${name}.wav`));
    };
  }

  /** Asterisk was killed: the channels of before will never end in its diary. */
  forgetPast(): void {
    this.#diaryFromMs = Date.now();
  }

  /**
   * Asterisk's own diary, once every channel in it has ended; `isPhone` tells operators' endpoints from
   * trunks.
   */
  async cel(isPhone: (endpoint: string) => boolean): Promise<Cel> {
    return eventually('the diary of Asterisk is complete', async () => {
      const cel = await this.#diary(isPhone);
      const open = cel.openChannels();
      if (open.length > 0) throw new Error(open.join(', '));
      return cel;
    });
  }

  /** The same with channels that have not ended. */
  diarySoFar(isPhone: (endpoint: string) => boolean): Promise<Cel> {
    return this.#diary(isPhone);
  }

  /** What the newest part of the diary says of one caller: whoever runs for hours cannot read it all each time. */
  async latelyOf(caller: string, isPhone: (endpoint: string) => boolean): Promise<Cel> {
    const lines = (await newestPart(this.#diaryFile)).split('\n');
    const own = parseCel(lines.filter((line) => line.includes(caller)).join('\n'));
    // Channels to phones are named after the caller's.
    const calls = new Cel(own, isPhone).callsOf(caller).map(({ channelId }) => channelId);
    const about = lines.filter((line) => calls.some((channelId) => line.includes(channelId)));
    return new Cel(parseCel(about.join('\n')), isPhone);
  }

  get #diaryFile(): string {
    return join(this.#folder, 'log/cel-custom/Master.csv');
  }

  #diary(isPhone: (endpoint: string) => boolean): Promise<Cel> {
    return Cel.read(this.#diaryFile, isPhone, this.#diaryFromMs);
  }

  async #isGone(path: string): Promise<true | undefined> {
    const headers = { authorization: this.#authorization };
    const response = await fetch(this.#url + path, { headers, signal: AbortSignal.timeout(5_000) });
    await response.text();
    return response.status === 404 ? true : undefined;
  }

  async #ask(method: string, path: string, body?: object): Promise<Response> {
    const headers = { authorization: this.#authorization, 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(5_000);
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(this.#url + path, { method, headers, signal, ...content });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}

async function newestPart(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const bytes = Math.min(size, NEWEST_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, size - bytes);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
