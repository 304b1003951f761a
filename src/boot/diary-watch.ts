import type { Logger } from 'pino';
import type { Clock } from '../base/index.ts';
import type { Event, Switchboard } from '../switchboard/index.ts';
import type { ExchangeDiary } from './exchange-diary.ts';

export type DiaryWatchParts = {
  readonly diary: Pick<ExchangeDiary, 'size' | 'legs'>;
  readonly switchboard: Pick<Switchboard, 'unendedLegs'>;
  readonly put: (event: Event) => void;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
};

/** While nobody hears of the exchange its diary is read so often: it has told when its legs are missed. */
const READ_EVERY_MS = 100;
/** Of what was written before, so much is read: some 1,500 calls, in a fraction of a second. */
const READ_BYTES_MAX = 4_000_000;
/** Callers wait for whoever waits for the diary. */
const WAITED_MS_MAX = 500;

/**
 * What no event has told of legs, by the exchange's own diary. It is read beside everything else, before a leg is
 * missed: an end that it has not told by then has the time at which the leg is missed.
 */
export class DiaryWatch {
  readonly #parts: DiaryWatchParts;
  /** Up to this byte it is known; null: it was not looked at yet. */
  #readBytes: number | null = null;
  /** What the first look has found of ends, until somebody takes it. */
  #endsMs: ReadonlyMap<string, number> = new Map();
  #isReading = false;
  #isFailing = false;
  #isClosed = false;
  /** Null while the exchange is heard. */
  #cancel: (() => void) | null = null;

  constructor(parts: DiaryWatchParts) {
    this.#parts = parts;
  }

  /** Nothing is heard of the exchange, or nothing yet. Resolves when all is told by now, or takes too long. */
  async lost(): Promise<void> {
    if (this.#cancel !== null || this.#isClosed) return;
    const { promise: isLate, resolve } = Promise.withResolvers<void>();
    const stop = this.#parts.clock.after(WAITED_MS_MAX, resolve);
    await Promise.race([this.#readOn(), isLate]);
    stop();
  }

  /** When legs have ended that were over before we came, by the first look; to be asked once. */
  endsBefore(): ReadonlyMap<string, number> {
    const ends = this.#endsMs;
    this.#endsMs = new Map();
    return ends;
  }

  heard(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  /** We ourselves stop hearing: that is not to be made up for. */
  close(): void {
    this.#isClosed = true;
    this.heard();
  }

  #readOn(): Promise<void> {
    this.#cancel = this.#parts.clock.after(READ_EVERY_MS, () => void this.#readOn());
    return this.read();
  }

  /** Tells of what was written since it was read last. Never rejects. */
  async read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      await this.#read();
      this.#isFailing = false;
    } catch (err) {
      if (!this.#isFailing)
        this.#parts.log.warn(
          { err },
          'the diary of Asterisk cannot be read: ends that are missed are estimated',
        );
      this.#isFailing = true;
    } finally {
      this.#isReading = false;
    }
  }

  async #read(): Promise<void> {
    const { diary, switchboard, put } = this.#parts;
    const bytes = await diary.size();
    // A diary that is shorter was emptied by whoever keeps it small.
    const known = this.#readBytes === null || this.#readBytes > bytes ? 0 : this.#readBytes;
    if (known === bytes) return;
    const told = await diary.legs(Math.max(known, bytes - READ_BYTES_MAX), bytes);
    if (this.#readBytes === null)
      this.#endsMs = new Map([...told.ends].map(([leg, { atMs }]) => [leg, atMs]));
    this.#readBytes = told.readBytes;
    if (told.ends.size + told.joins.size === 0) return;
    const unended = switchboard.unendedLegs();
    const ends = [...told.ends].flatMap(([legId, end]) => (unended.has(legId) ? { legId, ...end } : []));
    const joins = [...told.joins].flatMap(([legId, read]) => (unended.has(legId) ? { legId, ...read } : []));
    if (ends.length + joins.length > 0) put({ kind: 'diaryRead', ends, joins });
  }
}
