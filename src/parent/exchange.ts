import { readFileSync } from 'node:fs';
import type { Settings } from '../settings/index.ts';

/** What the parent must know of a channel. */
export type Channel = {
  readonly id: string;
  readonly channelvars?: Readonly<Record<string, string>>;
  readonly dialplan?: { readonly app_name?: string };
};

/** What the parent must know of a bridge. */
export type Bridge = { readonly bridge_type: string; readonly channels: readonly string[] };

const ANSWER_MS_MAX = 2_000;

/** Every Asterisk that may hold callers of ours: the one, or all nodes behind the edge. */
export function exchangesOf({
  asterisk: { ari },
  edge,
}: Pick<Settings, 'asterisk' | 'edge'>): readonly Exchange[] {
  if (edge.mode === 'direct') return [new Exchange(ari)];
  return Object.values(edge.nodes).map(({ ari: url }) => new Exchange({ ...ari, url }));
}

/**
 * The few words that the parent itself exchanges with Asterisk, while Cordboard cannot. All reject when it
 * is away.
 */
export class Exchange {
  readonly #address: string;
  readonly #authorization: () => string;

  constructor({ url, user, password_file }: Settings['asterisk']['ari']) {
    this.#address = url;
    this.#authorization = () => {
      const password = readFileSync(password_file, 'utf8').trim();
      return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    };
  }

  /** Whether its REST interface is there and lets us in; it answers 404 before that is loaded. */
  async answers(): Promise<boolean> {
    const [asked] = await Promise.allSettled([this.#ask('GET', '/asterisk/info')]);
    return asked!.status === 'fulfilled';
  }

  /** Whether it gives any answer at all, also a refusal. Never rejects. */
  async speaks(): Promise<boolean> {
    const [asked] = await Promise.allSettled([this.#fetch('GET', '/asterisk/info')]);
    if (asked!.status === 'rejected') return false;
    await asked!.value.body?.cancel();
    return true;
  }

  channels(): Promise<readonly Channel[]> {
    return this.#ask('GET', '/channels') as Promise<readonly Channel[]>;
  }

  bridges(): Promise<readonly Bridge[]> {
    return this.#ask('GET', '/bridges') as Promise<readonly Bridge[]>;
  }

  /** Sends a channel on to the apology of last resort in extensions.conf. */
  async toOverflow(channelId: string): Promise<void> {
    const to = 'context=static-overflow&extension=s&priority=1';
    await this.#ask('POST', `/channels/${encodeURIComponent(channelId)}/continue?${to}`);
  }

  async #ask(method: 'GET' | 'POST', path: string): Promise<unknown> {
    const answer = await this.#fetch(method, path);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`Asterisk answered ${answer.status} to ${method} ${path}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  async #fetch(method: 'GET' | 'POST', path: string): Promise<Response> {
    const headers = { authorization: this.#authorization() };
    return fetch(`${this.#address}${path}`, { method, headers, signal: AbortSignal.timeout(ANSWER_MS_MAX) });
  }
}
