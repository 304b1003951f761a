import { ApplicationPort } from '../../kit/drachtio/index.ts';
import { SipSocket } from '../../kit/phones/sip-socket.ts';
import { Network } from '../../kit/sip-peers/network.ts';
import { Peer } from '../../kit/sip-peers/peer.ts';
import { TcpGate } from '../../kit/tcp-gate.ts';
import { edgeOn } from './edges.ts';
import type { OtherEdge, World } from './world.ts';

const SECRET = 'fourteen';
const SIP = { host: '192.0.2.1', port: 5060 };

/** A double of the application port, on a network that is only in this process. */
export async function doubleWorld(): Promise<World> {
  const network = new Network();
  const double = new ApplicationPort({ secret: SECRET, wire: network.attach(SIP) });
  await double.listen();
  const gate = await TcpGate.open({ host: '127.0.0.1', port: double.port });
  const others: OtherEdge[] = [];
  const { edge, log } = edgeOn({ host: '127.0.0.1', port: gate.port, secret: SECRET });
  return {
    edge,
    log,
    sip: `${SIP.host}:${SIP.port}`,
    peer: async () => new Peer(new SipSocket(network.attach())),
    other: ({ secret = SECRET, port = gate.port, ...limits }) => {
      const other = edgeOn({ host: '127.0.0.1', port, secret }, limits);
      others.push(other);
      return other;
    },
    loseServer: () => double.crash(),
    bringBack: () => double.listen(),
    freeze: () => gate.wallUp(),
    thaw: () => gate.thaw(),
    appearAt: async (port) => {
      await double.crash();
      await double.listen(port);
    },
    close: async () => {
      for (const each of [{ edge }, ...others]) await each.edge.close();
      await gate.close();
      await double.close();
    },
  };
}
