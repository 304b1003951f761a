import type { Logger } from 'pino';
import { BanBook, type BanRules, readSecurityLine } from '../bans/index.ts';
import type { Clock } from '../base/index.ts';
import type { BanNow } from '../http/index.ts';
import type { Entry } from '../journal/index.ts';
import type { BanDoor } from './ban-desk.ts';
import type { BanFile } from './ban-file.ts';
import type { LogTail } from './log-tail.ts';

export type BanWatchParts = {
  readonly rules: BanRules;
  /** The security log of the exchange. */
  readonly tail: Pick<LogTail, 'lines' | 'watch'>;
  readonly file: BanFile;
  /** Writes the banned addresses where the exchange reads them; false when they were there already. Throws. */
  readonly publish: (addresses: readonly string[]) => boolean;
  /** The exchange reads them. Rejects when it is away. */
  readonly reload: () => Promise<void>;
  readonly write: (entry: Entry) => void;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
};

/** Guessing is fast, so the log is looked at as soon as it grows; and now and then, should nobody tell of that. */
const LOOK_SOON_MS = 10;
const LOOK_EVERY_MS = 500;
/** A reload costs the exchange some of its time: those who come in between are taken together. */
const RELOAD_EVERY_MS = 250;
/** Where it takes long, since there are many phones, it rests so many times as long. */
const RESTS_TIMES = 4;
/** An exchange that was away is asked again after this. */
const AGAIN_MS = 5_000;
/** Whose doing it is, in the audit. */
const BY = 'cordboard';

/**
 * Reads what the exchange tells of failed sign-ins, bans addresses, and ends bans. Bans lie in a file and in the
 * exchange's own configuration: they outlive the death of either process.
 */
export class BanWatch implements BanDoor {
  readonly #parts: BanWatchParts;
  readonly #book: BanBook;
  #cancel: () => void = () => {};
  #unwatch: () => void = () => {};
  #isLooking = false;
  /** The log has grown since the last look began. */
  #hasGrown = false;
  /** When the next look is due, monotonic. */
  #nextLookMs = Number.POSITIVE_INFINITY;
  #isClosed = false;
  /** What the exchange has not read yet waits until this instant, monotonic; null: there is nothing. */
  #reloadAtMs: number | null = null;
  /** The exchange is not asked to read again before this instant, monotonic. */
  #restsUntilMs = Number.NEGATIVE_INFINITY;
  #isSaved = true;
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
    this.#publish();
    this.#save();
    this.#watch();
    this.#lookIn(LOOK_EVERY_MS);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
    this.#unwatch();
  }

  list(): readonly BanNow[] {
    return this.#book.bans.map((ban) => ({ ...ban, source: 'exchange' }));
  }

  async lift(address: string): Promise<boolean> {
    const wasBanned = this.#book.lift(address);
    if (!wasBanned) return false;
    this.#publish();
    this.#save();
    if (!this.#isLooking) this.#lookIn(LOOK_SOON_MS);
    return true;
  }

  #watch(): void {
    const { tail, log } = this.#parts;
    try {
      this.#unwatch = tail.watch(() => {
        this.#hasGrown = true;
        if (!this.#isLooking) this.#lookIn(LOOK_SOON_MS);
      });
    } catch (err) {
      log.warn({ err }, 'the security log of the exchange is not watched: bans come a little later');
    }
  }

  /** A look that is due earlier stays. */
  #lookIn(delayMs: number): void {
    const atMs = this.#parts.clock.now().monoMs + delayMs;
    if (this.#isClosed || atMs >= this.#nextLookMs) return;
    this.#cancel();
    this.#nextLookMs = atMs;
    this.#cancel = this.#parts.clock.after(delayMs, () => void this.#look());
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    this.#hasGrown = false;
    try {
      const lines = await this.#parts.tail.lines();
      this.#toldTrouble = '';
      this.#note(lines);
      const reloaded = this.#reloadIfDue();
      this.#save();
      await reloaded;
    } catch (err) {
      this.#tellOnce(err, 'the security log of the exchange cannot be read: nobody is banned meanwhile');
    }
    this.#isLooking = false;
    this.#nextLookMs = Number.POSITIVE_INFINITY;
    this.#lookIn(this.#hasGrown ? LOOK_SOON_MS : LOOK_EVERY_MS);
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
    if (freed.length + banned.length > 0) this.#publish();
  }

  /** Where the exchange will read them. */
  #publish(): void {
    const { publish, clock } = this.#parts;
    this.#isSaved = false;
    try {
      const addresses = this.#book.bans.map(({ address }) => address);
      if (publish(addresses)) this.#reloadAtMs = Math.max(clock.now().monoMs, this.#restsUntilMs);
    } catch (err) {
      this.#tellOnce(err, 'bans could not be written: the exchange does not know of the last ones');
    }
  }

  /** Behind the exchange, which must be quick: a process that dies in between leaves a ban that the next one ends. */
  #save(): void {
    if (this.#isSaved) return;
    this.#isSaved = true;
    try {
      this.#parts.file.write(this.#book.bans);
    } catch (err) {
      this.#tellOnce(err, 'bans could not be kept: they end with this process');
    }
  }

  async #reloadIfDue(): Promise<void> {
    const { reload, clock, log } = this.#parts;
    const { monoMs } = clock.now();
    if (this.#reloadAtMs === null || this.#reloadAtMs > monoMs) return;
    this.#reloadAtMs = null;
    try {
      await reload();
    } catch (err) {
      this.#reloadAtMs = monoMs + AGAIN_MS;
      log.warn({ err }, 'the exchange has not read the bans yet, we try again');
    }
    const doneMs = clock.now().monoMs;
    this.#restsUntilMs = doneMs + Math.max(RELOAD_EVERY_MS, RESTS_TIMES * (doneMs - monoMs));
  }

  /** The same trouble is told once, not ten times a second. */
  #tellOnce(err: unknown, what: string): void {
    if (this.#toldTrouble === what) return;
    this.#toldTrouble = what;
    this.#parts.log.error({ err }, what);
  }
}
