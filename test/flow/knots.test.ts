import fc from 'fast-check';
import { expect, test } from 'vitest';
import { knotsOf } from '../../src/flow/knots.ts';

const graph = fc.array(fc.array(fc.nat(7), { maxLength: 3 }), { minLength: 8, maxLength: 8 });

/** Everything that can be reached from a node by at least one edge. */
function reachable(from: number, edges: readonly (readonly number[])[]): ReadonlySet<number> {
  const seen = new Set(edges[from]);
  for (const node of seen) for (const next of edges[node]!) seen.add(next);
  return seen;
}

test('nodes are in one knot exactly when each can be reached from the other', () => {
  fc.assert(
    fc.property(graph, (edges) => {
      const nodes = edges.map((_, node) => node);
      const knots = knotsOf(nodes, (node) => edges[node]!);
      const after = nodes.map((node) => reachable(node, edges));
      for (const one of nodes)
        for (const other of nodes) {
          const isTied = after[one]!.has(other) && after[other]!.has(one);
          expect(knots.has(one) && knots.get(one) === knots.get(other)).toBe(isTied);
        }
    }),
  );
});

test('a chain of a hundred thousand nodes is looked at once', () => {
  const nodes = Array.from({ length: 100_000 }, (_, index) => index);
  let looks = 0;
  const next = (node: number): readonly number[] => {
    looks += 1;
    return [(node + 1) % nodes.length];
  };
  expect(knotsOf(nodes, next).size).toBe(100_000);
  expect(looks).toBe(100_000);
});
