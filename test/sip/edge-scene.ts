import { prngFrom } from '../../src/base/index.ts';
import {
  createEdge,
  type EdgeCommand,
  type EdgeEvent,
  type EdgePlan,
  type Verdict,
} from '../../src/sip/index.ts';

/** Whose address it is: what the gate would say. */
const WHO: Readonly<Record<string, Verdict>> = {
  '192.0.2.1': { kind: 'trunk', trunk: 'carrier' },
  '192.0.2.50': { kind: 'phone', phoneId: '1001' },
  '10.0.0.1': { kind: 'node', node: 'a' },
  '10.0.0.2': { kind: 'node', node: 'b' },
  '203.0.113.9': { kind: 'refuse', status: 403, headers: {}, why: 'a stranger' },
};

export const soundOf = (who: string, version = 1): string =>
  [
    'v=0',
    `o=${who} 77 ${version} IN IP4 192.0.2.99`,
    's=-',
    'c=IN IP4 192.0.2.99',
    't=0 0',
    `m=audio ${4000 + who.length * 2} RTP/AVP 8 101`,
    'a=sendrecv',
    '',
  ].join('\r\n');

type Kind = EdgeCommand['kind'];
type Wanted<K extends Kind> = Extract<EdgeCommand, { kind: K }>;

/** An edge with two nodes, "a" before "b", a carrier and a phone at two places. */
export class EdgeScene {
  readonly nodes = new Map([
    ['a', 0],
    ['b', 0],
  ]);
  /** Those that take new calls. */
  up = ['a', 'b'];
  readonly told: EdgeCommand[] = [];
  #ms = 0;
  readonly #edge;

  constructor() {
    const plan: EdgePlan = {
      gate: { judge: ({ asked }) => WHO[asked.source.address]! },
      nodes: {
        order: () => this.up,
        addressOf: (node) => `${node}.nodes:5060`,
        callBegan: (node) => this.nodes.set(node, this.nodes.get(node)! + 1),
        callEnded: (node) => this.nodes.set(node, this.nodes.get(node)! - 1),
      },
      phones: { targetsOf: (phoneId) => (phoneId === '1001' ? ['sip:one', 'sip:two'] : []) },
      trunks: new Map([['carrier', { host: 'sip.example.net', credentials: null }]]),
    };
    this.#edge = createEdge(plan, prngFrom(1), this.now);
  }

  get now() {
    return { monoMs: this.#ms, wallMs: this.#ms };
  }

  get visitsCount(): number {
    return this.#edge.visitsCount;
  }

  /** Hands in an event; returns what is wanted for it. */
  sees(event: EdgeEvent): readonly EdgeCommand[] {
    this.#ms += 1;
    const out: EdgeCommand[] = [];
    this.#edge.handle(event, out, this.now);
    this.told.push(...out);
    return out;
  }

  /** Somebody calls: by default a caller by the carrier. */
  calls(legId: string, more: { from?: string; dialled?: string; headers?: Record<string, string> } = {}) {
    const { from = '192.0.2.1', dialled = '200', headers = {} } = more;
    return this.sees({
      kind: 'callCame',
      legId,
      asked: {
        source: { address: from, port: 5060, transport: 'udp' },
        ...{ dialled, from: { user: '+7916', host: 'x', name: '' }, to: { user: dialled, host: 'x' } },
        ...{ uri: `sip:${dialled}@edge`, callId: legId, sequence: 1, headers },
      },
      sdp: soundOf('caller'),
    });
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
