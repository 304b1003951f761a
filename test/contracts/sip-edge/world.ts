import type { SipCommand, SipEdge, SipEvent } from '../../../src/sip/index.ts';
import { eventually } from '../../kit/eventually.ts';
import type { Peer } from '../../kit/sip-peers/peer.ts';
import type { PlacedCall, PlacedCallOptions } from '../../kit/sip-peers/placed-call.ts';

/** An edge of its own beside the one under test. */
export type OtherEdge = { readonly edge: SipEdge; readonly log: readonly string[] };

export type OtherEdgeOptions = {
  readonly secret?: string;
  /** Where it looks for the server; where that is unless given. */
  readonly port?: number;
  /** So long a server may say nothing. */
  readonly silenceMs?: number;
};

/**
 * A SIP server with an edge on it and SIP user agents around it: the same tests run on a real one and on a
 * double.
 */
export interface World {
  readonly edge: SipEdge;
  /** What the edge has logged, a line each. */
  readonly log: readonly string[];
  /** Where the server takes SIP: "127.0.0.1:5060". */
  readonly sip: string;
  peer(): Promise<Peer>;
  other(options: OtherEdgeOptions): OtherEdge;
  /** The server is gone for the edges, and with it all dialogs. */
  loseServer(): Promise<void>;
  bringBack(): Promise<void>;
  /** The server stands still: connections stay, nothing is said. */
  freeze(): void;
  thaw(): void;
  /** The server begins to listen on this port, where nobody was. */
  appearAt(port: number): Promise<void>;
  close(): Promise<void>;
}

type Dial = Extract<SipCommand, { kind: 'dial' }>;
type Kind = SipEvent['kind'];
export type EventOf<K extends Kind> = Extract<SipEvent, { kind: K }>;

/** Session descriptions that differ in their port. */
export const sdp = (port: number): string =>
  [
    'v=0',
    `o=- ${port} 1 IN IP4 192.0.2.1`,
    's=-',
    'c=IN IP4 192.0.2.1',
    't=0 0',
    `m=audio ${port} RTP/AVP 0 101`,
    'a=rtpmap:101 telephone-event/8000',
    '',
  ].join('\r\n');

/** The port that a session description names. */
export const portIn = (text: string): number => Number(/^m=audio (\d+)/m.exec(text)?.[1] ?? 0);

export const UPDATE_TOO = 'INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO';

/** A world whose events are kept, with the few words that the tests are written in. */
export class Stage {
  readonly world: World;
  readonly events: SipEvent[] = [];
  #dialled = 0;

  private constructor(world: World) {
    this.world = world;
  }

  static async open(make: () => Promise<World>): Promise<Stage> {
    const stage = new Stage(await make());
    await stage.world.edge.listen((event) => stage.events.push(event));
    await stage.hears('serverBack');
    return stage;
  }

  all<K extends Kind>(kind: K, legId?: string): readonly EventOf<K>[] {
    return this.events.filter(
      (event): event is EventOf<K> =>
        event.kind === kind && (legId === undefined || ('legId' in event && event.legId === legId)),
    );
  }

  /** Waits for the event (of this leg); for the n-th one. */
  hears<K extends Kind>(kind: K, legId?: string, n = 1): Promise<EventOf<K>> {
    return eventually(`${kind} ${n} of ${legId ?? 'anybody'}`, () => this.all(kind, legId)[n - 1]);
  }

  wants(command: SipCommand): void {
    this.world.edge.execute(command);
  }

  /** Somebody calls; resolves when the edge has heard of it. */
  async arrival(options: Partial<PlacedCallOptions> = {}): Promise<Arrived> {
    const peer = await this.world.peer();
    const before = this.all('callCame').length;
    const to = `sip:700@${this.world.sip}`;
    const call = peer.call({ to, user: '+79160000001', sdp: sdp(40_000), ...options });
    const came = await this.hears('callCame', undefined, before + 1);
    return { peer, call, came, legId: came.legId };
  }

  /** Somebody calls and is answered. */
  async answered(options: Partial<PlacedCallOptions> = {}): Promise<Arrived> {
    const arrived = await this.arrival(options);
    this.wants({ kind: 'answer', legId: arrived.legId, sdp: sdp(50_000) });
    await this.hears('legConfirmed', arrived.legId);
    return arrived;
  }

  /** A leg to this peer. */
  dial(peer: Peer, more: Partial<Dial> = {}): string {
    this.#dialled += 1;
    const legId = `dialled-${this.#dialled}`;
    this.wants(this.dialling(peer, { legId, ...more }));
    return legId;
  }

  /** The command for it. */
  dialling(peer: Peer, more: Partial<Dial> & Pick<Dial, 'legId'>): Dial {
    return {
      kind: 'dial',
      uri: peer.uri('1001'),
      caller: { number: '+79160000001', name: '' },
      headers: {},
      sdp: sdp(40_000),
      credentials: null,
      ...more,
    };
  }

  /** A leg that was dialled and answered. */
  async connected(): Promise<Connected> {
    const peer = await this.world.peer();
    const legId = this.dial(peer);
    const call = await peer.calls();
    call.answer(sdp(60_000));
    await this.hears('legAnswered', legId);
    await call.hears('ACK');
    return { peer, call, legId };
  }

  end(legId: string, reason = ''): void {
    this.wants({ kind: 'end', legId, reason });
  }

  /**
   * Events of this leg that came behind what is known by now. Nothing that would show that none comes can be
   * waited for.
   */
  async quiet(): Promise<void> {
    const pingId = `quiet-${this.events.length}`;
    const peer = await this.world.peer();
    this.wants({ kind: 'ping', pingId, uri: peer.uri('node'), withinMs: 5_000 });
    await eventually('a ping behind all that', () =>
      this.all('pinged').find((event) => event.pingId === pingId),
    );
  }

  async close(): Promise<void> {
    await this.world.close();
  }
}

export type Arrived = {
  readonly peer: Peer;
  readonly call: PlacedCall;
  readonly came: EventOf<'callCame'>;
  readonly legId: string;
};

export type Connected = {
  readonly peer: Peer;
  readonly call: Awaited<ReturnType<Peer['calls']>>;
  readonly legId: string;
};
