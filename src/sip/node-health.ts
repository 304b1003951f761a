import type { Now } from '../base/index.ts';
import type { SipCommand, SipEvent } from './sip-edge.ts';

/**
 * `up`: takes calls. `suspect`: new calls go elsewhere, those that are there stay. `dead`: its callers go on at another
 * node.
 */
export type NodeState = 'up' | 'suspect' | 'dead';

/** Told once at each change; `why` is a sentence for the log. */
export type NodeChange = {
  readonly kind: 'nodeUp' | 'nodeSuspect' | 'nodeDead';
  readonly node: string;
  readonly why: string;
};

/** The second witness: Cordboard's event socket to a node. `ageMs`: how long ago it was said. */
export type SocketReport = { readonly socket: 'up' | 'lost'; readonly ageMs: number };

type Ping = Extract<SipCommand, { kind: 'ping' }>;
type Pinged = Extract<SipEvent, { kind: 'pinged' }>;

const EVERY_MS = 500;
const PING_MS_MAX = 1_000;
/** New calls go elsewhere; it costs nothing when it was a mistake. */
const SUSPECT_MISSES = 2;
/** With a second witness that has lost the node as well. */
const DEAD_MISSES = 3;
/** When there is no second witness. */
const DEAD_ALONE_MISSES = 6;
/** A witness that says nothing for so long is silent. */
const SILENT_MS = 5_000;
/** A node that comes back must answer so often without a gap: it does not come and go with each packet. */
const UP_ANSWERS = 3;
/** What is told so much later than its limit was held up here, and says nothing about the node. */
const LATE_MS = 500;
/** A ping of which nothing is heard for so long was lost with the server. */
const LOST_MS = 5_000;

const CHANGES = { up: 'nodeUp', suspect: 'nodeSuspect', dead: 'nodeDead' } as const;

/**
 * Whether one node lives: its answers to OPTIONS, and Cordboard's socket to it as the second witness. A node that is
 * taken for dead loses its calls, so that never rests on one witness alone, unless the other one is silent. A node
 * that answers lives, whatever the witness says; but while Cordboard cannot hear it, new calls are better off
 * elsewhere.
 */
export class NodeHealth {
  readonly #node: string;
  readonly #uri: string;
  #state: NodeState = 'suspect';
  /** Without any answer, and without a good one: in a row. */
  #misses = 0;
  #refusals = 0;
  /** Good answers to questions that followed each other. */
  #answers = 0;
  /** At the beginning nothing speaks against it: its first answer is enough. */
  #answersNeeded = 1;
  #count = 0;
  /** The last question that was answered. */
  #answeredCount = 0;
  #askedMs = Number.NEGATIVE_INFINITY;
  readonly #asked = new Map<string, { readonly count: number; readonly atMs: number }>();
  #socket: SocketReport['socket'] | null = null;
  /** When the witness has last said something, at first since when it is listened for. */
  #heardMs: number;

  constructor(node: string, uri: string, { monoMs }: Now) {
    this.#node = node;
    this.#uri = uri;
    this.#heardMs = monoMs;
  }

  get state(): NodeState {
    return this.#state;
  }

  /** The next question, when it is time for it. */
  pingDue({ monoMs }: Now): Ping | null {
    if (monoMs - this.#askedMs < EVERY_MS) return null;
    this.#askedMs = monoMs;
    for (const [pingId, { atMs }] of this.#asked) if (monoMs - atMs >= LOST_MS) this.#asked.delete(pingId);
    this.#count += 1;
    const pingId = `node-${this.#node}-${this.#count}`;
    this.#asked.set(pingId, { count: this.#count, atMs: monoMs });
    return { kind: 'ping', pingId, uri: this.#uri, withinMs: PING_MS_MAX };
  }

  /** What became of a question; one of another node changes nothing. */
  pinged({ pingId, status }: Pick<Pinged, 'pingId' | 'status'>, now: Now): NodeChange | null {
    const asked = this.#asked.get(pingId);
    if (asked === undefined) return null;
    this.#asked.delete(pingId);
    if (status !== null && status !== 408) {
      this.#answered(asked.count, status);
      return this.#judge(now);
    }
    const isLate = now.monoMs - asked.atMs > PING_MS_MAX + LATE_MS;
    // A later one was answered meanwhile: what was lost is a packet.
    if (isLate || asked.count < this.#answeredCount) return null;
    this.#misses += 1;
    this.#refusals += 1;
    this.#answers = 0;
    return this.#judge(now);
  }

  witnessed({ socket, ageMs }: SocketReport, now: Now): NodeChange | null {
    const heardMs = now.monoMs - Math.max(0, ageMs);
    // An older report than the last one is no news.
    if (heardMs < this.#heardMs) return null;
    this.#heardMs = heardMs;
    this.#socket = socket;
    return this.#judge(now);
  }

  /** The SIP server is gone: that nothing is answered says nothing about the node. */
  forgetPings(): void {
    this.#asked.clear();
  }

  /** A 5xx is the answer of a node that lives and takes no calls: it is starting, stopping, or has too much to do. */
  #answered(count: number, status: number): void {
    const isNext = count === this.#answeredCount + 1;
    this.#answeredCount = Math.max(this.#answeredCount, count);
    this.#misses = 0;
    this.#refusals = status >= 500 ? this.#refusals + 1 : 0;
    if (status >= 500) this.#answers = 0;
    else this.#answers = isNext ? this.#answers + 1 : 1;
  }

  #judge({ monoMs }: Now): NodeChange | null {
    const isSilent = monoMs - this.#heardMs > SILENT_MS;
    const isLost = this.#socket === 'lost' && !isSilent;
    if (this.#state !== 'dead') {
      if (isLost && this.#misses >= DEAD_MISSES)
        return this.#become('dead', 'it does not answer, and Cordboard has lost its events as well');
      if (isSilent && this.#misses >= DEAD_ALONE_MISSES)
        return this.#become('dead', 'it does not answer, and nobody else can say whether it lives');
    }
    if (this.#state === 'up' && this.#refusals >= SUSPECT_MISSES)
      return this.#become(
        'suspect',
        this.#misses > 0 ? 'it does not answer' : 'it says that it takes no calls',
      );
    if (this.#state === 'up' && isLost) return this.#become('suspect', 'Cordboard has lost its events');
    if (this.#state === 'up' || isLost || this.#answers < this.#answersNeeded) return null;
    return this.#become('up', 'it answers');
  }

  #become(state: NodeState, why: string): NodeChange {
    this.#state = state;
    this.#answers = 0;
    this.#answersNeeded = UP_ANSWERS;
    return { kind: CHANGES[state], node: this.#node, why };
  }
}
