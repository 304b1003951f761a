import type { Entry } from '../journal/index.ts';
import { foldEntry } from './fold-entry.ts';
import { grainOf } from './grains.ts';
import type { Dimension, Ledger, OpenCall, OpenOperator, Past } from './ledger.ts';
import { addTo, type MutableSums, type Sums } from './measures.ts';

/** What goes on: calls and operators by their ids. */
export type Open = { readonly calls: Map<string, OpenCall>; readonly operators: Map<string, OpenOperator> };

/** Sums of one grain, of one queue, operator … */
export type GrainSums = {
  readonly by: Dimension;
  readonly value: string;
  readonly grainMs: number;
  readonly sums: Sums;
};

/**
 * What some entries change, kept apart from what was so before until it is safe on the disk: a transaction that comes
 * to nothing leaves no trace.
 */
export class Draft implements Ledger {
  readonly past: Past;
  /** Calls and operators that have changed; null is a call that has ended. */
  readonly calls = new Map<string, OpenCall | null>();
  readonly operators = new Map<string, OpenOperator>();
  readonly #open: Open;
  readonly #grains = new Map<string, GrainSums & { readonly sums: MutableSums }>();

  constructor(open: Open, past: Past) {
    this.#open = open;
    this.past = past;
  }

  /** To be given every entry once, in order. */
  take(entry: Entry): void {
    foldEntry(this, entry);
  }

  /** What is to be added to the sums of before. */
  grains(): Iterable<GrainSums> {
    return this.#grains.values();
  }

  /** Everything is safe: from now on it is what was so before. */
  settle(): void {
    for (const [id, operator] of this.operators) this.#open.operators.set(id, operator);
    for (const [id, call] of this.calls) {
      if (call === null) this.#open.calls.delete(id);
      else this.#open.calls.set(id, call);
    }
  }

  call(callId: string): OpenCall | undefined {
    const changed = this.calls.get(callId);
    return changed === undefined ? this.#open.calls.get(callId) : (changed ?? undefined);
  }

  operator(operatorId: string): OpenOperator | undefined {
    return this.operators.get(operatorId) ?? this.#open.operators.get(operatorId);
  }

  keepCall(callId: string, call: OpenCall): void {
    this.calls.set(callId, call);
  }

  forgetCall(callId: string): void {
    this.calls.set(callId, null);
  }

  keepOperator(operatorId: string, operator: OpenOperator): void {
    this.operators.set(operatorId, operator);
  }

  add(by: Dimension, value: string, atMs: number, sums: Sums): void {
    const grainMs = grainOf(atMs);
    const key = `${by} ${grainMs} ${value}`;
    const before = this.#grains.get(key);
    if (before !== undefined) return addTo(before.sums, sums);
    this.#grains.set(key, { by, value, grainMs, sums: { ...sums } });
  }
}
