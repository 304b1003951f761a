import { ANYBODY } from '../../src/routing/needs.ts';
import { CALLS, type Match, type Routing, type Standing } from '../../src/routing/routing.ts';
import { ChangesOfPart, justBefore } from './changes-of-part.ts';
import { type Event, type Policy, type State, WrongLine } from './request.ts';
import { QUEUE_ID, RingRules } from './ring-rules.ts';
import { Room } from './room.ts';

/** What of the router the protocol needs. */
export type Core = Pick<
  Routing,
  'seat' | 'tell' | 'enter' | 'leave' | 'offerFailed' | 'move' | 'advance' | 'decide' | 'find' | 'counts'
>;

/** Who was given to whom, and when that was decided. */
export type Assignment = readonly [callId: string, operatorId: string, atMs: number];

const BINDINGS = { [QUEUE_ID]: { priority: 1, delayMs: 0 } };
const AT_WORK: Standing = { signedIn: true, free: 0, load: 1, freeAtMs: null };
const STANDINGS: Readonly<Record<State, Standing>> = {
  idle: { signedIn: true, free: CALLS, load: 0, freeAtMs: null },
  busy: AT_WORK,
  away: { signedIn: true, free: 0, load: 0, freeAtMs: null },
  offline: { signedIn: false, free: 0, load: 0, freeAtMs: null },
};

/**
 * One run of the protocol, from `init` on. A caller who was given to an operator keeps the place in the router until
 * the operator's next state, or comes back to it by a reject: so an id is live for exactly as long as the router has
 * it.
 */
export class Session {
  readonly #core: Core;
  readonly #policy: Policy;
  readonly #rules: RingRules;
  readonly #changes = new ChangesOfPart();
  readonly #room: Room;
  /** Caller → operator, and back, of those who were brought together and not parted since. */
  readonly #given = new Map<string, string>();
  readonly #serves = new Map<string, string>();
  #nowMs = Number.NEGATIVE_INFINITY;
  #assignments: Assignment[] = [];

  constructor(core: Core, policy: Policy) {
    this.#core = core;
    this.#policy = policy;
    this.#rules = new RingRules(policy.pick);
    this.#room = new Room(this.#rules);
  }

  /** Throws `WrongLine` unless all of these can be handled one after the other. */
  check(events: readonly Event[]): void {
    let nowMs = this.#nowMs;
    for (const event of events) {
      if (event.t < nowMs)
        throw new WrongLine('TIME_WENT_BACK', `"t" is ${event.t}, and was ${nowMs} before`);
      nowMs = event.t;
      if (event.e === 'arrive') this.#checkPriority(event.prio);
    }
    this.#room.check(events);
  }

  /** A class of the router is a whole number of 32 bits; a head start may be any. */
  #checkPriority(prio: number): void {
    const { msPerPoint } = this.#policy;
    const fits = msPerPoint === null ? ((0 - prio) | 0) === 0 - prio : Number.isFinite(prio * msPerPoint);
    if (!fits) throw new WrongLine('OUT_OF_RANGE', `"prio" is ${prio}, which is out of range`);
  }

  /** What the event brings about, in order. It must have been checked. */
  handle(event: Event): readonly Assignment[] {
    this.#assignments = [];
    this.#passTime(event.t);
    this.#apply(event);
    this.#core.decide(event.t, this.#onMatch);
    return this.#assignments;
  }

  stats(): { readonly waiting: number; readonly idle: number } {
    const { waiting, idle } = this.#core.counts;
    return { waiting: waiting - this.#given.size, idle };
  }

  readonly #onMatch = ({ callId, operatorIds, atMs }: Match): void => {
    const operatorId = operatorIds[0]!;
    this.#assignments.push([callId, operatorId, atMs]);
    this.#given.set(callId, operatorId);
    this.#serves.set(operatorId, callId);
    this.#core.tell(operatorId, AT_WORK, atMs);
  };

  /**
   * Time goes on. Who changes to another part of their rings is moved the moment before it begins, so that the part
   * begins together with everything else that is due then.
   */
  #passTime(toMs: number): void {
    for (;;) {
      const change = this.#changes.take(toMs);
      if (change === undefined) break;
      const beforeMs = justBefore(change.dueMs);
      if (beforeMs > this.#nowMs) this.#advance(beforeMs);
      this.#core.move(change.callId, change.left[0]!.demand, ANYBODY, beforeMs);
      this.#core.decide(beforeMs, this.#onMatch);
      this.#changes.add(change.callId, change.enteredMs, change.left.slice(1));
    }
    this.#advance(toMs);
  }

  #advance(toMs: number): void {
    this.#core.advance(toMs, this.#onMatch);
    this.#nowMs = toMs;
  }

  #apply(event: Event): void {
    switch (event.e) {
      case 'agent':
        this.#room.seats(event.id, Object.keys(event.skills));
        this.#core.seat({ operatorId: event.id, skills: event.skills, bindings: BINDINGS });
        return;
      case 'state':
        if (this.#room.hasOperator(event.id)) this.#tell(event.id, event.s, event.t);
        return;
      case 'arrive':
        return this.#arrive(event);
      case 'abandon':
        if (!this.#given.has(event.id)) this.#leave(event.id);
        return;
      case 'reject':
        if (this.#given.get(event.id) === event.agent) this.#reject(event.id, event.agent, event.t);
        return;
      case 'tick':
        return;
    }
  }

  /** Whatever the operator says now, the last caller is over and done with. */
  #tell(operatorId: string, state: State, nowMs: number): void {
    const callId = this.#serves.get(operatorId);
    if (callId !== undefined) {
      this.#part(callId, operatorId);
      this.#leave(callId);
    }
    this.#core.tell(operatorId, STANDINGS[state], nowMs);
  }

  #arrive({ id, t, prio, rings }: Extract<Event, { e: 'arrive' }>): void {
    if (this.#core.find(id) !== undefined) return;
    const { msPerPoint } = this.#policy;
    const parts = this.#rules.partsOf(rings);
    const begun = parts.findLastIndex(({ fromMs }) => t + fromMs <= t);
    this.#core.enter(
      {
        callId: id,
        queue: parts[Math.max(begun, 0)]!.demand,
        stepNeeds: ANYBODY,
        class: msPerPoint === null ? 0 - prio : 0,
        boostMs: msPerPoint === null ? 0 : prio * msPerPoint,
        enteredMs: t,
      },
      t,
    );
    this.#room.takes(id, rings);
    this.#changes.add(id, t, parts.slice(Math.max(begun, 0) + 1));
  }

  #leave(callId: string): void {
    this.#changes.drop(callId);
    this.#room.gives(callId);
    this.#core.leave(callId);
  }

  #reject(callId: string, operatorId: string, nowMs: number): void {
    this.#part(callId, operatorId);
    this.#core.tell(operatorId, STANDINGS.away, nowMs);
    this.#core.offerFailed(callId, operatorId, false, nowMs);
  }

  #part(callId: string, operatorId: string): void {
    this.#given.delete(callId);
    this.#serves.delete(operatorId);
  }
}
