import type { Prng } from '../../../src/base/index.ts';

/** What is done to events on their way. Chances are out of 1,000. */
export type EventFaults = {
  /** They never come. */
  readonly dropped: number;
  /** They come twice. */
  readonly doubled: number;
  /** Of two neighbours, one about a bridge and one about a channel, the second comes first. */
  readonly swapped: number;
  readonly latencyMs: number;
  /** Null: as fast as it goes. */
  readonly bytesPerSecond: number | null;
};

export const NO_EVENT_FAULTS: EventFaults = {
  dropped: 0,
  doubled: 0,
  swapped: 0,
  latencyMs: 0,
  bytesPerSecond: null,
};

export type EventCounts = { passed: number; dropped: number; doubled: number; swapped: number };

/** Asterisk keeps no order between its topics beyond this. */
const HELD_MS = 200;

type Held = { readonly text: string; readonly topic: string; readonly timer: NodeJS.Timeout };

/** The events of one socket, from the exchange to whoever listens. */
export class EventFlow {
  readonly #prng: Prng;
  readonly #faults: () => EventFaults;
  readonly #counts: EventCounts;
  readonly #deliver: (text: string) => void;
  #held: Held | null = null;
  #freeMs = 0;

  constructor(prng: Prng, faults: () => EventFaults, counts: EventCounts, deliver: (text: string) => void) {
    this.#prng = prng;
    this.#faults = faults;
    this.#counts = counts;
    this.#deliver = deliver;
  }

  take(text: string): void {
    const { dropped, doubled, swapped } = this.#faults();
    if (this.#happens(dropped)) {
      this.#counts.dropped += 1;
      return;
    }
    const topic = topicOf(text);
    if (this.#held !== null) this.#passHeld(text, topic);
    else if (this.#happens(swapped)) this.#hold(text, topic);
    else this.#pass(text);
    if (!this.#happens(doubled)) return;
    this.#counts.doubled += 1;
    this.#pass(text);
  }

  close(): void {
    clearTimeout(this.#held?.timer);
    this.#held = null;
  }

  /** Within a topic the order stays. */
  #passHeld(text: string, topic: string): void {
    const held = this.#held!;
    this.close();
    const isSwapped = held.topic !== topic;
    if (isSwapped) this.#counts.swapped += 1;
    for (const each of isSwapped ? [text, held.text] : [held.text, text]) this.#pass(each);
  }

  #hold(text: string, topic: string): void {
    const timer = setTimeout(() => {
      this.#held = null;
      this.#pass(text);
    }, HELD_MS);
    this.#held = { text, topic, timer };
  }

  #pass(text: string): void {
    this.#counts.passed += 1;
    const { latencyMs, bytesPerSecond } = this.#faults();
    const nowMs = performance.now();
    const takesMs = bytesPerSecond === null ? 0 : (1_000 * text.length) / bytesPerSecond;
    this.#freeMs = Math.max(this.#freeMs, nowMs + latencyMs) + takesMs;
    const delayMs = this.#freeMs - nowMs;
    if (delayMs <= 0) this.#deliver(text);
    else setTimeout(() => this.#deliver(text), delayMs);
  }

  #happens(outOf1000: number): boolean {
    return outOf1000 > 0 && this.#prng.chance(outOf1000, 1_000);
  }
}

/** An event that names a bridge is told on the bridge's own way. */
const topicOf = (text: string): string => (text.includes('"bridge":') ? 'bridge' : 'channel');
