import type { Now } from '../base/index.ts';
import { type Candidate, chooseNodes } from './choose-node.ts';
import type { BoardSeen, NodeShown } from './node-board.ts';
import { type NodeChange, NodeHealth } from './node-health.ts';
import type { SipCommand, SipEvent } from './sip-edge.ts';

/** A node as the settings name it; `uri` is its address, "sip:192.0.2.7:5060". */
export type Node = {
  readonly name: string;
  readonly uri: string;
  readonly weight: number;
  readonly callsMax: number;
};

type Known = {
  readonly node: Node;
  readonly health: NodeHealth;
  sinceWallMs: number;
  /** Calls that the edge has there. */
  own: number;
  /** Calls that are there beside them, by the last report. */
  others: number;
  /** When that was said; monotonic. */
  reportedMs: number;
};

/** So long a report says how many calls there are. */
const REPORT_MS_MAX = 5_000;

/**
 * All nodes: how they are, what they have to do, and which one a new call is for. The edge counts its own calls, so
 * each one counts for the next choice at once; a report of Cordboard is up to a second old, and only corrects: what
 * it counts beyond the edge's own calls (those of another edge, or of one before this) is added until the next
 * report.
 */
export class NodeBook {
  readonly #nodes: ReadonlyMap<string, Known>;
  #draining: ReadonlySet<string> = new Set();

  constructor(nodes: readonly Node[], now: Now) {
    this.#nodes = new Map(
      nodes.map((node) => {
        const health = new NodeHealth(node.name, node.uri, now);
        const load = { own: 0, others: 0, reportedMs: Number.NEGATIVE_INFINITY };
        return [node.name, { node, health, sinceWallMs: now.wallMs, ...load }];
      }),
    );
  }

  /** To be asked each 100 ms or so. */
  pingsDue(now: Now): readonly Extract<SipCommand, { kind: 'ping' }>[] {
    return [...this.#nodes.values()].flatMap(({ health }) => health.pingDue(now) ?? []);
  }

  /** A ping that is not of a node changes nothing. */
  pinged(
    event: Pick<Extract<SipEvent, { kind: 'pinged' }>, 'pingId' | 'status'>,
    now: Now,
  ): readonly NodeChange[] {
    return [...this.#nodes.values()].flatMap((known) =>
      this.#noted(known, known.health.pinged(event, now), now),
    );
  }

  /** What stands on the board; while that is away it is not told, and the last word on what is to be emptied holds. */
  seen({ reports, ageMs, draining }: BoardSeen, now: Now): readonly NodeChange[] {
    this.#draining = new Set(draining);
    if (ageMs === null) return [];
    return reports.flatMap(({ node, socket, calls }) => {
      const known = this.#nodes.get(node);
      if (known === undefined) return [];
      known.others = Math.max(0, calls - known.own);
      known.reportedMs = now.monoMs - ageMs;
      return this.#noted(known, known.health.witnessed({ socket, ageMs }, now), now);
    });
  }

  /** The SIP server is gone: no answer to what was asked through it says anything about nodes. */
  forgetPings(): void {
    for (const { health } of this.#nodes.values()) health.forgetPings();
  }

  /** A call goes to this node; it counts until `callEnded`. */
  callBegan(name: string): void {
    const known = this.#nodes.get(name);
    if (known !== undefined) known.own += 1;
  }

  callEnded(name: string): void {
    const known = this.#nodes.get(name);
    if (known !== undefined) known.own = Math.max(0, known.own - 1);
  }

  /** The nodes to be tried for a call, in this order: see `chooseNodes`. */
  choose(isRehomed: boolean, now: Now): readonly Node[] {
    const candidates = [...this.#nodes.values()].map((known) => this.#candidate(known, now));
    return chooseNodes(candidates, isRehomed).map((name) => this.#nodes.get(name)!.node);
  }

  /** For the board. */
  shown(now: Now): readonly NodeShown[] {
    return [...this.#nodes.values()].map((known) => {
      const { node, state, isDraining, calls } = this.#candidate(known, now);
      return { node, state, isDraining, calls, sinceWallMs: known.sinceWallMs };
    });
  }

  #candidate(known: Known, { monoMs }: Now): Candidate {
    const { node, health, own, others, reportedMs } = known;
    const { name, weight, callsMax } = node;
    const calls = own + (monoMs - reportedMs > REPORT_MS_MAX ? 0 : others);
    const isDraining = this.#draining.has(name);
    return { node: name, state: health.state, isDraining, weight, calls, callsMax };
  }

  #noted(known: Known, change: NodeChange | null, { wallMs }: Now): readonly NodeChange[] {
    if (change === null) return [];
    known.sinceWallMs = wallMs;
    return [change];
  }
}
