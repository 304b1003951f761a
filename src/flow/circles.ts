/** Steps that lead round to each other. `way` names them in their order: "a → b → a". */
export type Circle<Node> = { readonly first: Node; readonly all: ReadonlySet<Node>; readonly way: string };

type Follow<Node> = (node: Node) => readonly (Node | undefined)[];

/** A longer way is not read by anybody. */
const NAMES_MAX = 8;

/** All nodes that can be reached from some. */
export function reached<Node>(from: readonly (Node | undefined)[], follow: Follow<Node>): ReadonlySet<Node> {
  const seen = new Set(from.filter((node) => node !== undefined));
  for (const node of seen) for (const next of follow(node)) if (next !== undefined) seen.add(next);
  return seen;
}

/** Each circle once, by the first of its nodes in the given order. */
export function circlesIn<Node>(
  nodes: readonly Node[],
  follow: Follow<Node>,
  nameOf: (node: Node, first: Node) => string,
): readonly Circle<Node>[] {
  const known = new Set<Node>();
  const circles: Circle<Node>[] = [];
  for (const first of nodes) {
    if (known.has(first)) continue;
    const after = reached(follow(first), follow);
    if (!after.has(first)) continue;
    const before = new Map<Node, Node[]>();
    for (const node of after)
      for (const next of follow(node))
        if (next !== undefined) before.set(next, [...(before.get(next) ?? []), node]);
    const all = reached([first], (node) => before.get(node) ?? []);
    for (const node of all) known.add(node);
    const way = [first, ...wayTo(first, waysFrom(follow(first), follow))];
    circles.push({ first, all, way: wayText(way.map((node) => nameOf(node, first))) });
  }
  return circles;
}

/** Node → the one before it on the shortest way from some, which themselves have none before them. */
export function waysFrom<Node>(
  from: readonly (Node | undefined)[],
  follow: Follow<Node>,
): ReadonlyMap<Node, Node | undefined> {
  const ways = new Map<Node, Node | undefined>();
  for (const node of from) if (node !== undefined) ways.set(node, undefined);
  for (const [node] of ways) {
    for (const next of follow(node)) if (next !== undefined && !ways.has(next)) ways.set(next, node);
  }
  return ways;
}

/** The way to a node, with its both ends; empty when there is none. */
export function wayTo<Node>(goal: Node, ways: ReadonlyMap<Node, Node | undefined>): readonly Node[] {
  const way: Node[] = [];
  for (let at: Node | undefined = ways.has(goal) ? goal : undefined; at !== undefined; at = ways.get(at))
    way.push(at);
  return way.toReversed();
}

/** "first → second → first", with the middle left out where there are many. */
export function wayText(names: readonly string[]): string {
  const shown =
    names.length <= NAMES_MAX ? names : [...names.slice(0, NAMES_MAX - 2), '…', ...names.slice(-1)];
  return shown.join(' → ');
}
