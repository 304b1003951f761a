import { knotsOf } from './knots.ts';

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
  const knots = knotsOf(nodes, (node) => follow(node).filter((next) => next !== undefined));
  const firsts = new Map<ReadonlySet<Node>, Node>();
  for (const node of nodes) {
    const knot = knots.get(node);
    if (knot !== undefined && !firsts.has(knot)) firsts.set(knot, node);
  }
  return [...firsts].map(([all, first]) => {
    const within = (node: Node): readonly (Node | undefined)[] =>
      follow(node).filter((next) => next !== undefined && all.has(next));
    const way = [first, ...wayTo(first, waysFrom(within(first), within))];
    return { first, all, way: wayText(way.map((node) => nameOf(node, first))) };
  });
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
