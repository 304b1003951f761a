import type { NodeState } from './node-health.ts';

/** A node as the choice sees it. */
export type Candidate = {
  readonly node: string;
  readonly state: NodeState;
  readonly isDraining: boolean;
  /** How much it can bear beside the others; 0: it is given no new calls. */
  readonly weight: number;
  /** Calls that it has now, and how many it may have. */
  readonly calls: number;
  readonly callsMax: number;
};

/** The better the smaller; null: not at all. */
type Rank = 0 | 1 | 2 | null;

/**
 * The nodes for a new call, the best one first: the others are for when that one does not take it; none: the call is
 * refused. Whoever has the least to do after it has taken the call is the best: (calls + 1) / weight, which is the
 * shortest expected delay of the Linux Virtual Server (ip_vs_sed: "(Ci + 1) / Ui"); of equal ones the first by name,
 * so that the choice can be foretold.
 *
 * While no node at all is up, those that are suspect are tried: that all of them are silent at once is more likely a
 * fault of ours. A caller of a dead node (`isRehomed`) is taken by a full one, and at last by one that is to be
 * emptied.
 */
export function chooseNodes(candidates: readonly Candidate[], isRehomed: boolean): readonly string[] {
  const isAnyUp = candidates.some(({ state }) => state === 'up');
  const ranked = candidates.flatMap((candidate) => {
    const rank = rankOf(candidate, isAnyUp ? 'up' : 'suspect', isRehomed);
    return rank === null ? [] : [{ ...candidate, rank }];
  });
  return ranked.toSorted((one, other) => one.rank - other.rank || compare(one, other)).map((one) => one.node);
}

function rankOf(candidate: Candidate, wanted: NodeState, isRehomed: boolean): Rank {
  const { state, isDraining, weight, calls, callsMax } = candidate;
  if (state !== wanted) return null;
  if (isDraining || weight <= 0) return isRehomed ? 2 : null;
  if (calls >= callsMax) return isRehomed ? 1 : null;
  return 0;
}

/** Multiplied out: fractions that are equal on paper may differ in the machine. */
function compare(one: Candidate, other: Candidate): number {
  const [mine, theirs] = [(one.calls + 1) * other.weight, (other.calls + 1) * one.weight];
  if (mine !== theirs) return mine - theirs;
  return one.node < other.node ? -1 : 1;
}

/** Causes (Q.850) that the house itself gives when there are too many calls: for all nodes, not for one. */
const TURNED_AWAY = /Q\.850\s*;\s*cause\s*=\s*(?:34|42)\b/i;
/** The node does not know the edge, or does not let it in: a fault of that node, whoever calls. */
const UNKNOWN_THERE: readonly number[] = [401, 407];
const TIMED_OUT = 408;

/**
 * Whether a call that a node did not take is tried at the next one: when the node gave no answer in time, or an
 * answer that is about the node (5xx; RFC 3263 4.3). What is meant for the caller, such as 404, 486 or 603, is passed
 * on (RFC 3261 16.7, step 5). `reason`: the Reason header. With it the house behind the node says 503 for itself when
 * there are too many calls; to ask at the other nodes again would make it more (RFC 6357).
 */
export function mayTryNextNode(status: number | null, reason: string): boolean {
  if (status === null || status === TIMED_OUT || UNKNOWN_THERE.includes(status)) return true;
  return status >= 500 && status < 600 && !TURNED_AWAY.test(reason);
}
