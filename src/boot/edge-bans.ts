import type { Logger } from 'pino';
import type { Ban } from '../bans/index.ts';
import { type Clock, Failure } from '../base/index.ts';
import type { BanNow } from '../http/index.ts';
import type { Entry } from '../journal/index.ts';
import type { BanWitness } from '../sip/index.ts';
import type { BanDoor } from './ban-desk.ts';
import type { BanFile } from './ban-file.ts';

export type EdgeBansParts = {
  readonly witness: BanWitness;
  /** The bans that the audit tells of already: they may be older than this process. */
  readonly file: BanFile;
  readonly write: (entry: Entry) => void;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'debug' | 'error' | 'warn'>;
};

const LOOK_EVERY_MS = 1_000;
/** More than the edge has at once, since some that were lifted are among them. */
const TOLD_MAX = 2_000;
/** Whose doing it is, in the audit. */
const BY = 'edge';

/** The bans of the SIP edge, which looks after them by itself: they are seen, told to the audit, and lifted. */
export class EdgeBans implements BanDoor {
  readonly #parts: EdgeBansParts;
  #bans: readonly Ban[] = [];
  #told: readonly Ban[] = [];
  /** How often somebody has lifted one here: what was read before is old. */
  #lifts = 0;
  #isTroubleTold = false;
  #isClosed = false;
  #cancel: () => void = () => {};

  constructor(parts: EdgeBansParts) {
    this.#parts = parts;
  }

  start(): void {
    try {
      this.#told = this.#parts.file.read();
    } catch (err) {
      this.#parts.log.error(
        { err },
        'which bans of the edge are in the audit is not known: they are told again',
      );
    }
    this.#lookLater(0);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
    this.#parts.witness.close();
  }

  list(): readonly BanNow[] {
    const { wallMs } = this.#parts.clock.now();
    return this.#bans.flatMap((ban) => (ban.untilMs > wallMs ? [{ ...ban, source: 'edge' as const }] : []));
  }

  async lift(address: string): Promise<boolean> {
    const { witness, log } = this.#parts;
    const ban = this.list().find((one) => one.address === address);
    if (ban === undefined) return false;
    try {
      await witness.lift(ban);
    } catch (err) {
      log.warn({ err, address }, 'that a ban is to end could not be written');
      throw new Failure('REDIS_AWAY', { address });
    }
    this.#lifts += 1;
    this.#bans = this.#bans.filter((one) => one.address !== address);
    return true;
  }

  #lookLater(delayMs: number): void {
    this.#cancel = this.#parts.clock.after(delayMs, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { witness, log } = this.#parts;
    const lifts = this.#lifts;
    try {
      const bans = await witness.bans();
      if (lifts === this.#lifts && !this.#isClosed) this.#see(bans);
    } catch (err) {
      log.debug({ err }, 'the bans of the edge could not be read: again in a moment');
    }
    if (!this.#isClosed) this.#lookLater(LOOK_EVERY_MS);
  }

  /** A board that has lost everything shows them again later: whoever is told of stays so until the end. */
  #see(bans: readonly Ban[]): void {
    this.#bans = bans;
    const told = new Set(this.#told.map(nameOf));
    const fresh = bans.filter((ban) => !told.has(nameOf(ban))).toReversed();
    if (fresh.length === 0) return;
    for (const { address, sinceMs: atMs, untilMs, why } of fresh) {
      const fact = { by: BY, what: 'bans.add', on: address, details: { untilMs, why } } as const;
      this.#parts.write({ kind: 'audited', atMs, ...fact });
    }
    const { wallMs } = this.#parts.clock.now();
    const stillOn = this.#told.filter(({ untilMs }) => untilMs > wallMs);
    this.#told = [...stillOn, ...fresh].slice(-TOLD_MAX);
    this.#save();
  }

  #save(): void {
    try {
      this.#parts.file.write(this.#told);
      this.#isTroubleTold = false;
    } catch (err) {
      if (!this.#isTroubleTold)
        this.#parts.log.error(
          { err },
          'the bans of the edge could not be kept: the audit may tell of them again',
        );
      this.#isTroubleTold = true;
    }
  }
}

const nameOf = ({ address, sinceMs }: Ban): string => `${address} ${sinceMs}`;
