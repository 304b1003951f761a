/** Where phones can be rung: each node tells of those that it reaches, and one that reaches a phone is enough. */
export class NodesPhones {
  readonly #nodesOf = new Map<string, Set<string>>();

  /** A node tells of a phone; returns whether it can be rung from any. */
  changed(node: string, phoneId: string, isReachable: boolean): boolean {
    const nodes = this.#nodesOf.get(phoneId) ?? new Set();
    if (isReachable) nodes.add(node);
    else nodes.delete(node);
    if (nodes.size > 0) this.#nodesOf.set(phoneId, nodes);
    else this.#nodesOf.delete(phoneId);
    return nodes.size > 0;
  }

  /** The node is a new one, and tells of all phones anew; returns those that no node reaches now. */
  forget(node: string): readonly string[] {
    const reached = [...this.#nodesOf].flatMap(([phoneId, nodes]) => (nodes.has(node) ? [phoneId] : []));
    return reached.filter((phoneId) => !this.changed(node, phoneId, false));
  }
}
