import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Now, Recent } from '../base/index.ts';

/** A phone that registers again later than this is asked once more, with a new one; it need not know its old one. */
const LIFE_MS = 60_000;
/** Behind this a clock was set, and nobody knows how old it is. */
const AHEAD_MS_MAX = 5_000;
/** So many nonces are remembered with their count; the oldest are forgotten, and refused as too old. */
const REMEMBERED_MAX = 20_000;
const MAC_DIGITS = 32;
const NONCE = /^([0-9a-z]{1,12})\.([0-9a-z]{1,12})\.([0-9a-f]{32})$/;

/** `stale`: it was ours, and another one is to be used. `wrong`: it never was. `used`: this answer was given before. */
export type NonceVerdict = 'good' | 'stale' | 'wrong' | 'used';

/**
 * Numbers that are used once (RFC 7616 3.3): each says when and for which address it was made, under a key, so that
 * nothing needs to be remembered of those that nobody answers. Of those that are answered the count is, which must
 * grow: who listened cannot use an answer again. With the key of before they are good beyond a restart.
 */
export class Nonces {
  readonly #key: Uint8Array;
  /** Nonce → the highest count so far. */
  readonly #counts = new Recent<number>(REMEMBERED_MAX);
  #made = 0;
  /** Nonces of this time and before may have been forgotten with their counts, wall time. */
  #forgottenMs = 0;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** A new one, for whoever is at this address. */
  make(address: string, { wallMs }: Now): string {
    this.#made += 1;
    const said = `${Math.floor(wallMs).toString(36)}.${this.#made.toString(36)}`;
    return `${said}.${this.#mac(said, address)}`;
  }

  /**
   * Whether an answer with this count may be taken; it is not to be taken again. To be asked of right answers alone.
   */
  take(nonce: string, count: number, address: string, { wallMs }: Now): NonceVerdict {
    const [, at, number, mac] = NONCE.exec(nonce) ?? [];
    if (mac === undefined || !isSame(mac, this.#mac(`${at}.${number}`, address))) return 'wrong';
    const madeMs = Number.parseInt(at!, 36);
    if (madeMs > wallMs + AHEAD_MS_MAX || wallMs - madeMs > LIFE_MS || madeMs <= this.#forgottenMs)
      return 'stale';
    if (count <= (this.#counts.get(nonce) ?? 0)) return 'used';
    this.#remember(nonce, count);
    return 'good';
  }

  #remember(nonce: string, count: number): void {
    const [oldest] = this.#counts.names();
    const isFull = this.#counts.size >= REMEMBERED_MAX && !this.#counts.has(nonce);
    if (isFull) this.#forgottenMs = Number.parseInt(oldest!.split('.')[0]!, 36);
    this.#counts.put(nonce, count);
  }

  #mac(said: string, address: string): string {
    return createHmac('sha256', this.#key).update(`${said} ${address}`).digest('hex').slice(0, MAC_DIGITS);
  }
}

const isSame = (one: string, other: string): boolean => timingSafeEqual(Buffer.from(one), Buffer.from(other));
