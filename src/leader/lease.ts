import type { Clock } from '../base/index.ts';

/** Who has the lease now; `atMs` is the time in the place where it lies. */
export type Seen = { readonly owner: string | null; readonly atMs: number };

/** `before`: who has last acted, and for how long it may do so still by what is known in that place; null: unknown. */
export type Taken = {
  readonly epoch: number;
  readonly before: {
    readonly owner: string;
    readonly leftMs: number;
    /** It has said that it acts no more. */
    readonly hasGivenBack: boolean;
  } | null;
};

/** Where the lease lies. Everything rejects when that place cannot be reached, within a second. */
export type LeaseKeys = {
  look(): Promise<Seen>;
  /**
   * Takes the lease when nobody has it, or its owner is ourselves; its epoch is greater than that of any before.
   * Undefined when somebody has it, or when this comes there long after the look: it was delayed, and is of no worth.
   */
  take(owner: string, seenAtMs: number, ttlMs: number): Promise<Taken | undefined>;
  /**
   * Keeps it for longer, and writes down that its owner acts, unless `acts` is false. False when somebody has had it
   * since; one that was merely forgotten there is ours again.
   */
  renew(owner: string, epoch: number, ttlMs: number, acts?: boolean): Promise<boolean>;
  /** Nobody has to wait for its end. */
  giveBack(owner: string, epoch: number): Promise<void>;
  close(): void;
};

export type LeaseEnds = {
  /** This process must not act any more: told once, with the reason as a sentence. */
  readonly onLost: (why: string) => void;
  /** Who holds it while we wait; null when that cannot be seen, for this reason. Told at each change. */
  readonly onWaiting: (owner: string | null, why?: unknown) => void;
};

export type LeaseParts = LeaseEnds & {
  readonly keys: LeaseKeys;
  /** Names the data folder: whoever has its lock knows that the process before it is dead. */
  readonly owner: string;
  readonly clock: Clock;
};

/**
 * `wasLast`: nobody else is known to have acted since a process of this owner did. `stoodBy`: another one had it until
 * now, as we have seen.
 */
export type Won = { readonly epoch: number; readonly wasLast: boolean; readonly stoodBy: boolean };

