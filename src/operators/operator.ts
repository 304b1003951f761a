import { holds } from '../base/index.ts';
import { Capacity, CHANNELS } from './capacity.ts';
import type { OperatorProfile } from './profile.ts';

/** Whether the operator wants calls. `missed` is set by the system after calls that were not answered. */
export type Presence = 'offline' | 'ready' | 'paused' | 'missed';

/** What the operator's voice is doing. */
export type Unit = 'free' | 'offered' | 'busy' | 'wrapUp';

/** What an operator, or somebody for them, may ask for. */
export type Ask = 'ready' | 'pause' | 'offline' | 'finishWrapUp' | 'extendWrapUp';

/**
 * One operator at work. The unit goes round:
 *
 *   free ─► offered ─► busy ─► wrapUp ─► free        offered ─► free (the offer failed)
 *   free or wrapUp ─► busy (a call of the operator's own)
 *
 * Presence changes beside it at any moment: who pauses in a talk is paused when it ends.
 */
export class Operator {
  readonly id: string;
  profile: OperatorProfile;
  presence: Presence = 'offline';
  /** Why paused, or why the system took the operator out. */
  reason: string | null = null;
  unit: Unit = 'free';
  /** The phone at which the operator has signed in, wherever it is; null: at their own. */
  desk: string | null = null;
  /** The call that is offered, talked with, or wrapped up. */
  callId: string | null = null;
  /** Whether the exchange says that a phone of theirs has a contact that answers. */
  isRegistered = false;
  /** The same, unless we know better: a phone that just did not react is not rung again for a while. */
  isReachable = false;
  /** The operator's own call holds the phone. */
  isPhoneInUse = false;
  missedInRow = 0;
  /** Wall time since which state and unit are as they are. */
  sinceMs: number;
  readonly #capacity = new Capacity(CHANNELS);

  constructor(profile: OperatorProfile, wallMs: number) {
    this.id = profile.id;
    this.profile = profile;
    this.sinceMs = wallMs;
  }

  get isSignedIn(): boolean {
    return this.presence !== 'offline';
  }

  /** Kinds of work that may be offered now, as bits. The phone can only take calls away, never give them. */
  get free(): number {
    if (this.presence !== 'ready') return 0;
    const { free } = this.#capacity;
    return this.isReachable && !this.isPhoneInUse ? free : free & ~CHANNELS.voice.kind;
  }

  /** Pieces of work in hand. */
  get load(): number {
    return this.#capacity.load;
  }

  /** Whether a call may be offered now. */
  get canTakeCall(): boolean {
    return (this.free & CHANNELS.voice.kind) !== 0;
  }

  /** Whether a colleague's call may ring: on a break too, but never beside other work. */
  get canBeCalled(): boolean {
    return this.isSignedIn && this.unit === 'free' && this.isReachable && !this.isPhoneInUse;
  }

  setPresence(presence: Presence, reason: string | null, wallMs: number): void {
    if (presence === this.presence && reason === this.reason) return;
    this.presence = presence;
    this.reason = reason;
    this.sinceMs = wallMs;
    if (presence === 'ready') this.missedInRow = 0;
  }

  offered(callId: string, wallMs: number): void {
    holds(this.unit === 'free', 'an operator has at most one open offer');
    this.#capacity.begin('voice');
    this.#become('offered', callId, wallMs);
  }

  offerFailed(wallMs: number): void {
    holds(this.unit === 'offered', 'only an offer that is open can fail');
    this.#becomeFree(wallMs);
  }

  answered(wallMs: number): void {
    holds(this.unit === 'offered', 'only an offer that is open can be answered');
    this.missedInRow = 0;
    this.#become('busy', this.callId, wallMs);
  }

  /** The operator calls somebody: they are busy from the first digit on, be it in the time for the wrap-up. */
  ownCallBegan(callId: string, wallMs: number): void {
    holds(this.unit === 'free' || this.unit === 'wrapUp', 'nobody calls beside a call');
    if (this.unit === 'free') this.#capacity.begin('voice');
    this.#become('busy', callId, wallMs);
  }

  /** The talk is over; with a wrap-up the operator is not free yet. */
  talkEnded(hasWrapUp: boolean, wallMs: number): void {
    holds(this.unit === 'busy', 'only a talk that goes on can end');
    if (hasWrapUp) this.#become('wrapUp', this.callId, wallMs);
    else this.#becomeFree(wallMs);
  }

  /** The wrap-up of before a restart goes on. */
  wrapsUpAgain(wallMs: number): void {
    holds(this.unit === 'free', 'nobody wraps up beside other work');
    this.#capacity.begin('voice');
    this.#become('wrapUp', null, wallMs);
  }

  wrapUpEnded(wallMs: number): void {
    holds(this.unit === 'wrapUp', 'only a wrap-up that goes on can end');
    this.#becomeFree(wallMs);
  }

  #becomeFree(wallMs: number): void {
    this.#capacity.end('voice');
    this.#become('free', null, wallMs);
  }

  #become(unit: Unit, callId: string | null, wallMs: number): void {
    this.unit = unit;
    this.callId = callId;
    this.sinceMs = wallMs;
  }
}
