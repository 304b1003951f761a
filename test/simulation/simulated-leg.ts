import type { Clock } from '../../src/base/index.ts';
import type { HangUpReason, LegEnd, Marks } from '../../src/telephony/index.ts';

/**
 * Where a leg is: nowhere, among those who wait with music, in the talk of a call, in a
 * conference, beside another leg, as a supervisor is, or where somebody else has taken it.
 */
export type Spot =
  | { readonly kind: 'alone' }
  | { readonly kind: 'room'; readonly room: string; readonly music: string }
  | { readonly kind: 'talk'; readonly callId: string }
  | { readonly kind: 'conference'; readonly name: string }
  | { readonly kind: 'beside'; readonly of: string; readonly whispers: boolean }
  | { readonly kind: 'astray' };

export const ALONE: Spot = { kind: 'alone' };
/** The adapter puts a leg back so often. */
const PUT_BACK_MAX = 3;

type Prompt = {
  readonly playId: string;
  readonly sounds: readonly string[];
  isHeard: boolean;
  /** Since when it plays (monotonic); null: others play before it. */
  sinceMs: number | null;
};

/** What a leg tells the exchange that it belongs to. */
export type LegEnds = {
  readonly clock: Clock;
  /** How long a sound is; null when there is no such file. */
  readonly soundMs: (path: string) => number | null;
  readonly onPlayFinished: (leg: SimulatedLeg, playId: string, ok: boolean) => void;
};

/** One party's connection, as the simulated exchange holds it. */
export class SimulatedLeg {
  readonly legId: string;
  readonly callId: string | null;
  readonly role: 'caller' | 'operator' | 'supervisor' | 'outside' | 'unknown';
  readonly marks: Record<string, string> = {};
  /** Whom it shows. */
  caller: { readonly number: string; readonly name: string } = { number: '', name: '' };
  state: 'quiet' | 'ringing' | 'answered' | 'ended' = 'quiet';
  spot: Spot = ALONE;
  /** Where it was put before somebody else took it away, and how often that has happened. */
  putAt: Spot = ALONE;
  strayed = 0;
  /** Its party is gone without a word. */
  isDead = false;
  /** Whether its party says something. */
  isSpeaking = false;
  hearsRinging = false;
  /** When its last prompt ended (monotonic). */
  silentSinceMs: number | null = null;
  /** When something of a prompt was heard last (monotonic): one without a sound is none. */
  heardMs: number | null = null;
  /** It leaves for the last resort of the dialplan, and its party stays connected. */
  goesToOverflow = false;
  /** Tells the other party's device that the connection stands, what tones it hears, and that it ends. */
  onAnswered: () => void = () => {};
  onTransferAnswered: (isDone: boolean) => void = () => {};
  /** It leaves for the dialplan, and comes again as a caller's. */
  onTakenAsCaller: () => void = () => {};
  onDigits: (digits: string) => void = () => {};
  onEnd: (end: LegEnd, reason: HangUpReason | null) => void = () => {};
  readonly #createdWallMs: number;
  readonly #ends: LegEnds;
  readonly #prompts: Prompt[] = [];
  #cancelSound: () => void = () => {};

  constructor(identity: Pick<SimulatedLeg, 'legId' | 'callId' | 'role'>, marks: Marks, ends: LegEnds) {
    this.legId = identity.legId;
    this.callId = identity.callId;
    this.role = identity.role;
    this.#ends = ends;
    this.#createdWallMs = ends.clock.now().wallMs;
    Object.assign(this.marks, marks);
  }

  /** Since when it is there, unless the clock was set back behind that. */
  get created(): { readonly createdWallMs?: number } {
    const isPast = this.#createdWallMs <= this.#ends.clock.now().wallMs;
    return isPast ? { createdWallMs: this.#createdWallMs } : {};
  }

  get isPlaying(): boolean {
    return this.#prompts.length > 0;
  }

  /** A command puts it there. */
  put(spot: Spot): void {
    this.spot = spot;
    this.strayed = 0;
  }

  /** Somebody else takes it away. True when that has happened too often for it to be put back. */
  stray(): boolean {
    if (this.spot.kind !== 'astray') this.putAt = this.spot;
    this.spot = { kind: 'astray' };
    this.strayed += 1;
    return this.strayed > PUT_BACK_MAX;
  }

  putBack(): void {
    if (this.spot.kind === 'astray') this.spot = this.putAt;
  }

  /** Prompts follow each other, each with its sounds in order. */
  play(playId: string, sounds: readonly string[]): void {
    this.#prompts.push({ playId, sounds, isHeard: true, sinceMs: null });
    if (this.#prompts.length === 1) this.#playSound(0);
  }

  stopPlay(playId: string): void {
    const place = this.#prompts.findIndex((prompt) => prompt.playId === playId);
    if (place < 0) return;
    if (place === 0) this.#cancelSound();
    this.#finish(place, false);
    if (place === 0 && this.#prompts.length > 0) this.#playSound(0);
  }

  stopAllPlays(): void {
    this.#cancelSound();
    while (this.#prompts.length > 0) this.#finish(0, false);
  }

  /** The exchange has died: nothing goes on, and nobody is told. */
  forget(): void {
    this.#cancelSound();
    this.#prompts.length = 0;
    this.state = 'ended';
  }

  #playSound(place: number): void {
    const [prompt] = this.#prompts;
    if (prompt === undefined) return;
    prompt.sinceMs ??= this.#ends.clock.now().monoMs;
    const sound = prompt.sounds[place];
    if (sound === undefined) {
      this.#finish(0, prompt.isHeard);
      return this.#playSound(0);
    }
    const soundMs = this.#ends.soundMs(sound);
    if (soundMs === null) prompt.isHeard = false;
    this.#cancelSound = this.#ends.clock.after(soundMs ?? 0, () => this.#playSound(place + 1));
  }

  #finish(place: number, ok: boolean): void {
    const [prompt] = this.#prompts.splice(place, 1);
    if (prompt === undefined) return;
    const { monoMs } = this.#ends.clock.now();
    this.silentSinceMs = monoMs;
    if (prompt.sinceMs !== null && prompt.sinceMs < monoMs) this.heardMs = monoMs;
    this.#ends.onPlayFinished(this, prompt.playId, ok);
  }
}
