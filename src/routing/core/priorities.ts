import type { Binding } from '../routing.ts';

type Shared = {
  readonly text: string;
  readonly row: Float64Array;
  readonly tiers: readonly Tier[];
  users: number;
};

/** Slots of the queues that have the same priority. */
export type Tier = readonly number[];

/**
 * What priority queues have for operators, as arrays by the queue's slot. Operators with the same
 * priorities share one: there are many operators and few kinds of bindings.
 */
export class Priorities {
  readonly #byText = new Map<string, Shared>();
  readonly #byOperator: (Shared | undefined)[] = [];
  /** Operator → array by queue. */
  readonly rows: Float64Array[] = [];
  /** Operator → the queues by priority, the best first. */
  readonly tiers: (readonly Tier[])[] = [];

  set(operator: number, bindings: ReadonlyMap<number, Binding>): void {
    const pairs = [...bindings].map(([slot, { priority }]) => [slot, priority] as const);
    const text = pairs.toSorted(([one], [other]) => one - other).join(';');
    const shared = this.#byText.get(text) ?? { text, row: rowOf(pairs), tiers: tiersOf(pairs), users: 0 };
    this.#byText.set(text, shared);
    shared.users += 1;
    this.drop(operator);
    this.#byOperator[operator] = shared;
    this.rows[operator] = shared.row;
    this.tiers[operator] = shared.tiers;
  }

  drop(operator: number): void {
    const shared = this.#byOperator[operator];
    if (shared === undefined) return;
    this.#byOperator[operator] = undefined;
    shared.users -= 1;
    if (shared.users === 0) this.#byText.delete(shared.text);
  }
}

type Pairs = readonly (readonly [slot: number, priority: number])[];

function tiersOf(pairs: Pairs): readonly Tier[] {
  const byPriority = Map.groupBy(pairs, ([, priority]) => priority);
  return [...byPriority]
    .toSorted(([one], [other]) => one - other)
    .map(([, tier]) => tier.map(([slot]) => slot));
}

function rowOf(pairs: Pairs): Float64Array {
  const row = new Float64Array(1 + Math.max(0, ...pairs.map(([slot]) => slot)));
  for (const [slot, priority] of pairs) row[slot] = priority;
  return row;
}
