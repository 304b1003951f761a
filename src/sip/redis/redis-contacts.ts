import type { Logger } from 'pino';
import type { Clock } from '../../base/index.ts';
import type { ContactStore, KeptContact, KeptPhone } from '../index.ts';
import { answersOf, type RedisLink } from './redis-link.ts';
import { readContacts } from './shapes.ts';

const ROUND_MS = 500;
/** So many phones go in one message: no other question of ours waits long behind it. */
const PHONES_AT_ONCE = 200;
/** Longer than any contact lasts: when the edge is gone for good, so are they. */
const TTL_MS = 7_200_000;

/**
 * Contacts in one hash of Redis, a field for each phone; a contact has its end in it, by the wall clock. What is to
 * stand there is kept here as well, and written anew whenever Redis is back, since it may have forgotten everything.
 */
export class RedisContacts implements ContactStore {
  readonly #link: RedisLink;
  readonly #key: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  /** What is to stand there. */
  readonly #wanted = new Map<string, readonly KeptContact[]>();
  /** Phones of which something else may stand there. */
  readonly #unwritten = new Set<string>();
  #isBusy = false;
  #stop: () => void = () => {};
  #onKept: ((phones: readonly KeptPhone[]) => void) | null = null;

  constructor(link: RedisLink, key: string, clock: Clock, log: Logger) {
    this.#link = link;
    this.#key = key;
    this.#clock = clock;
    this.#log = log;
  }

  start(onKept: (phones: readonly KeptPhone[]) => void): void {
    this.#onKept = onKept;
    this.#link.onReady(() => {
      for (const phoneId of this.#wanted.keys()) this.#unwritten.add(phoneId);
      void this.#round();
    });
    this.#roundLater();
  }

  keep(phoneId: string, contacts: readonly KeptContact[]): void {
    if (contacts.length === 0) this.#wanted.delete(phoneId);
    else this.#wanted.set(phoneId, contacts);
    this.#unwritten.add(phoneId);
  }

  close(): void {
    this.#stop();
  }

  #roundLater(): void {
    this.#stop = this.#clock.after(ROUND_MS, () => {
      void this.#round();
      this.#roundLater();
    });
  }

  async #round(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    if (await this.#isRead()) while (this.#unwritten.size > 0 && (await this.#write()));
    this.#isBusy = false;
  }

  /** Whether what was kept before is known: it is told once. */
  async #isRead(): Promise<boolean> {
    const onKept = this.#onKept;
    if (onKept === null) return true;
    const rows = await this.#link.ask((redis) => redis.hgetall(this.#key));
    if (rows === undefined) return false;
    this.#onKept = null;
    onKept(Object.entries(rows).flatMap(([phoneId, row]) => this.#read(phoneId, row)));
    return true;
  }

  #read(phoneId: string, row: string): readonly KeptPhone[] {
    const contacts = readContacts(row);
    if (contacts !== undefined) return [{ phoneId, contacts }];
    this.#log.warn(
      { phoneId },
      'what was kept of a phone cannot be read: it is known again when it registers',
    );
    return [];
  }

  /** Some phones; false when that did not succeed, and they are still to be written. */
  async #write(): Promise<boolean> {
    const phones = [...this.#unwritten].slice(0, PHONES_AT_ONCE);
    for (const phoneId of phones) this.#unwritten.delete(phoneId);
    const written = await this.#link.ask((redis) => {
      const all = redis.multi();
      for (const phoneId of phones) {
        const contacts = this.#wanted.get(phoneId);
        if (contacts === undefined) all.hdel(this.#key, phoneId);
        else all.hset(this.#key, phoneId, JSON.stringify(contacts));
      }
      return answersOf(all.pexpire(this.#key, TTL_MS));
    });
    if (written !== undefined) return true;
    for (const phoneId of phones) this.#unwritten.add(phoneId);
    return false;
  }
}
