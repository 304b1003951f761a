import type { Logger } from 'pino';
import { type Ban, BanBook, type BanRules, readSecurityLine } from '../bans/index.ts';
import type { Clock } from '../base/index.ts';
import type { BansDesk } from '../http/index.ts';
import type { Entry } from '../journal/index.ts';
import type { BanFile } from './ban-file.ts';
import type { LogTail } from './log-tail.ts';

export type BanWatchParts = {
  readonly rules: BanRules;
  /** The security log of the exchange. */
  readonly tail: Pick<LogTail, 'lines'>;
  readonly file: BanFile;
  /** Writes the banned addresses where the exchange reads them; false when they were there already. Throws. */
  readonly publish: (addresses: readonly string[]) => boolean;
  /** The exchange reads them. Rejects when it is away. */
  readonly reload: () => Promise<void>;
  readonly write: (entry: Entry) => void;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
};

const LOOK_EVERY_MS = 100;
/** A reload costs the exchange some of its time: those who come in between are taken together. */
const RELOAD_EVERY_MS = 1_000;
/** An exchange that was away is asked again after this. */
const AGAIN_MS = 5_000;
/** Whose doing it is, in the audit. */
const BY = 'cordboard';

/**
 * Reads what the exchange tells of failed sign-ins, bans addresses, and ends bans. Bans lie in a file and in the
 * exchange's own configuration: they outlive the death of either process.
 */
export class BanWatch implements BansDesk {
  readonly #parts: BanWatchParts;
  readonly #book: BanBook;
  #cancel: () => void = () => {};
  #isClosed = false;
  /** What the exchange has not read yet waits until this instant, monotonic; null: there is nothing. */
  #reloadAtMs: number | null = null;
  #lastReloadMs = Number.NEGATIVE_INFINITY;
  #toldTrouble = '';

  constructor(parts: BanWatchParts) {
    this.#parts = parts;
    this.#book = new BanBook(parts.rules);
  }

  /** Takes the bans of before; to be called before the exchange is connected, which reads them then. */
  start(): void {
    const { file, clock, log } = this.#parts;
    try {
      this.#book.restore(file.read(), clock.now());
    } catch (err) {
      log.error({ err }, 'the bans of before could not be read: they are forgotten');
    }
    this.#changed();
    this.#lookLater();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  list(): readonly Ban[] {
    return this.#book.bans;
  }

  /** False when the address is not banned. */
  lift(address: string): boolean {
    const wasBanned = this.#book.lift(address);
    if (wasBanned) this.#changed();
    return wasBanned;
  }

  #lookLater(): void {
    if (this.#isClosed) return;
    this.#cancel = this.#parts.clock.after(LOOK_EVERY_MS, () => void this.#look());
  }

  async #look(): Promise<void> {
    try {
      const lines = await this.#parts.tail.lines();
      this.#note(lines);
      await this.#reloadIfDue();
      this.#toldTrouble = '';
    } catch (err) {
      this.#tellOnce(err, 'the security log of the exchange cannot be read: nobody is banned meanwhile');
    }
    this.#lookLater();
  }

  #note(lines: readonly string[]): void {
    const { clock, log, write } = this.#parts;
    const now = clock.now();
    const freed = this.#book.expire(now);
    const banned = lines.flatMap((line) => {
      const event = readSecurityLine(line);
      return event === undefined ? [] : this.#book.note(event, now);
    });
    for (const address of freed) log.info({ address }, 'a ban is over');
    for (const { address, untilMs, why } of banned) {
      log.warn({ address, untilMs, why }, 'an address is banned: the exchange turns it away');
      const fact = { by: BY, what: 'bans.add', on: address, details: { untilMs, why } } as const;
      write({ kind: 'audited', atMs: now.wallMs, ...fact });
    }
    if (freed.length + banned.length > 0) this.#changed();
  }

  /** On our disk first: what the exchange turns away can always be shown, and lifted. */
  #changed(): void {
    const { file, publish, clock } = this.#parts;
    try {
      file.write(this.#book.bans);
      const addresses = this.#book.bans.map(({ address }) => address);
      if (publish(addresses))
        this.#reloadAtMs = Math.max(clock.now().monoMs, this.#lastReloadMs + RELOAD_EVERY_MS);
    } catch (err) {
      this.#tellOnce(err, 'bans could not be written: the exchange does not know of the last ones');
    }
  }

  async #reloadIfDue(): Promise<void> {
    const { reload, clock, log } = this.#parts;
    const { monoMs } = clock.now();
    if (this.#reloadAtMs === null || this.#reloadAtMs > monoMs) return;
    this.#lastReloadMs = monoMs;
    this.#reloadAtMs = null;
    try {
      await reload();
    } catch (err) {
      this.#reloadAtMs = monoMs + AGAIN_MS;
      log.warn({ err }, 'the exchange has not read the bans yet, we try again');
    }
  }

  /** The same trouble is told once, not ten times a second. */
  #tellOnce(err: unknown, what: string): void {
    if (this.#toldTrouble === what) return;
    this.#toldTrouble = what;
    this.#parts.log.error({ err }, what);
  }
}
