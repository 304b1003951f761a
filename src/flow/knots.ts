type Visit<N> = { readonly node: N; readonly index: number; low: number; readonly left: N[] };

/**
 * Nodes from which a way leads back to themselves → the circle to which they belong; nodes that reach each other belong
 * to the same. Tarjan's strongly connected components (1972), without recursion: a flow may be a very long chain.
 */
export function knotsOf<N>(
  nodes: readonly N[],
  next: (node: N) => readonly N[],
): ReadonlyMap<N, ReadonlySet<N>> {
  const knots = new Map<N, ReadonlySet<N>>();
  const visits = new Map<N, Visit<N>>();
  const path: N[] = [];
  const onPath = new Set<N>();
  const visit = (node: N): Visit<N> => {
    const made = { node, index: visits.size, low: visits.size, left: next(node).toReversed() };
    visits.set(node, made);
    path.push(node);
    onPath.add(node);
    return made;
  };
  for (const start of nodes) {
    if (visits.has(start)) continue;
    const open = [visit(start)];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const to = top.left.pop();
      if (to === undefined) {
        open.pop();
        const before = open.at(-1);
        if (before !== undefined) before.low = Math.min(before.low, top.low);
        if (top.low === top.index) tie(top.node, path, onPath, knots, next);
      } else if (!visits.has(to)) open.push(visit(to));
      else if (onPath.has(to)) top.low = Math.min(top.low, visits.get(to)!.index);
    }
  }
  return knots;
}

/** Takes off the path what was met since the first node of a component. One alone is a circle if it leads to itself. */
function tie<N>(
  first: N,
  path: N[],
  onPath: Set<N>,
  knots: Map<N, ReadonlySet<N>>,
  next: (node: N) => readonly N[],
): void {
  const members = path.splice(path.lastIndexOf(first));
  const knot = new Set(members);
  for (const member of members) {
    onPath.delete(member);
    if (members.length > 1 || next(member).includes(member)) knots.set(member, knot);
  }
}
