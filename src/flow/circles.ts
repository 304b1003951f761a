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
    const all = new Set([...after].filter((node) => reached(follow(node), follow).has(first)));
    for (const node of all) known.add(node);
    const back = wayTo(first, follow(first), follow);
    circles.push({ first, all, way: wayText([first, ...back].map((node) => nameOf(node, first))) });
  }
  return circles;
}

/** The shortest way to a node that can be reached, without its beginning and with its end. */
export function wayTo<Node>(
  goal: Node,
  from: readonly (Node | undefined)[],
  follow: Follow<Node>,
): readonly Node[] {
  const ways = new Map<Node, readonly Node[]>();
  for (const node of from) if (node !== undefined && !ways.has(node)) ways.set(node, [node]);
  for (const [node, way] of ways) {
    if (node === goal) return way;
    for (const next of follow(node))
      if (next !== undefined && !ways.has(next)) ways.set(next, [...way, next]);
  }
  return [];
}

/** "first → second → first", with the middle left out where there are many. */
export function wayText(names: readonly string[]): string {
  const shown =
    names.length <= NAMES_MAX ? names : [...names.slice(0, NAMES_MAX - 2), '…', ...names.slice(-1)];
  return shown.join(' → ');
}
