import { Recent } from '../../base/index.ts';

/** Far more legs than can end while an answer of before is on its way. */
const ENDED_MAX = 5_000;
/** Each look of a node that does not show a leg is one; so many mean that its end was never told. */
const MISSED_MAX = 3;

type Known = { readonly node: string; missed: number };

/** Where each leg is, from its beginning to its end: nothing is kept of one that has ended. */
export class LegNodes {
  readonly #legs = new Map<string, Known>();
  /** Leg → how many looks had begun when it ended. */
  readonly #ended = new Recent<number>(ENDED_MAX);
  #looksCount = 0;

  of(legId: string): string | undefined {
    return this.#legs.get(legId)?.node;
  }

  /** It is there now, or is being made. */
  put(legId: string, node: string): void {
    this.#ended.delete(legId);
    this.#legs.set(legId, { node, missed: 0 });
  }

  ended(legId: string): void {
    if (this.#legs.delete(legId)) this.#ended.put(legId, this.#looksCount);
  }

  /** To be called before a node is asked what it holds. Returns the look's number. */
  looks(): number {
    this.#looksCount += 1;
    return this.#looksCount;
  }

  /** The node held these at that look: one of them may have ended since it began. */
  seen(node: string, legIds: Iterable<string>, look: number): void {
    const held = new Set(legIds);
    for (const legId of held)
      if ((this.#ended.get(legId) ?? 0) < look) this.#legs.set(legId, { node, missed: 0 });
    for (const [legId, known] of [...this.#legs]) {
      if (known.node !== node || held.has(legId)) continue;
      known.missed += 1;
      if (known.missed >= MISSED_MAX) this.ended(legId);
    }
  }

  /** The node is a new one. */
  forgetAllOn(node: string): void {
    for (const [legId, known] of [...this.#legs]) if (known.node === node) this.ended(legId);
  }
}
