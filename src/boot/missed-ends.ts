import type { Logger } from 'pino';
import type { Clock } from '../base/index.ts';
import type { Event, Switchboard } from '../switchboard/index.ts';
import type { ExchangeDiary } from './exchange-diary.ts';

export type MissedEndsParts = {
  readonly diary: Pick<ExchangeDiary, 'size' | 'ends'>;
  readonly switchboard: Pick<Switchboard, 'unendedLegs'>;
  readonly put: (event: Event) => void;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
};

/** While nobody hears of the exchange its diary is read so often: it has told when its legs are missed. */
const READ_EVERY_MS = 100;
/** Of what was written before, so much is read: some 1,500 calls, in a fraction of a second. */
const READ_BYTES_MAX = 4_000_000;

/**
 * Ends of legs that no event has told, by the exchange's own diary. It is read beside everything else, before a leg is
 * missed, and nobody waits for it: what it has not told by then has the time at which it is missed.
 */
export class MissedEnds {
  readonly #parts: MissedEndsParts;
  /** Up to this byte it is known; null: it was not looked at yet. */
  #readBytes: number | null = null;
  #isReading = false;
  #isFailing = false;
  #isClosed = false;
  /** Null while the exchange is heard. */
  #cancel: (() => void) | null = null;

  constructor(parts: MissedEndsParts) {
    this.#parts = parts;
  }

  /** Nothing is heard of the exchange, or nothing yet. */
  lost(): void {
    if (this.#cancel === null && !this.#isClosed) this.#readOn();
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

  #readOn(): void {
    void this.read();
    this.#cancel = this.#parts.clock.after(READ_EVERY_MS, () => this.#readOn());
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
    const told = await diary.ends(Math.max(known, bytes - READ_BYTES_MAX), bytes);
    this.#readBytes = told.readBytes;
    const unended = told.ends.size === 0 ? undefined : switchboard.unendedLegs();
    const ends = [...told.ends].flatMap(([legId, end]) => (unended?.has(legId) ? { legId, ...end } : []));
    if (ends.length > 0) put({ kind: 'endsRead', ends });
  }
}
