import { type Now, Recent } from '../base/index.ts';
import type { SecurityEvent, Suspect } from './security-event.ts';

/** How much is too much. */
export type BanRules = {
  /** So many failed attempts within a minute are a ban. */
  readonly triesMax: number;
  readonly banMs: number;
  /** An address that is never banned: trunks, and what the admin lists. */
  readonly isExempt: (address: string) => boolean;
};

/** An address that is turned away. Wall time. */
export type Ban = {
  readonly address: string;
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly why: string;
};

/** Guessing is fast. A phone with a wrong password tries once or twice a minute, for days. */
const WINDOW_MS = 60_000;
/** Of an address where no phone has signed in lately, slow guessing counts as well: three times as much in an hour. */
const LONG_WINDOW_MS = 3_600_000;
const LONG_FACTOR = 3;
/** An address where somebody knew a password is a customer's for so long. */
const TRUSTED_MS = 3_600_000;
/** So many addresses are remembered; the oldest are forgotten first. */
const REMEMBERED_MAX = 10_000;
/** What an address is told to have done. */
const FAILURES = {
  unknownName: 'names that do not exist',
  wrongPassword: 'wrong passwords',
  unproven: 'requests that proved nothing',
  scanner: 'requests of a scanner',
} as const;
/** So many bans at once, each a line for the exchange; beyond it the oldest ends. */
const BANS_MAX = 1_000;

/**
 * Who has failed how often, and who is banned for it. Whoever sends by UDP can write any address as the sender's, to
 * have somebody else banned: so where phones have signed in lately only those failures count that came over a
 * connection. Who guesses there by UDP is at the place of the admin's own people, and guesses at 192 bits of chance.
 */
export class BanBook {
  readonly #rules: BanRules;
  readonly #bans = new Recent<Ban>(BANS_MAX);
  /** Address → the instants of its last failures, monotonic, the oldest first. */
  readonly #failures = new Recent<readonly number[]>(REMEMBERED_MAX);
  /** Address → when somebody last knew a password there, monotonic. */
  readonly #trusted = new Recent<number>(REMEMBERED_MAX);

  constructor(rules: BanRules) {
    this.#rules = rules;
  }

  /** The newest first. */
  get bans(): readonly Ban[] {
    return [...this.#bans.values()].toReversed();
  }

  isBanned(address: string, { wallMs }: Now): boolean {
    const ban = this.#bans.get(address);
    return ban !== undefined && ban.untilMs > wallMs;
  }

  /** Those of a process before; what is over, exempt or banned anew by now, is dropped. */
  restore(bans: readonly Ban[], { wallMs }: Now): void {
    const isOn = ({ address, untilMs }: Ban): boolean =>
      untilMs > wallMs && !this.#rules.isExempt(address) && !this.#bans.has(address);
    const stillOn = bans.filter(isOn);
    for (const ban of stillOn.toSorted((one, other) => one.sinceMs - other.sinceMs))
      this.#bans.put(ban.address, ban);
  }

  /** The bans that an event leads to: mostly none. */
  note(event: SecurityEvent, now: Now): readonly Ban[] {
    if (event.kind === 'signedIn') {
      this.#trusted.put(event.address, now.monoMs);
      return [];
    }
    return event.suspects.flatMap((suspect) => this.#failed(suspect, FAILURES[event.kind], now));
  }

  /** False when the address is not banned. What it did before is forgotten. */
  lift(address: string): boolean {
    this.#failures.delete(address);
    return this.#bans.delete(address);
  }

  /** Ends those whose time is over; the addresses that are free again. */
  expire({ wallMs }: Now): readonly string[] {
    const over = [...this.#bans.values()].filter(({ untilMs }) => untilMs <= wallMs);
    for (const { address } of over) this.lift(address);
    return over.map(({ address }) => address);
  }

  #failed({ address, isSure }: Suspect, what: string, now: Now): readonly Ban[] {
    if (this.#rules.isExempt(address) || this.#bans.has(address)) return [];
    const isTrusted = now.monoMs - (this.#trusted.get(address) ?? Number.NEGATIVE_INFINITY) < TRUSTED_MS;
    if (isTrusted && !isSure) return [];
    const { triesMax, banMs } = this.#rules;
    const longMax = LONG_FACTOR * triesMax;
    const failures = [...(this.#failures.get(address) ?? []), now.monoMs].slice(-longMax);
    this.#failures.put(address, failures);
    const within = (ms: number): number => failures.filter((atMs) => now.monoMs - atMs < ms).length;
    const isTooFast = within(WINDOW_MS) >= triesMax;
    if (!isTooFast && (isTrusted || within(LONG_WINDOW_MS) < longMax)) return [];
    const { wallMs: sinceMs } = now;
    const why = isTooFast ? `${triesMax} ${what} within a minute` : `${longMax} ${what} within an hour`;
    const ban = { address, sinceMs, untilMs: sinceMs + banMs, why };
    this.#failures.delete(address);
    this.#bans.put(address, ban);
    return [ban];
  }
}
