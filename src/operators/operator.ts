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
  /** The call that is offered, talked with, or wrapped up. */
  callId: string | null = null;
  /** Whether the exchange says that the phone has a contact that answers. */
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

  /** The talk is over; with a wrap-up the operator is not free yet. */
  talkEnded(hasWrapUp: boolean, wallMs: number): void {
    holds(this.unit === 'busy', 'only a talk that goes on can end');
    if (hasWrapUp) this.#become('wrapUp', this.callId, wallMs);
    else this.#becomeFree(wallMs);
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
