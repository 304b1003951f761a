import { pino } from 'pino';
import { systemClock } from '../../../src/machine/index.ts';
import { createDrachtioEdge } from '../../../src/sip/drachtio/index.ts';
import type { SipCommand, SipEdge, SipEvent } from '../../../src/sip/index.ts';
import { sdp } from '../../contracts/sip-edge/world.ts';
import { ApplicationPort } from '../../kit/drachtio/index.ts';
import { eventually } from '../../kit/eventually.ts';
import { SipSocket } from '../../kit/phones/sip-socket.ts';
import type { Wire } from '../../kit/phones/wire.ts';
import { Network } from '../../kit/sip-peers/network.ts';
import { Peer } from '../../kit/sip-peers/peer.ts';
import type { PlacedCall, PlacedCallOptions } from '../../kit/sip-peers/placed-call.ts';

type Kind = SipEvent['kind'];
type EventOf<K extends Kind> = Extract<SipEvent, { kind: K }>;

const SIP = { host: '192.0.2.1', port: 5060 };

/** The adapter on a double of the application port. */
export class EdgeScene {
  readonly port: ApplicationPort;
  readonly edge: SipEdge;
  readonly events: SipEvent[] = [];
  readonly #network: Network;

  private constructor(network: Network, port: ApplicationPort) {
    this.#network = network;
    this.port = port;
    const server = { host: '127.0.0.1', port: port.port, secret: 's' };
    this.edge = createDrachtioEdge({ server, clock: systemClock, log: pino({ level: 'silent' }) });
  }

  static async open(): Promise<EdgeScene> {
    const network = new Network();
    const port = new ApplicationPort({ secret: 's', wire: network.attach(SIP) });
    await port.listen();
    const scene = new EdgeScene(network, port);
    await scene.edge.listen((event) => scene.events.push(event));
    return scene;
  }

  wire(): Wire {
    return this.#network.attach();
  }

  /** The n-th event of this kind. */
  hears<K extends Kind>(kind: K, n = 1): Promise<EventOf<K>> {
    const all = (): SipEvent[] => this.events.filter((event) => event.kind === kind);
    return eventually(`${kind} ${n}`, () => all()[n - 1] as EventOf<K> | undefined);
  }

  wants(command: SipCommand): void {
    this.edge.execute(command);
  }

  /** Somebody calls; resolves when the edge has heard of it. */
  async arrival(options: Partial<PlacedCallOptions> = {}): Promise<{ call: PlacedCall; legId: string }> {
    const peer = new Peer(new SipSocket(this.wire()));
    const to = `sip:700@${SIP.host}:${SIP.port}`;
    const before = this.events.filter(({ kind }) => kind === 'callCame').length;
    const call = peer.call({ to, user: 'anna', sdp: sdp(40_000), ...options });
    const { legId } = await this.hears('callCame', before + 1);
    return { call, legId };
  }

  async close(): Promise<void> {
    await this.edge.close();
    await this.port.close();
  }
}
