import { Amounts } from './amounts.ts';
import type { Dimension } from './ledger.ts';
import { isGreatest } from './measures.ts';
import { measuresOf } from './measures-of.ts';

/** What is being added up for a report. */
export class Tally {
  readonly #areGreatest: readonly boolean[];
  readonly #list: Float64Array;
  readonly amounts: Amounts;

  constructor(by: Dimension) {
    this.#areGreatest = measuresOf(by).map(isGreatest);
    this.#list = new Float64Array(this.#areGreatest.length);
    this.amounts = new Amounts(by, this.#list);
  }

  add(amounts: Amounts): void {
    const list = this.#list;
    for (let at = 0; at < list.length; at += 1) {
      const amount = amounts.at(at);
      if (amount === 0) continue;
      const before = list[at]!;
      list[at] = this.#areGreatest[at]! ? Math.max(before, amount) : before + amount;
    }
  }
}

/** The tally of a key, which begins with nothing. */
export function tallyOf<Key>(tallies: Map<Key, Tally>, key: Key, by: Dimension): Tally {
  const known = tallies.get(key);
  if (known !== undefined) return known;
  const tally = new Tally(by);
  tallies.set(key, tally);
  return tally;
}
