import { SipSocket } from '../../kit/phones/sip-socket.ts';
import { Peer } from '../../kit/sip-peers/peer.ts';
import { TcpGate } from '../../kit/tcp-gate.ts';
import { edgeOn } from './edges.ts';
import type { OtherEdge, World } from './world.ts';

/** A real server that somebody has started: its application port, and where it takes SIP by UDP. */
export type RealServer = {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  readonly sip: string;
};

/** The server that the environment names: DRACHTIO_ADDR, DRACHTIO_SECRET, DRACHTIO_SIP. Undefined: none. */
export function realServer(environment: NodeJS.ProcessEnv): RealServer | undefined {
  const {
    DRACHTIO_ADDR: address,
    DRACHTIO_SECRET: secret = 'cymru',
    DRACHTIO_SIP: sip = '127.0.0.1:5060',
  } = environment;
  const found = /^(.+):(\d+)$/.exec(address ?? '');
  return found === null ? undefined : { host: found[1]!, port: Number(found[2]), secret, sip };
}

/**
 * Real SIP by UDP. The server itself stays as it is: it is lost for an edge when the door between them is
 * shut, which leaves its dialogs without anybody, as a server that is killed leaves the callers.
 */
export async function serverWorld(server: RealServer): Promise<World> {
  const gate = await TcpGate.open(server, { isGentle: true });
  const more: { close(): Promise<void> }[] = [];
  const { edge, log } = edgeOn({ ...server, host: '127.0.0.1', port: gate.port });
  return {
    edge,
    log,
    sip: server.sip,
    peer: async () => {
      const peer = new Peer(await SipSocket.open('127.0.0.1'));
      more.push(peer);
      return peer;
    },
    other: ({ secret = server.secret, port = gate.port, ...limits }): OtherEdge => {
      const other = edgeOn({ host: '127.0.0.1', port, secret }, limits);
      more.unshift(other.edge);
      return other;
    },
    loseServer: async () => gate.shut(),
    bringBack: async () => gate.reopen(),
    freeze: () => gate.wallUp(),
    thaw: () => gate.thaw(),
    appearAt: async (port) => void more.push(await TcpGate.open(server, { port, isGentle: true })),
    close: async () => {
      for (const each of [edge, ...more]) await each.close();
      await gate.close();
    },
  };
}
