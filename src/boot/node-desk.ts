import type { Logger } from 'pino';
import { Failure } from '../base/index.ts';
import type { NodeNow, NodesDesk } from '../http/index.ts';
import type { Switchboard } from '../switchboard/index.ts';
import type { Telephony } from '../telephony/index.ts';
import type { EdgeWatch } from './edge-watch.ts';

export type NodeDeskParts = {
  /** Each node, and how much it can bear beside the others. */
  readonly weights: ReadonlyMap<string, number>;
  /** Undefined where there is no edge: then there is one node. */
  readonly edge: Pick<EdgeWatch, 'nodes' | 'draining' | 'drain' | 'refused'> | undefined;
  readonly telephony: Pick<Telephony, 'exchange'>;
  readonly switchboard: Pick<Switchboard, 'callsOn'>;
  readonly log: Pick<Logger, 'warn'>;
};

/** What people are told of the nodes, and want of them. */
export class NodeDesk implements NodesDesk {
  readonly #parts: NodeDeskParts;

  constructor(parts: NodeDeskParts) {
    this.#parts = parts;
  }

  list(): readonly NodeNow[] {
    const { weights, edge, telephony, switchboard } = this.#parts;
    const { connected, nodes } = telephony.exchange();
    return [...weights].map(([name, weight]) => {
      const shown = edge?.nodes.find(({ node }) => node === name);
      return {
        name,
        state: shown?.state ?? null,
        sinceMs: shown?.sinceWallMs ?? null,
        isConnected: nodes?.find(({ node }) => node === name)?.connected ?? connected,
        calls: switchboard.callsOn(name),
        isDraining: edge?.draining.has(name) ?? false,
        weight,
      };
    });
  }

  refused(): Readonly<Record<string, number>> {
    return this.#parts.edge?.refused ?? {};
  }

  async drain(node: string, isWanted: boolean, by: string): Promise<void> {
    const { weights, edge, log } = this.#parts;
    if (edge === undefined) throw new Failure('NO_EDGE');
    if (!weights.has(node)) throw new Failure('NODE_UNKNOWN', { node, nodes: [...weights.keys()] });
    try {
      await edge.drain(node, isWanted);
    } catch (err) {
      log.warn({ err, node }, 'whether a node is to be emptied could not be written');
      throw new Failure('REDIS_AWAY', { node });
    }
    log.warn({ node, by }, isWanted ? 'the node is given no new calls' : 'the node is given new calls again');
  }

  /** Sentences about nodes behind an edge that are away, and one when no node is given calls. Calls go on elsewhere. */
  warnings(): readonly string[] {
    if (this.#parts.edge === undefined) return [];
    const nodes = this.list();
    const takesNone = nodes.every(({ isDraining, weight }) => isDraining || weight === 0);
    return [
      ...nodes.flatMap((node) => whatIsWrong(node) ?? []),
      ...(takesNone ? ['no node is given new calls: ./cordboard nodes drain NAME --off'] : []),
    ];
  }
}

function whatIsWrong({ name, state, isConnected }: NodeNow): string | undefined {
  if (state === 'dead') return `node ${name} is dead: its callers are at others; see to its Asterisk`;
  if (!isConnected)
    return `node ${name} is not connected: see whether its Asterisk runs, we try again for ever`;
  if (state === 'suspect')
    return `node ${name} does not answer the edge, which gives it no new calls until it does`;
  return undefined;
}
