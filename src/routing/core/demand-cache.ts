import { ANYBODY, type Needs } from '../needs.ts';
import type { Demand } from '../routing.ts';
import type { KnownDemand } from './demands.ts';

/** What is known of one queue's rules. */
class OfRules {
  /** Of steps that ask for nothing: most of them. */
  plain: KnownDemand | undefined;
  /** By what the step needs; apart where that ends with the first stage, and where it is kept. */
  readonly firstOnly = new WeakMap<Needs, KnownDemand>();
  readonly kept = new WeakMap<Needs, KnownDemand>();
  /** The same again for each `must` of a step. */
  readonly withMust = new WeakMap<Needs, OfRules>();
}

/** Demands by the objects that they are made of. The same come with every caller: their text need not be written. */
export class DemandCache {
  readonly #known = new WeakMap<Demand, OfRules>();

  find(rules: Demand, stepNeeds: Needs, keepsNeeds: boolean, stepMust: Needs): KnownDemand | undefined {
    let known = this.#known.get(rules);
    if (stepMust !== ANYBODY) known = known?.withMust.get(stepMust);
    if (known === undefined) return undefined;
    if (keepsNeeds) return known.kept.get(stepNeeds);
    return stepNeeds === ANYBODY ? known.plain : known.firstOnly.get(stepNeeds);
  }

  put(demand: KnownDemand, rules: Demand, stepNeeds: Needs, keepsNeeds: boolean, stepMust: Needs): void {
    const ofRules = takeFrom(this.#known, rules);
    const known = stepMust === ANYBODY ? ofRules : takeFrom(ofRules.withMust, stepMust);
    if (keepsNeeds) known.kept.set(stepNeeds, demand);
    else if (stepNeeds === ANYBODY) known.plain = demand;
    else known.firstOnly.set(stepNeeds, demand);
  }
}

function takeFrom<Key extends Demand | Needs>(map: WeakMap<Key, OfRules>, key: Key): OfRules {
  const known = map.get(key) ?? new OfRules();
  map.set(key, known);
  return known;
}
