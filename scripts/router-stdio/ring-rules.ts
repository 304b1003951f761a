import { ANYBODY, type Needs } from '../../src/routing/needs.ts';
import type { Stage, Strategy } from '../../src/routing/queue-rules.ts';
import type { Demand } from '../../src/routing/routing.ts';
import type { Policy, Ring } from './request.ts';

/** All callers of the protocol wait in one queue, which everybody serves. */
export const QUEUE_ID = 'all';

/** Rules that hold from `fromMs` of a caller's age on, until the next part begins. */
export type Part = { readonly fromMs: number; readonly demand: Demand };

const STRATEGIES: Readonly<Record<Policy['pick'], Strategy>> = {
  'longest-idle': 'longest_idle',
  'most-skilled': 'best_skill',
  'least-flexible': 'spare_specialist',
};
const NOBODY: Needs = { kind: 'named', operators: [] };
const KEPT_MAX = 10_000;

/**
 * Rings as rules of the router. A ring that asks for no more than the one before it is a stage. One that asks for more
 * replaces the earlier ones, which no stage does: it begins a new part. Equal rings share one object.
 */
export class RingRules {
  readonly #strategy: Strategy;
  readonly #kept = new Map<string, readonly Part[]>();

  constructor(pick: Policy['pick']) {
    this.#strategy = STRATEGIES[pick];
  }

  /** The parts in order of time; the first begins on entering. */
  partsOf(rings: readonly Ring[]): readonly Part[] {
    const key = keyOf(rings);
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    if (this.#kept.size >= KEPT_MAX) this.#kept.clear();
    const parts = chainsOf(inForce(rings)).map((chain) => this.#part(chain));
    this.#kept.set(key, parts);
    return parts;
  }

  /** Only the first part can be asked from the first moment on; a later one begins at its own ring. */
  #part(chain: readonly Ring[]): Part {
    const [first, ...others] = chain as readonly [Ring, ...Ring[]];
    const atOnce = first.afterMs <= 0;
    return {
      fromMs: first.afterMs,
      demand: {
        id: QUEUE_ID,
        must: ANYBODY,
        needs: atOnce ? needsOf(first) : NOBODY,
        stages: (atOnce ? others : chain).map(stageOf),
        strategy: this.#strategy,
        spread: null,
        ringGroup: 1,
        stickyMs: 0,
        skipUnstaffed: false,
      },
    };
  }
}

/** A text that only equal rings have: a skill's length stands before its name, which may hold anything. */
function keyOf(rings: readonly Ring[]): string {
  let key = '';
  for (const { afterMs, least } of rings) {
    key += `${afterMs};`;
    for (const skill of Object.keys(least)) key += `${skill.length} ${skill} ${least[skill]},`;
  }
  return key;
}

/** The rings that are ever the current one, in order of time: the last of the list that is due counts. */
function inForce(rings: readonly Ring[]): readonly Ring[] {
  const last = (afterMs: number): Ring => rings.findLast((ring) => ring.afterMs <= afterMs)!;
  const moments = [...new Set(rings.map(({ afterMs }) => Math.max(afterMs, 0)))];
  return moments.toSorted((one, other) => one - other).map((afterMs) => ({ ...last(afterMs), afterMs }));
}

/** Cut before every ring that asks for more than the one before it. */
function chainsOf(rings: readonly Ring[]): readonly (readonly Ring[])[] {
  const chains: Ring[][] = [];
  for (const ring of rings) {
    const chain = chains.at(-1);
    if (chain !== undefined && asksNoMore(ring, chain.at(-1)!)) chain.push(ring);
    else chains.push([ring]);
  }
  return chains;
}

function asksNoMore(ring: Ring, than: Ring): boolean {
  return Object.entries(ring.least).every(([skill, minimum]) => {
    return Object.hasOwn(than.least, skill) && than.least[skill]! >= minimum;
  });
}

const stageOf = (ring: Ring): Stage => ({
  afterMs: ring.afterMs,
  needs: needsOf(ring),
  prefersEarlier: false,
  class: null,
  ringGroup: null,
});

function needsOf({ least }: Ring): Needs {
  const of = Object.entries(least).map(
    ([skill, level]): Needs => ({ kind: 'skill', skill, is: '>=', level }),
  );
  if (of.length === 0) return ANYBODY;
  return of.length === 1 ? of[0]! : { kind: 'all', of };
}
