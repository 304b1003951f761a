import type { Now, Prng } from '../base/index.ts';
import type { EdgeCommand, EdgeTimerKey } from './edge-event.ts';
import type { EdgeParts } from './edge-parts.ts';
import { Refusals } from './refusals.ts';
import type { SipEvent } from './sip-edge.ts';
import { TrunkSignIns } from './trunk-sign-ins.ts';
import { busy } from './verdict.ts';
import type { Visit } from './visit.ts';

type Of<Kind extends SipEvent['kind']> = Extract<SipEvent, { kind: Kind }>;
export type CallCame = Of<'callCame'>;
export type RegisterCame = Of<'registerCame'>;
export type RequestCame = Of<'requestCame'>;

/** What the edge knows, and the way to say what it wants; its rules stand in files of their own. */
export class EdgeDesk {
  readonly parts: EdgeParts;
  readonly prng: Prng;
  readonly signIns: TrunkSignIns;
  readonly refusals: Refusals;
  readonly visits = new Map<string, Visit>();
  /** Leg → visit. */
  readonly visitOfLeg = new Map<string, Visit>();
  /** Visits of dead nodes whose turn is still to come. */
  readonly waitingForNode: Visit[] = [];
  now: Now;
  out: EdgeCommand[] = [];
  isServerThere = false;
  /** When the phones were looked at last; at the beginning they never were. */
  phonesSeenMs = Number.NEGATIVE_INFINITY;
  #generation = 0;

  constructor(parts: EdgeParts, prng: Prng, now: Now) {
    this.parts = parts;
    this.prng = prng;
    this.signIns = new TrunkSignIns(parts.trunks);
    this.refusals = new Refusals(now);
    this.now = now;
  }

  want(command: EdgeCommand): void {
    this.out.push(command);
  }

  /**
   * Starts one wait more; the one before of the same owner and purpose is none any more when its generation is not
   * kept.
   */
  startTimer(owner: string, purpose: EdgeTimerKey['purpose'], delayMs: number): number {
    this.#generation += 1;
    const generation = this.#generation;
    this.want({ kind: 'startTimer', key: { owner, purpose, generation }, delayMs });
    return generation;
  }

  /** Both sides are over for us: what is still told of them changes nothing. */
  forget(visit: Visit): void {
    this.visits.delete(visit.id);
    for (const { legId } of [visit.near, ...visit.far]) this.visitOfLeg.delete(legId);
    if (visit.node !== null) this.parts.nodes.callEnded(visit.node);
  }

  /** The 503 of a house that is full for the moment. */
  busy(id: string): void {
    const { status, headers, why } = busy('no_node', this.prng);
    this.refusals.note(why);
    this.want({ kind: 'refuse', id, status, headers });
  }
}
