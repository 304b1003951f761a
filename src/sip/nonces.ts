import { createHmac, timingSafeEqual } from 'node:crypto';
import { holds, type Now, Recent } from '../base/index.ts';

/**
 * `fresh`: given to this address a short while ago. `old`: it was, and is not to be used any more. `foreign`:
 * it was never given to this address.
 */
export type NonceStanding = 'fresh' | 'old' | 'foreign';

const LIFE_MS = 60_000;
/** So many nonces that phones have signed in with are remembered. */
const USED_MAX = 10_000;
const KEY_BYTES_MIN = 16;
/** 128 bits of the sum, which nobody guesses within a minute. */
const SUM_BYTES = 16;
const SHAPE = /^([\da-z]{1,11})\.([\da-z]{1,11})\.([\w-]{22})$/;

/**
 * Nonces that need not be remembered: the time, a number, and a sum over both and the address that it is
 * given to, under a key of ours (RFC 7616 5.4). Whoever answers with one has been sent it, so the address is
 * theirs and not merely written on a packet. What is remembered is how often one has been used: an answer is
 * taken once, and each count must be above the one before (RFC 7616 3.4.5). A process that begins anew with
 * the same key goes on with the nonces that are under way; of these it does not know the counts, so for the
 * rest of its life an answer that was overheard before could be sent once more from the same address.
 */
export class Nonces {
  readonly #key: Uint8Array;
  /** Nonce → the count of its last use. */
  readonly #used = new Recent<number>(USED_MAX);
  /** The uses of some nonces up to this number are forgotten: none of these is taken any more. */
  #forgotten = 0;
  /** It begins with the time, so that numbers rise over processes, and rises whatever the clock does then. */
  #number: number;

  /** `key`: 16 bytes of chance or more. */
  constructor(key: Uint8Array, { wallMs }: Now) {
    holds(key.length >= KEY_BYTES_MIN, 'the key of the nonces is long enough that nobody finds it');
    this.#key = key;
    this.#number = Math.floor(wallMs);
  }

  /** Another one each time. */
  make(address: string, { wallMs }: Now): string {
    this.#number += 1;
    const said = `${Math.floor(wallMs).toString(36)}.${this.#number.toString(36)}`;
    return `${said}.${this.#sumOf(said, address)}`;
  }

  standing(nonce: string, address: string, { wallMs }: Now): NonceStanding {
    const [, time, number, sum] = SHAPE.exec(nonce) ?? [];
    if (sum === undefined) return 'foreign';
    const expected = this.#sumOf(`${time}.${number}`, address);
    if (!timingSafeEqual(Buffer.from(expected), Buffer.from(sum))) return 'foreign';
    const madeMs = Number.parseInt(time!, 36);
    // A wall clock that was set back makes nonces of a time to come: nobody knows how long these would live.
    const isInLife = madeMs <= wallMs && wallMs - madeMs < LIFE_MS;
    return isInLife && numberOf(nonce) > this.#forgotten ? 'fresh' : 'old';
  }

  /**
   * False when this count, or one above it, was there already. To be asked of a fresh nonce, when all else is
   * right.
   */
  use(nonce: string, count: number): boolean {
    if (count <= (this.#used.get(nonce) ?? 0)) return false;
    if (!this.#used.has(nonce) && this.#used.size >= USED_MAX) this.#forgetOldest();
    this.#used.put(nonce, count);
    return true;
  }

  #forgetOldest(): void {
    const [oldest] = this.#used.names();
    this.#used.delete(oldest!);
    this.#forgotten = Math.max(this.#forgotten, numberOf(oldest!));
  }

  #sumOf(said: string, address: string): string {
    const sum = createHmac('sha256', this.#key).update(`${said} ${address}`).digest();
    return sum.subarray(0, SUM_BYTES).toString('base64url');
  }
}

const numberOf = (nonce: string): number => Number.parseInt(nonce.split('.')[1]!, 36);
