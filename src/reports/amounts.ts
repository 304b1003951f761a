import { DIMENSIONS, type Dimension } from './ledger.ts';
import type { MutableSums, Sums } from './measures.ts';
import { measuresOf } from './measures-of.ts';

const NOTHING = new Map(
  DIMENSIONS.map((by) => [by, Object.fromEntries(measuresOf(by).map((measure) => [measure, 0]))]),
);

/**
 * Sums of the measures of a report (`measuresOf`), in their order, from a place in a list on. A long report has a
 * hundred thousand of them: as objects they would be made, looked through and thrown away at several times the cost.
 */
export class Amounts {
  readonly #by: Dimension;
  readonly #list: Float64Array;
  readonly #place: number;

  constructor(by: Dimension, list: Float64Array, place = 0) {
    this.#by = by;
    this.#list = list;
    this.#place = place;
  }

  /** Of sums that may have more measures than the report. */
  static of(by: Dimension, sums: Sums): Amounts {
    return new Amounts(
      by,
      Float64Array.from(measuresOf(by), (measure) => sums[measure] ?? 0),
    );
  }

  /** Of the measure that stands there in `measuresOf`. */
  at(index: number): number {
    return this.#list[this.#place + index]!;
  }

  /** As an object, which is made each time: with every measure, so that all such objects are of one kind. */
  get sums(): Sums {
    const sums: MutableSums = { ...NOTHING.get(this.#by)! };
    for (const [index, measure] of measuresOf(this.#by).entries()) {
      const amount = this.at(index);
      if (amount !== 0) sums[measure] = amount;
    }
    return sums;
  }
}
