import { prngFrom } from '../../src/base/index.ts';
import {
  type Asked,
  createEdge,
  type EdgeCommand,
  type EdgeEvent,
  type Node,
  NodeBook,
  Registrar,
  type Trunk,
  type Verdict,
} from '../../src/sip/index.ts';

/** Whose address it is: what the gate would say. */
const WHO: Readonly<Record<string, Verdict>> = {
  '192.0.2.1': { kind: 'trunk', trunk: 'carrier' },
  '192.0.2.50': { kind: 'phone', phoneId: '1001' },
  '10.0.0.1': { kind: 'node', node: 'a' },
  '10.0.0.2': { kind: 'node', node: 'b' },
  '203.0.113.9': { kind: 'refuse', status: 403, headers: {}, why: 'banned', bans: [] },
};

export const soundOf = (who: string, version = 1): string =>
  [
    'v=0',
    `o=${who} 77 ${version} IN IP4 192.0.2.99`,
    's=-',
    'c=IN IP4 192.0.2.99',
    't=0 0',
    `m=audio ${4000 + who.length * 2} RTP/AVP 8 101`,
    'a=rtpmap:101 telephone-event/8000',
    'a=sendrecv',
    '',
  ].join('\r\n');

function askedFrom(address: string, more: Pick<Asked, 'dialled' | 'callId'> & Partial<Asked>): Asked {
  return {
    source: { address, port: 5060, transport: 'udp' },
    from: { user: '+7916', host: 'x', name: '' },
    to: { user: more.dialled, host: 'x' },
    uri: `sip:${more.dialled}@edge`,
    sequence: 1,
    headers: {},
    ...more,
  };
}

type Kind = EdgeCommand['kind'];
type Wanted<K extends Kind> = Extract<EdgeCommand, { kind: K }>;

type Call = {
  readonly from?: string;
  readonly dialled?: string;
  /** Whose number is in From. */
  readonly number?: string;
  readonly headers?: Record<string, string>;
  readonly sdp?: string | undefined;
};

const NODES: readonly Node[] = [
  { name: 'a', uri: 'sip:a.nodes:5060', weight: 1_000, callsMax: 1_000 },
  { name: 'b', uri: 'sip:b.nodes:5060', weight: 1, callsMax: 1_000 },
];

const WAY = { host: 'sip.example.net', transport: 'udp', credentials: null, callerId: 'from' } as const;
const MEMBER = { user: 'member', password: 'secret' };
const TRUNKS: ReadonlyMap<string, Trunk> = new Map<string, Trunk>([
  ['carrier', { codecs: ['alaw', 'ulaw'], way: WAY }],
  ['member', { codecs: ['g722', 'alaw'], way: { ...WAY, transport: 'tcp', credentials: MEMBER } }],
  [
    'asserting',
    { codecs: ['alaw'], way: { ...WAY, host: 'b.example:5080', callerId: 'pai', credentials: MEMBER } },
  ],
  ['incoming', { codecs: ['g722'], way: null }],
]);

/** An edge with two nodes that are up, "a" before "b", a carrier and a phone at two places. */
export class EdgeScene {
  readonly nodes: NodeBook;
  readonly told: EdgeCommand[] = [];
  /** The phones of the house. */
  readonly phones = new Set(['1001']);
  #ms = 0;
  readonly #edge;

