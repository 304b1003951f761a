import type { Now } from '../base/index.ts';

/** A phone that is there answers in a fraction of this. */
export const PING_MS_MAX = 3_000;
/** More often than routers forget a way by UDP: the shortest known is 30 s (RFC 5626 4.4.1). */
const EVERY_MS = 25_000;
/** One lost packet is no lost phone: the next ping comes sooner. */
const AGAIN_MS = 5_000;
/** A phone is noticed to be gone within 25 + 3 + 5 + 3 s. */
const MISSES_MAX = 2;
/** What is told so much later than its limit was held up here, and says nothing about the phone. */
const LATE_MS = 500;
/** A ping of which nothing is heard for so long was lost with the server. */
const LOST_MS = 10_000;

/** Whether a phone answers at one of its contacts, by OPTIONS (RFC 3261 11), and when it is to be asked again. */
export class Reach {
  #missed = 0;
  #nextMs: number;
  #asked: { readonly pingId: string; readonly atMs: number } | null = null;

  constructor({ monoMs }: Now) {
    this.#nextMs = monoMs;
  }

  get answers(): boolean {
    return this.#missed < MISSES_MAX;
  }

  /** From when on it is to be asked (again). */
  get dueMs(): number {
    return this.#asked === null ? this.#nextMs : this.#asked.atMs + LOST_MS;
  }

  ask(pingId: string, { monoMs }: Now): void {
    this.#asked = { pingId, atMs: monoMs };
  }

  /** The server is gone: what was asked will not be answered. */
  forgetAsked({ monoMs }: Now): void {
    if (this.#asked === null) return;
    this.#asked = null;
    this.#nextMs = monoMs + AGAIN_MS;
  }

  /** Whoever registers is there; whether calls get there is still asked as often as before. */
  registered(now: Now): void {
    this.#missed = 0;
    this.forgetAsked(now);
  }

  /**
   * Any answer says that the phone is there, even that it does not know OPTIONS. 408 and 503 are what the SIP server
   * says itself of a phone that it cannot reach. An answer to another ping than the last one is old.
   */
  heard(pingId: string, status: number | null, { monoMs }: Now): void {
    if (this.#asked?.pingId !== pingId) return;
    const tookMs = monoMs - this.#asked.atMs;
    this.#asked = null;
    const isMissed = status === null || status === 408 || status === 503;
    if (!isMissed) this.#missed = 0;
    else if (tookMs <= PING_MS_MAX + LATE_MS) this.#missed += 1;
    this.#nextMs = monoMs + (isMissed && this.answers ? AGAIN_MS : EVERY_MS);
  }
}
