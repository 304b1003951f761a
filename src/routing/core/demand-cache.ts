import { ANYBODY, type Needs } from '../needs.ts';
import type { Demand } from '../routing.ts';
import type { KnownDemand } from './demands.ts';

type ByRules = WeakMap<Demand, WeakMap<Needs, KnownDemand>>;

/** Apart: steps whose needs end with the first stage, and those that keep them. */
type Shelf = { readonly firstOnly: ByRules; readonly kept: ByRules };

const emptyShelf = (): Shelf => ({ firstOnly: new WeakMap(), kept: new WeakMap() });

/** Demands by the objects that they are made of. The same come with every caller: their text need not be written. */
export class DemandCache {
  readonly #withoutMust = emptyShelf();
  /** Per `must` of a step: few steps have one, and the others do not pay for it. */
  readonly #withMust = new WeakMap<Needs, Shelf>();

  find(rules: Demand, stepNeeds: Needs, keepsNeeds: boolean, stepMust: Needs): KnownDemand | undefined {
    const shelf = stepMust === ANYBODY ? this.#withoutMust : this.#withMust.get(stepMust);
    if (shelf === undefined) return undefined;
    return (keepsNeeds ? shelf.kept : shelf.firstOnly).get(rules)?.get(stepNeeds);
  }

  put(demand: KnownDemand, rules: Demand, stepNeeds: Needs, keepsNeeds: boolean, stepMust: Needs): void {
    const shelf = stepMust === ANYBODY ? this.#withoutMust : this.#shelfOf(stepMust);
    const byRules = keepsNeeds ? shelf.kept : shelf.firstOnly;
    const byNeeds = byRules.get(rules) ?? new WeakMap<Needs, KnownDemand>();
    byNeeds.set(stepNeeds, demand);
    byRules.set(rules, byNeeds);
  }

  #shelfOf(stepMust: Needs): Shelf {
    const shelf = this.#withMust.get(stepMust) ?? emptyShelf();
    this.#withMust.set(stepMust, shelf);
    return shelf;
  }
}
