import type { Routing } from '../../../src/routing/routing.ts';
import { Judge } from './judge.ts';
import type { Setting, Step } from './step.ts';
import { type Names, Witness } from './witness.ts';

/** The router and the reference side by side: every step is taken by both, and everything seen is compared. */
export class Duel {
  readonly reference: Routing;
  readonly #witness: Witness;
  readonly #judge: Judge;
  #matchesCount = 0;

  /** The expensive questions are asked after every `askedEvery` steps. */
  constructor(judged: Routing, setting: Setting, names: Names, askedEvery: number) {
    this.#witness = new Witness(setting, names, askedEvery);
    this.reference = this.#witness.router;
    this.#judge = new Judge(judged, setting, names);
  }

  get matchesCount(): number {
    return this.#matchesCount;
  }

  /** What the two disagree about; undefined when they agree. */
  take(step: Step): string | undefined {
    const seen = this.#witness.see(step);
    this.#matchesCount += seen.advanced.length + seen.matches.length;
    return this.#judge.take(step, seen);
  }
}
