import type { Binding } from '../routing.ts';
import { Bits } from './bits.ts';
import type { KnownDemand } from './demands.ts';
import { Slots } from './slots.ts';

/** Mean handling time that a queue begins with, and how much of it each new call makes up. */
export const HANDLING_MS = 180_000;
export const HANDLING_SHARE = 0.05;

/** What is known of a queue's id, whatever rules callers wait with. */
export type QueueEntry = {
  readonly slot: number;
  readonly id: string;
  /** Operators who are bound to it. */
  readonly bound: Bits;
  /** Delay → how many bindings have it; priority → how many bindings have it. */
  readonly delays: Map<number, number>;
  readonly priorities: Map<number, number>;
  /** The delays above 0 that occur, in order: callers pass them one after the other. */
  delaySteps: readonly number[];
  readonly demands: Set<KnownDemand>;
  /** Callers in it, those being offered included. */
  waiting: number;
  /** For the strategy "circular": the seat of the operator rang last. */
  rangLast: number;
  /** For the strategy "weighted": operator → current weight. */
  readonly weights: Map<number, number>;
  handlingMs: number;
};

/** The queues that operators are bound to or callers wait in. */
export class Queues {
  readonly #slots: Slots;
  readonly #operatorsMax: number;
  readonly #entries: QueueEntry[] = [];
  /** Gives back the demands of a queue in which nobody waits. */
  readonly #forget: (queue: QueueEntry) => void;

  constructor(max: number, operatorsMax: number, forget: (queue: QueueEntry) => void) {
    this.#slots = new Slots(max);
    this.#operatorsMax = operatorsMax;
    this.#forget = forget;
  }

  find(id: string): QueueEntry | undefined {
    return this.#entries[this.#slots.find(id)];
  }

  at(slot: number): QueueEntry {
    return this.#entries[slot]!;
  }

  get max(): number {
    return this.#slots.max;
  }

  hasRoomFor(ids: Iterable<string>): boolean {
    return this.#slots.hasRoomFor(ids, () => this.#sweep());
  }

  all(): readonly QueueEntry[] {
    return [...this.#slots.all()].map((slot) => this.at(slot));
  }

  /** The queue of this id, for which there must be room. */
  take(id: string): QueueEntry {
    const slot = this.#slots.take(id);
    const known = this.#entries[slot];
    if (known !== undefined) return known;
    const entry: QueueEntry = {
      slot,
      id,
      bound: new Bits(this.#operatorsMax),
      delays: new Map(),
      priorities: new Map(),
      delaySteps: [],
      demands: new Set(),
      waiting: 0,
      rangLast: 0,
      weights: new Map(),
      handlingMs: HANDLING_MS,
    };
    this.#entries[slot] = entry;
    return entry;
  }

  /** Counts a binding in or out; returns whether the steps of delay are others now. */
  count(queue: QueueEntry, binding: Binding, by: 1 | -1): boolean {
    addTo(queue.priorities, binding.priority, by);
    addTo(queue.delays, binding.delayMs, by);
    const steps = [...queue.delays.keys()].filter((delayMs) => delayMs > 0).toSorted((a, b) => a - b);
    const same =
      steps.length === queue.delaySteps.length && steps.every((ms, at) => ms === queue.delaySteps[at]);
    if (!same) queue.delaySteps = steps;
    return !same;
  }

  /** Gives back those that nobody is bound to and nobody waits in. */
  #sweep(): void {
    for (const queue of this.all()) {
      if (queue.waiting > 0 || queue.bound.next(0) >= 0) continue;
      this.#forget(queue);
      this.#slots.release(queue.slot);
      delete this.#entries[queue.slot];
    }
  }
}

function addTo(counts: Map<number, number>, key: number, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
