import type { Clash } from './clashes.ts';
import type { Settings } from './complete-settings.ts';

/** Settings that do not do what they seem to, with these others beside them. */
export function withoutEffect(settings: Settings): readonly Clash[] {
  return [...nodesWithoutEdge(settings), ...addressOfNodesAlone(settings)];
}

function nodesWithoutEdge({ edge }: Settings): Clash[] {
  if (edge.mode !== 'direct' || Object.keys(edge.nodes).length === 0) return [];
  const say = 'nobody is given to these nodes, since edge.mode is direct';
  return [{ path: ['edge', 'nodes'], say, hint: 'write edge.mode: drachtio, or leave the nodes out' }];
}

/** Each node has an address of its own, and the SIP server another one. */
function addressOfNodesAlone({ edge, sip }: Settings): Clash[] {
  if (edge.mode === 'direct' || sip.external_address === null) return [];
  const say =
    'behind an edge this is what every node says of its own sound, and nothing that the edge says of itself';
  const hint =
    'give each node its own in CORDBOARD_SIP_EXTERNAL_ADDRESS, and drachtio-server the one of the edge';
  return [{ path: ['sip', 'external_address'], say, hint }];
}
