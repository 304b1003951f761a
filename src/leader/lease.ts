import type { Clock } from '../base/index.ts';

/** Who has the lease, and for how long still; `atMs` is the time in the place where it lies. */
export type Seen = { readonly owner: string | null; readonly leftMs: number; readonly atMs: number };

/** `before`: whose the last one was, and whether that one gave it back. */
export type Taken = { readonly epoch: number; readonly before: string | null; readonly wasGivenBack: boolean };

/** Where the lease lies. Everything rejects when that place cannot be reached, within a second. */
export type LeaseKeys = {
  look(): Promise<Seen>;
  /**
   * Takes the lease when nobody has it, or its owner is ourselves; its epoch is greater than that of any before.
   * Undefined when somebody has it, or when this comes there long after the look: it was delayed, and is of no worth.
   */
  take(owner: string, seenAtMs: number, ttlMs: number): Promise<Taken | undefined>;
  /** False when somebody has had it since; one that was merely forgotten there is ours again. */
  renew(owner: string, epoch: number, ttlMs: number): Promise<boolean>;
  /** Nobody has to wait for its end. */
  giveBack(owner: string, epoch: number): Promise<void>;
  close(): void;
};

export type LeaseEnds = {
  /** This process must not act any more: told once, with the reason as a sentence. */
  readonly onLost: (why: string) => void;
  /** Who holds it while we wait; null when that cannot be seen. Told at each change. */
  readonly onWaiting: (owner: string | null) => void;
};

export type LeaseParts = LeaseEnds & {
  readonly keys: LeaseKeys;
  /** Names the data folder: whoever has its lock knows that the process before it is dead. */
  readonly owner: string;
  readonly clock: Clock;
};

/** So long the lease lasts when it is not renewed. */
export const LEASE_MS = 4_500;
export const RENEW_MS = 1_500;
/** Its holder stops acting so much earlier: what it has given away by then is carried out before another one acts. */
const MARGIN_MS = 1_000;
const LOOK_MS = 200;

/** A time of ours until which somebody else may still act; null when we cannot know. */
type Until = number | null;

/**
 * The right to decide, which lies in Redis for as long as its holder renews it. Between two machines it is what Redis
 * and a clock that only goes forward can give: a holder that froze acts no more when it wakes, since its own time is
 * over by then, and whoever takes the lease acts only when the time of the one before is over.
 *
 * While Redis is away nobody can take the lease, so its holder stays. Should Redis be away for the holder alone, the
 * exchange tells it by another connection that another one has come.
 */
export class Lease {
  readonly #parts: LeaseParts;
  #epoch: number | null = null;
  /** On the clock that only goes forward: from then on we may not act. */
  #deadlineMs = 0;
  #actsUntil: Until = null;
  /** The holder is to have its chance when Redis is back. */
  #notBeforeMs = 0;
  #hasSeen = false;
  /** We may have taken it without knowing: that "the one before" was we says nothing about who else acts. */
  #isInDoubt = false;
  #told: string | null | undefined;
  #isOver = false;
  #cancel: () => void = () => {};

  constructor(parts: LeaseParts) {
    this.#parts = parts;
  }

  /** Resolves with the epoch when the lease is ours and nobody before can act; never when `close` comes first. */
  async win(): Promise<number> {
    for (;;) {
      const taken = await this.#look();
      if (taken !== undefined && (await this.#isAlone(taken))) return taken.epoch;
      await this.#pause(LOOK_MS);
    }
  }

  /** To be asked before everything that others could notice. Tells that the lease is lost when its time is over. */
  mayAct(): boolean {
    if (this.#epoch === null || this.#isOver) return false;
    if (this.#parts.clock.now().monoMs < this.#deadlineMs) return true;
    this.#lose('this process has not come to renew its lease in time');
    return false;
  }

  /** Gives the lease back, so that nobody waits for its end. Never rejects. */
  async close(): Promise<void> {
    const { keys, owner } = this.#parts;
    const epoch = this.mayAct() ? this.#epoch : null;
    this.#isOver = true;
    this.#cancel();
    if (epoch !== null) await keys.giveBack(owner, epoch).catch(() => undefined);
    keys.close();
  }

  async #look(): Promise<Taken | undefined> {
    const { keys, owner, clock } = this.#parts;
    if (clock.now().monoMs < this.#notBeforeMs) return undefined;
    const [looked] = await Promise.allSettled([keys.look()]);
    if (looked!.status === 'rejected') return this.#sawNothing();
    const { owner: holder, leftMs, atMs } = looked!.value;
    this.#hasSeen = true;
    if (holder !== null && holder !== owner) {
      this.#actsUntil = clock.now().monoMs + leftMs;
      this.#tell(holder);
      return undefined;
    }
    return this.#take(atMs);
  }

  /** Whoever has it could not renew it either. */
  #sawNothing(): undefined {
    this.#actsUntil = null;
    if (this.#hasSeen) this.#notBeforeMs = this.#parts.clock.now().monoMs + 2 * RENEW_MS;
    this.#tell(null);
  }

  async #take(seenAtMs: number): Promise<Taken | undefined> {
    const { keys, owner, clock } = this.#parts;
    const askedMs = clock.now().monoMs;
    const [asked] = await Promise.allSettled([keys.take(owner, seenAtMs, LEASE_MS)]);
    if (asked!.status === 'rejected') {
      this.#isInDoubt = true;
      return this.#sawNothing();
    }
    if (asked!.value !== undefined) this.#begin(asked!.value.epoch, askedMs);
    return asked!.value;
  }

  /** Waits until nobody before can act any more; false when the lease was lost meanwhile. */
  async #isAlone({ epoch, before, wasGivenBack }: Taken): Promise<boolean> {
    const { clock, owner } = this.#parts;
    const { monoMs } = clock.now();
    const isOver = wasGivenBack || (before === owner && !this.#isInDoubt);
    const untilMs = isOver ? monoMs : (this.#actsUntil ?? monoMs + LEASE_MS);
    if (untilMs > monoMs) await this.#pause(untilMs - monoMs);
    return this.#epoch === epoch && !this.#isOver;
  }

  #begin(epoch: number, askedMs: number): void {
    this.#epoch = epoch;
    this.#deadlineMs = askedMs + LEASE_MS - MARGIN_MS;
    this.#renewLater();
  }

  #renewLater(): void {
    this.#cancel = this.#parts.clock.after(RENEW_MS, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const { keys, owner, clock } = this.#parts;
    const epoch = this.#epoch;
    if (epoch === null || !this.mayAct()) return;
    const askedMs = clock.now().monoMs;
    const [asked] = await Promise.allSettled([keys.renew(owner, epoch, LEASE_MS)]);
    if (this.#isOver || !this.mayAct()) return;
    if (asked!.status === 'fulfilled' && !asked!.value) return this.#lose('another process has the lease');
    // No answer: Redis is away, for others as for us, and we are awake.
    const heldMs = asked!.status === 'fulfilled' ? askedMs : clock.now().monoMs;
    this.#deadlineMs = heldMs + LEASE_MS - MARGIN_MS;
    this.#renewLater();
  }

  #lose(why: string): void {
    this.#isOver = true;
    this.#cancel();
    this.#parts.onLost(why);
  }

  #tell(owner: string | null): void {
    if (this.#told === owner) return;
    this.#told = owner;
    this.#parts.onWaiting(owner);
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.#parts.clock.after(delayMs, resolve));
  }
}
