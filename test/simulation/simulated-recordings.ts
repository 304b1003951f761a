import type { Clock } from '../../src/base/index.ts';
import { writeWav } from '../../src/speech/index.ts';
import type { SimulatedLeg } from './simulated-leg.ts';
import type { SimulatedWire } from './simulated-wire.ts';

/** Limits are null for a call, which is recorded to its end. */
type RecordWish = {
  readonly recordingId: string;
  readonly longestMs: number | null;
  readonly silenceMs: number | null;
};
type Live = {
  readonly leg: SimulatedLeg;
  readonly wish: RecordWish;
  readonly beganMs: number;
  cancelLongest: () => void;
  cancelSilence: () => void;
};

const RATE_HZ = 8_000;

/** What is recorded on legs, and the files that are left of it: these stay when the exchange dies. */
export class SimulatedRecordings {
  readonly #clock: Clock;
  readonly #wire: SimulatedWire;
  readonly #live = new Map<string, Live>();
  readonly #stored = new Map<string, Uint8Array>();
  /** Recordings whose end the listener has not been told yet → their legs. */
  readonly #awaited = new Map<string, string>();
  readonly #told = new Set<string>();

  constructor(clock: Clock, wire: SimulatedWire) {
    this.#clock = clock;
    this.#wire = wire;
  }

  begin(leg: SimulatedLeg, wish: RecordWish): void {
    const { recordingId, longestMs } = wish;
    const live: Live = {
      ...{ leg, wish, beganMs: this.#clock.now().monoMs },
      cancelLongest:
        longestMs === null ? () => {} : this.#clock.after(longestMs, () => this.stop(recordingId)),
      cancelSilence: () => {},
    };
    this.#live.set(recordingId, live);
    this.#awaited.set(recordingId, leg.legId);
    this.#listen(live);
  }

  /** Whether its party is speaking a message, or an answer. */
  isTakenDown(leg: SimulatedLeg): boolean {
    return [...this.#live.values()].some((live) => live.leg === leg && live.wish.longestMs !== null);
  }

  /** The leg's party begins to speak, or ceases to. */
  voiceChanged(leg: SimulatedLeg): void {
    for (const live of this.#live.values()) if (live.leg === leg) this.#listen(live);
  }

  /** Calls are recorded on. */
  keyPressed(leg: SimulatedLeg): void {
    for (const live of [...this.#live.values()])
      if (live.leg === leg && live.wish.longestMs !== null) this.stop(live.wish.recordingId);
  }

  /** The leg has ended. */
  stopAllOf(leg: SimulatedLeg): void {
    for (const live of [...this.#live.values()]) if (live.leg === leg) this.stop(live.wish.recordingId);
  }

  /** As the listener wants it, who may not have begun it, and is told of its end once. */
  stopFor(legId: string, recordingId: string): void {
    if (this.#told.has(recordingId)) return;
    this.#awaited.set(recordingId, legId);
    if (this.#live.has(recordingId)) this.stop(recordingId);
    else this.#wire.tell(legId, { kind: 'recorded', legId, recordingId, ok: true });
  }

  stop(recordingId: string): void {
    const live = this.#live.get(recordingId);
    if (live === undefined) return;
    this.#store(recordingId, live);
    const { legId } = live.leg;
    this.#wire.tell(legId, { kind: 'recorded', legId, recordingId, ok: true });
  }

  /** Somebody listens who has not begun it. */
  await(legId: string, recordingId: string): void {
    if (this.#live.has(recordingId)) this.#awaited.set(recordingId, legId);
    else this.#wire.tell(legId, { kind: 'recorded', legId, recordingId, ok: this.#stored.has(recordingId) });
  }

  isAwaited(recordingId: string): boolean {
    return this.#awaited.has(recordingId);
  }

  told(recordingId: string): void {
    this.#told.add(recordingId);
    this.#awaited.delete(recordingId);
  }

  /** After a gap in the connection: what has ended meanwhile was told to nobody. */
  tellLate(): void {
    for (const [recordingId, legId] of this.#awaited) {
      if (!this.#live.has(recordingId))
        this.#wire.tellNow({ kind: 'recorded', legId, recordingId, ok: true });
    }
  }

  /** Somebody else listens, who knows of none. */
  forgetAwaited(): void {
    this.#told.clear();
    this.#awaited.clear();
  }

  /** The exchange has died. */
  loseAll(): void {
    this.#awaited.clear();
    for (const [recordingId, live] of this.#live) this.#store(recordingId, live);
  }

  stored(): readonly string[] {
    return [...this.#stored.keys()];
  }

  sound(recordingId: string): Uint8Array | undefined {
    return this.#stored.get(recordingId);
  }

  forget(recordingId: string): void {
    this.#stored.delete(recordingId);
  }

  #listen(live: Live): void {
    live.cancelSilence();
    const { recordingId, silenceMs } = live.wish;
    live.cancelSilence =
      live.leg.isSpeaking || silenceMs === null
        ? () => {}
        : this.#clock.after(silenceMs, () => this.stop(recordingId));
  }

  #store(recordingId: string, live: Live): void {
    live.cancelLongest();
    live.cancelSilence();
    this.#live.delete(recordingId);
    const lastsMs = this.#clock.now().monoMs - live.beganMs;
    const samples = new Int16Array(Math.max(1, Math.ceil((lastsMs * RATE_HZ) / 1_000)));
    this.#stored.set(recordingId, writeWav({ rateHz: RATE_HZ, samples }));
  }
}