  constructor() {
    this.nodes = new NodeBook(NODES, this.now);
    this.#edge = createEdge(
      {
        gate: { judge: ({ asked }) => WHO[asked.source.address]!, legEnded() {}, serverLost() {} },
        nodes: this.nodes,
        registrar: new Registrar(),
        trunks: TRUNKS,
        isPhone: (phoneId) => this.phones.has(phoneId),
      },
      prngFrom(1),
      this.now,
    );
    this.sees({ kind: 'serverBack' });
    this.answerPings({ a: 200, b: 200 });
  }

  get now() {
    return { monoMs: this.#ms, wallMs: this.#ms };
  }

  get refused() {
    return this.#edge.refused;
  }

  pass(ms: number): void {
    this.#ms += ms;
  }

  get visitsCount(): number {
    return this.#edge.visitsCount;
  }

  /** How many calls are at "a" and at "b". */
  get load(): readonly number[] {
    return this.nodes.shown(this.now).map(({ calls }) => calls);
  }

  after(ms: number): void {
    this.#ms += ms;
  }

  /** Hands in an event; returns what is wanted for it. */
  sees(event: EdgeEvent): readonly EdgeCommand[] {
    this.#ms += 1;
    const out: EdgeCommand[] = [];
    this.#edge.handle(event, out, this.now);
    this.told.push(...out);
    return out;
  }

  /** The next questions to the nodes are answered so (null: not at all); returns what is wanted then. */
  answerPings(statusOf: Readonly<Record<string, number | null>>): readonly EdgeCommand[] {
    this.after(500);
    const pings = of('ping', this.sees({ kind: 'ticked' })).filter(({ uri }) => uri.endsWith('.nodes:5060'));
    return pings.flatMap(({ pingId, uri }) =>
      this.sees({ kind: 'pinged', pingId, status: statusOf[uri.charAt(4)] ?? null }),
    );
  }

  /** Cordboard sees both nodes, or has lost one; `draining`: those that are to be emptied. */
  board(lost: string | null, draining: readonly string[] = []): readonly EdgeCommand[] {
    const reports = ['a', 'b'].map((node) => {
      return { node, socket: node === lost ? ('lost' as const) : ('up' as const), calls: 0 };
    });
    return this.sees({ kind: 'boardSeen', seen: { reports, ageMs: 0, draining } });
  }

  /** Node "a" answers no more. */
  suspects(): readonly EdgeCommand[] {
    return [...this.answerPings({ b: 200 }), ...this.answerPings({ b: 200 })];
  }

  /** A node dies, as both witnesses say; those in `alive` live on. */
  dies(node = 'a', alive: readonly string[] = ['a', 'b']): readonly EdgeCommand[] {
    const answers = Object.fromEntries(alive.filter((each) => each !== node).map((each) => [each, 200]));
    const seen = [...this.board(node)];
    for (let miss = 1; miss <= 3; miss++) seen.push(...this.answerPings(answers));
    return seen;
  }

  /** The phone registers at these places. */
  registers(...uris: readonly string[]): readonly EdgeCommand[] {
    return uris.flatMap((uri, at) =>
      this.sees({
        kind: 'registerCame',
        requestId: `register-${at}`,
        asked: askedFrom('192.0.2.50', {
          ...{ dialled: '', callId: `register-${at}` },
          source: { address: '192.0.2.50', port: Number(uri.split(':').at(-1)), transport: 'udp' },
        }),
        contacts: [{ uri, expiresS: null, instance: null, regId: null }],
        isAll: false,
        expiresS: 600,
      }),
    );
  }

  /** Somebody calls: by default a caller by the carrier. */
  calls(legId: string, more: Call = {}) {
    const {
      from = '192.0.2.1',
      dialled = '200',
      number = '+7916',
      headers = {},
      sdp = soundOf('caller'),
    } = more;
    const shown = { user: number, host: 'x', name: '' };
    const asked = askedFrom(from, { dialled, callId: legId, headers, from: shown });
    return this.sees({ kind: 'callCame', legId, asked, sdp });
  }

  /** A caller by the carrier who talks with node "a" by now. */
  talks(legId: string): void {
    this.calls(legId);
    this.sees({ kind: 'legAnswered', legId: `${legId}-1`, sdp: soundOf('a') });
  }

  /** All timers of this purpose that were started and may count still run out, the newest first. */
  timeOver(purpose: string): readonly EdgeCommand[] {
    const timer = this.told.findLast((each) => each.kind === 'startTimer' && each.key.purpose === purpose);
    return this.sees({ kind: 'timerFired', key: (timer as Wanted<'startTimer'>).key });
  }
}

/** The commands of one kind. */
export function of<K extends Kind>(kind: K, commands: readonly EdgeCommand[]): readonly Wanted<K>[] {
  return commands.filter((each): each is Wanted<K> => each.kind === kind);
}
