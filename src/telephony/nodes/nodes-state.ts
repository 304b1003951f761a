import type { ExchangeState, NodeState } from '../index.ts';

/**
 * All nodes as one: connected when any is, as old as the oldest of those, as slow as the slowest, and started when the
 * last of them was, so that it changes with each that is a new one.
 */
export function stateOf(nodes: readonly NodeState[]): ExchangeState {
  const there = nodes.filter(({ connected }) => connected);
  const told = there.length > 0 ? there : nodes;
  const starts = told.flatMap(({ startedWallMs }) => startedWallMs ?? []);
  return {
    connected: there.length > 0,
    version: oldest(told.flatMap(({ version }) => version ?? [])),
    startedWallMs: starts.length > 0 ? Math.max(...starts) : null,
    answerMs: Math.max(0, ...there.map(({ answerMs }) => answerMs)),
    nodes,
  };
}

const oldest = (versions: readonly string[]): string | null => versions.toSorted(byNumber)[0] ?? null;

/** "9.2" before "22.10"; what is no number is older than all. */
function byNumber(one: string, other: string): number {
  const [ours, theirs] = [one, other].map((version) => version.split('.').map((part) => Number(part) || 0));
  for (let at = 0; at < Math.max(ours!.length, theirs!.length); at += 1) {
    const difference = (ours![at] ?? 0) - (theirs![at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