/** So long the lease lasts when it is not renewed. */
export const LEASE_MS = 4_000;
export const RENEW_MS = 1_000;
/** Its holder stops acting so much earlier: what it has given away by then is carried out before another one acts. */
const MARGIN_MS = 800;
/** A lease that could not be renewed is tried again so often: the first moment in which Redis is back is ours. */
const RENEW_AGAIN_MS = 100;
/** A Redis that is away for so long is away for all who look at it as well. */
const AWAY_MS_MIN = 700;
/** Who waits looks so often, and has not seen what it did not look at for longer than this. */
const LOOK_MS = 200;
const LOOK_MS_MAX = 1_000;
/** When Redis is back, whoever has held the lease takes it up again before anybody else may take it. */
const HOLDERS_TURN_MS = 500;

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
  /** Since when Redis has not answered us who have the lease. */
  #awaySinceMs: number | null = null;
  /** Since when every look of ours has had its answer, and the last one of them. */
  #seesSinceMs: number | null = null;
  #seenMs = 0;
  #wasBlind = false;
  #told: string | null | undefined;
  #isOver = false;
  /** What is done from now on, others may notice. */
  #acts = false;
  /** Another one had the lease: at some time, and at the last look before it was ours. */
  #sawOther = false;
  #stoodBy = false;
  /** The owner who acted last before us. */
  #before: string | undefined;
  #cancel: () => void = () => {};

  constructor(parts: LeaseParts) {
    this.#parts = parts;
  }

  /** Resolves when the lease is ours and nobody before can act; never when `close` comes first. */
  async win(): Promise<Won> {
    for (;;) {
      const taken = await this.#look();
      if (taken !== undefined && (await this.#isAlone(taken))) return this.#won(taken.epoch);
      await this.#pause(LOOK_MS);
    }
  }

  /** To be asked before everything that others could notice. Tells that the lease is lost when its time is over. */
  mayAct(): boolean {
    if (this.#epoch === null || this.#isOver) return false;
    if (this.#nowMs < this.#deadlineMs) return true;
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

  get #nowMs(): number {
    return this.#parts.clock.now().monoMs;
  }

  async #look(): Promise<Taken | undefined> {
    const { keys, owner } = this.#parts;
    const [looked] = await Promise.allSettled([keys.look()]);
    if (looked!.status === 'rejected') return this.#sawNothing(looked!.reason);
    if (this.#seesSinceMs === null || this.#nowMs - this.#seenMs > LOOK_MS_MAX)
      this.#seesSinceMs = this.#nowMs;
    this.#seenMs = this.#nowMs;
    const { owner: holder, atMs } = looked!.value;
    if (holder !== null && holder !== owner) this.#sees(holder);
    else if (holder === owner || !this.#isHoldersTurn()) return this.#take(atMs);
    return undefined;
  }

  #won(epoch: number): Won {
    const wasLast = !this.#sawOther && this.#before === this.#parts.owner;
    return { epoch, wasLast, stoodBy: this.#stoodBy };
  }

  #sees(holder: string): void {
    [this.#sawOther, this.#stoodBy] = [true, true];
    this.#tell(holder);
  }

  #isHoldersTurn(): boolean {
    return this.#wasBlind && this.#watchedMs < HOLDERS_TURN_MS;
  }

  get #watchedMs(): number {
    return this.#nowMs - (this.#seesSinceMs ?? this.#nowMs);
  }

  #sawNothing(why: unknown): undefined {
    this.#seesSinceMs = null;
    this.#stoodBy = false;
    this.#wasBlind = true;
    this.#tell(null, why);
  }

  async #take(seenAtMs: number): Promise<Taken | undefined> {
    const { keys, owner } = this.#parts;
    const askedMs = this.#nowMs;
    const [asked] = await Promise.allSettled([keys.take(owner, seenAtMs, LEASE_MS)]);
    if (asked!.status === 'rejected') return this.#sawNothing(asked!.reason);
    if (asked!.value !== undefined) this.#begin(asked!.value.epoch, askedMs);
    return asked!.value;
  }

  /** Waits until nobody before can act any more; false when the lease was lost meanwhile. */
  async #isAlone({ epoch, before }: Taken): Promise<boolean> {
    // What the first one says counts: a grant of ours that came to nothing may stand there as the last.
    this.#before ??= before?.owner ?? this.#parts.owner;
    const waitMs = this.#othersActMs(before);
    if (waitMs > 0) await this.#pause(waitMs);
    return this.#epoch === epoch && this.#confirm(epoch);
  }

  /**
   * Whoever had it may act beyond the time that Redis knows while Redis was away; only who has looked all the time
   * knows that it was not.
   */
  #othersActMs(before: Taken['before']): number {
    if (before?.owner === this.#parts.owner || before?.hasGivenBack) return 0;
    return Math.max(before?.leftMs ?? LEASE_MS, LEASE_MS - this.#watchedMs);
  }

  /** It stands there that we act before we do: who comes next must know whose end to wait for. */
  async #confirm(epoch: number): Promise<boolean> {
    const { keys, owner } = this.#parts;
    const [asked] = await Promise.allSettled([keys.renew(owner, epoch, LEASE_MS)]);
    this.#acts = asked!.status === 'fulfilled' && asked!.value && this.mayAct();
    return this.#acts;
  }

  #begin(epoch: number, askedMs: number): void {
    this.#cancel();
    this.#epoch = epoch;
    this.#holdFrom(askedMs);
    this.#renewIn(RENEW_MS);
  }

  #holdFrom(fromMs: number): void {
    this.#deadlineMs = fromMs + LEASE_MS - MARGIN_MS;
  }

  #renewIn(delayMs: number): void {
    this.#cancel = this.#parts.clock.after(delayMs, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const { keys, owner } = this.#parts;
    const epoch = this.#epoch;
    if (epoch === null || !this.mayAct()) return;
    const askedMs = this.#nowMs;
    const [asked] = await Promise.allSettled([keys.renew(owner, epoch, LEASE_MS, this.#acts)]);
    if (this.#isOver || !this.mayAct()) return;
    if (asked!.status === 'rejected') return this.#stayWhileAway(askedMs);
    if (!asked!.value) return this.#lose('another process has the lease');
    this.#awaySinceMs = null;
    this.#holdFrom(askedMs);
    this.#renewIn(RENEW_MS);
  }

  /** Nobody else can take what nobody can reach. What counts is when we asked: we may have slept until we knew. */
  #stayWhileAway(askedMs: number): void {
    this.#awaySinceMs ??= askedMs;
    if (askedMs - this.#awaySinceMs >= AWAY_MS_MIN) this.#holdFrom(askedMs);
    this.#renewIn(RENEW_AGAIN_MS);
  }

  #lose(why: string): void {
    this.#isOver = true;
    this.#cancel();
    this.#parts.onLost(why);
  }

  #tell(owner: string | null, why?: unknown): void {
    if (this.#told === owner) return;
    this.#told = owner;
    this.#parts.onWaiting(owner, why);
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.#parts.clock.after(delayMs, resolve));
  }
}
