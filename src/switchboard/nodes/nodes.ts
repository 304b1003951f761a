/** A node of the exchange, as far as it was told of. */
type Node = {
  isConnected: boolean;
  /** The number of the death of which the edge tells, which may see more than we do, or less; null: it is alive. */
  death: number | null;
  /** It has told what it holds, since we were started. */
  isSeen: boolean;
  /** When it was started, by its own clock; null: it does not say. */
  startedMs: number | null;
};

const isThere = (node: Node | undefined): boolean => node?.isConnected === true && node.death === null;

/** Whether this is on the node. A call of ours may begin before any has told of itself: it is on whichever does. */
export const isOn = (of: { readonly node: string }, node: string): boolean =>
  of.node === node || of.node === '';

/**
 * The nodes of the exchange. Those behind an edge have names that are known from the beginning: after a start they are
 * waited for, and whoever is on one that dies is brought to another one. Without an edge there is one exchange, of
 * whatever name, and whoever it carries is lost with it.
 */
export class Nodes {
  readonly #behindEdge: readonly string[] | null;
  readonly #nodes = new Map<string, Node>();
  #isStarting: boolean;
  #areGivenUp = false;
  #generation = 0;

  constructor(behindEdge: readonly string[] | undefined) {
    this.#behindEdge = behindEdge ?? null;
    this.#isStarting = behindEdge !== undefined;
  }

  get hasEdge(): boolean {
    return this.#behindEdge !== null;
  }

  /** Not all have told yet what they hold, and nobody is offered before: the first in line may be among them. */
  get isStarting(): boolean {
    return this.#isStarting;
  }

  /** Every node has told what it holds, after the start or a gap; those that never did are not waited for any more. */
  get areAllSeen(): boolean {
    return this.#behindEdge === null ? this.isAnySeen : this.awaited().size === 0;
  }

  get isAnySeen(): boolean {
    return this.#nodes.values().some(({ isSeen }) => isSeen);
  }

  isSeen(name: string): boolean {
    return this.#nodes.get(name)?.isSeen === true;
  }

  /** When the node was started that is connected now, or was last. */
  startedMs(name: string): number | null {
    const [first] = this.#nodes.values();
    return (name === '' ? first : this.#nodes.get(name))?.startedMs ?? null;
  }

  /** Those that are waited for: they have not told yet what they hold. */
  awaited(): ReadonlySet<string> {
    if (this.#areGivenUp) return new Set();
    return new Set((this.#behindEdge ?? []).filter((name) => !this.isSeen(name)));
  }

  /** When each was started that has told of it. */
  startsMs(): ReadonlyMap<string, number> {
    return new Map(
      [...this.#nodes].flatMap(([name, { startedMs }]) => (startedMs === null ? [] : [[name, startedMs]])),
    );
  }

  /** Whether a phone can be rung for a caller there. Without an edge nobody asks: all wait for the one exchange. */
  canServe(name: string): boolean {
    return !this.hasEdge || isThere(this.#nodes.get(name));
  }

  /** Whether a phone can be rung from any of them. */
  get canAnyServe(): boolean {
    return !this.hasEdge || this.#nodes.values().some(isThere);
  }

  /** Whether a command would come there; without an edge that is found out by giving it. */
  canBeTold(name: string): boolean {
    return !this.hasEdge || this.#nodes.get(name)?.isConnected === true;
  }

  areOthersThere(name: string): boolean {
    return this.#nodes.entries().some(([other, node]) => other !== name && isThere(node));
  }

  /** The one for a call of our own: of those that are there the one that `callsOn` says has the fewest. */
  leastBusy(callsOn: (name: string) => number): string {
    const known = [...this.#nodes].toSorted(([one], [other]) => (one < other ? -1 : 1));
    const there = known.flatMap(([name, node]) => (isThere(node) ? [name] : []));
    const names = there.length > 0 ? there : [...(this.#behindEdge ?? []), ...known.map(([name]) => name)];
    const counted = names.map((name) => ({ name, calls: callsOn(name) }));
    return counted.toSorted((one, other) => one.calls - other.calls)[0]?.name ?? '';
  }

  isBack(name: string, startedMs: number | null): void {
    this.#nodes.set(name, { isConnected: true, death: null, isSeen: true, startedMs });
  }

  /** It brings somebody, or was dead for long: it is not, or not any more. False when that has changed nothing. */
  isAlive(name: string, generation?: number): boolean {
    const node = this.#nodes.get(name);
    if (node === undefined || node.death === null || node.death !== (generation ?? node.death)) return false;
    node.death = null;
    return true;
  }

  isAway(name: string): void {
    const node = this.#nodes.get(name);
    if (node !== undefined) node.isConnected = false;
  }

  /** Returns the number of this death. */
  isDead(name: string): number {
    const node = this.#nodes.get(name);
    this.#generation += 1;
    if (node !== undefined) node.death = this.#generation;
    return this.#generation;
  }

  /** Those who are known to wait are served, whoever else may wait on a node that has not told. */
  startIsOver(): void {
    this.#isStarting = false;
  }

  /** Nobody reckons any more with calls of before on a node that has not told. */
  areWaitedForNoMore(): void {
    this.#areGivenUp = true;
  }
}
