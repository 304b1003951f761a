import type { NodeState, SocketReport } from './node-health.ts';
import type { RefusalCounts } from './refusals.ts';

/** What Cordboard says of a node: whether it hears its events, and how many calls are there as far as it knows. */
export type NodeReport = {
  readonly node: string;
  readonly socket: SocketReport['socket'];
  readonly calls: number;
};

/** What stands on the board. `ageMs`: how old the reports are by the board's own clock; null: there are none. */
export type BoardSeen = {
  readonly reports: readonly NodeReport[];
  readonly ageMs: number | null;
  /** Nodes that are to be emptied: no new calls. */
  readonly draining: readonly string[];
};

/** A node as the edge sees it; `sinceWallMs`: since when it has this state. */
export type NodeShown = {
  readonly node: string;
  readonly state: NodeState;
  readonly isDraining: boolean;
  readonly calls: number;
  readonly sinceWallMs: number;
};

/**
 * What the edge says of itself. `phones`: those that can be rung now; `refused`: requests that were turned away since
 * its start, by the reason.
 */
export type EdgeShown = {
  readonly nodes: readonly NodeShown[];
  readonly phones: readonly string[];
  readonly refused: RefusalCounts;
};

/**
 * Where the edge and Cordboard write down for each other what they know of the nodes. The edge's side. Nothing of it
 * throws, and nobody waits: while the board is away, nothing is seen.
 */
export interface NodeBoard {
  /** Looks each 500 ms until it is closed, and tells what it sees. */
  start(onSeen: (seen: BoardSeen) => void): void;
  /** To be called each second: what is not repeated is gone from the board after three. */
  show(edge: EdgeShown): void;
}

/** The board from Cordboard's side. */
export interface NodeWitness {
  /** To be called each 500 ms, for all nodes at once. Never throws, and nobody waits. */
  report(nodes: readonly NodeReport[]): void;
  /** Null while there is no edge. Rejects while the board is away, within some seconds. */
  shown(): Promise<EdgeShown | null>;
  /** Nodes that are to be emptied. Rejects as `shown` does. */
  draining(): Promise<readonly string[]>;
  /** Whether the node is to be emptied; it stands there until somebody says otherwise. Rejects as `shown` does. */
  drain(node: string, isWanted: boolean): Promise<void>;
  close(): void;
}
