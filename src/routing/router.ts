import { holds } from '../base/index.ts';
import { Line } from './line.ts';
import type { Skills } from './needs.ts';
import type { Bindings, Seat } from './seat.ts';
import { isEligible, isVisible, nextWakeMs } from './visibility.ts';
import type { Entering, WaitingCaller } from './waiting-caller.ts';

/**
 * After an offer that failed, the two are not brought together again for so long, if anybody else could
 * serve.
 */
const COOL_DOWN_MS = 60_000;
/**
 * A lone operator who declines would else be rung again in the same millisecond, for ever; so even a lone operator
 * is left in peace for this long.
 */
const REST_MS = 5_000;

/** A caller and the operator to ring for them. `rule`: how they were brought together, for the record. */
export type Match = {
  readonly caller: WaitingCaller;
  readonly operatorId: string;
  readonly rule: 'operator became free' | 'caller first in line';
  /** How long the operator had been idle, and how many free operators could have been rung. */
  readonly idleMs: number;
  readonly candidatesCount: number;
};

/**
 * Who takes the call. Holds the waiting callers and the operators' seats; decides when `match` is called, which must
 * be after every event that changed either. Times are monotonic milliseconds.
 */
export class Router {
  readonly #line = new Line();
  readonly #seats = new Map<string, Seat>();
  #seq = 0;
  #idleOrder = 0;
  /** Set since the last match: the one operator who became free, if nothing else happened. */
  #freedAlone: Seat | null = null;
  #changed = false;

  /** Adds an operator, or gives one other skills and queues. */
  seat(operatorId: string, skills: Skills, bindings: Bindings): void {
    const seat = this.#seats.get(operatorId);
    if (seat === undefined)
      this.#seats.set(operatorId, { operatorId, skills, bindings, signedIn: false, idle: null });
    else Object.assign(seat, { skills, bindings });
    this.#changes();
  }

  /** Takes an operator away. */
  unseat(operatorId: string): void {
    this.#seats.delete(operatorId);
    this.#changes();
  }

  /**
   * Tells whether the operator is signed in and can take a call. An idle operator who stays idle keeps their
   * turn.
   */
  setOperator(operatorId: string, signedIn: boolean, canTakeCall: boolean, nowMs: number): void {
    const seat = this.#seats.get(operatorId);
    holds(seat !== undefined, 'every operator on the roster has a seat in the router');
    // Signing out may end a cool-down (nobody else is left); signing in can only make one hold again.
    if (seat.signedIn && !signedIn) this.#changes();
    seat.signedIn = signedIn;
    if (!canTakeCall) {
      seat.idle = null;
      return;
    }
    if (seat.idle !== null) return;
    this.#idleOrder += 1;
    seat.idle = { order: this.#idleOrder, sinceMs: nowMs };
    if (this.#changed || this.#freedAlone !== null) this.#changes();
    else this.#freedAlone = seat;
  }

  /** The caller joins the line. */
  enter(entering: Entering, nowMs: number): WaitingCaller {
    holds(this.#line.find(entering.callId) === undefined, 'a caller stands in one line at a time');
    this.#seq += 1;
    const caller: WaitingCaller = {
      ...entering,
      seq: this.#seq,
      stagesBegun: 0,
      offeredTo: null,
      coolDowns: new Map(),
    };
    this.#begin(caller, nowMs);
    this.#line.join(caller);
    this.#changes();
    return caller;
  }

  /** The caller leaves the line for whatever reason; undefined when they were not in it. */
  leave(callId: string): WaitingCaller | undefined {
    return this.#line.leave(callId);
  }

  /**
   * The offer came to nothing: the caller keeps the place; the two are kept apart for a while if `coolDown`.
   */
  offerFailed(callId: string, operatorId: string, coolDown: boolean, nowMs: number): void {
    const caller = this.#line.find(callId);
    if (caller === undefined || caller.offeredTo !== operatorId) return;
    caller.offeredTo = null;
    if (coolDown) {
      caller.coolDowns.set(operatorId, { untilMs: nowMs + COOL_DOWN_MS, restUntilMs: nowMs + REST_MS });
    }
    this.#changes();
  }

  /** Time has passed for this caller: stages that are due begin. */
  wake(callId: string, nowMs: number): void {
    const caller = this.#line.find(callId);
    if (caller === undefined) return;
    this.#begin(caller, nowMs);
    this.#changes();
  }

  /** When this caller must be woken next; undefined when time alone changes nothing any more. */
  nextWakeMs(callId: string, nowMs: number): number | undefined {
    const caller = this.#line.find(callId);
    return caller === undefined ? undefined : nextWakeMs(caller, this.#seats.values(), nowMs);
  }

  /**
   * The next pair to bring together, or undefined when nobody waits whom somebody free could serve. The pair is
   * reserved: the caller is being offered, the operator is no longer idle. Call it until it gives nothing.
   */
  match(nowMs: number): Match | undefined {
    const freed = this.#freedAlone;
    this.#freedAlone = null;
    if (freed !== null && !this.#changed) return this.#matchFreed(freed, nowMs);
    if (!this.#changed) return undefined;
    const match = this.#matchFirst(nowMs);
    this.#changed = match !== undefined;
    return match;
  }

  /** Those waiting in this queue, in the order in which they are served. */
  waitingIn(queueId: string): readonly WaitingCaller[] {
    return this.#line.inOrder().filter((caller) => caller.queue.id === queueId);
  }

  countWaiting(queueId: string): number {
    return this.#line.countOf(queueId);
  }

  find(callId: string): WaitingCaller | undefined {
    return this.#line.find(callId);
  }

  /** Whether anybody who is signed in is bound to the queue. */
  isStaffed(queueId: string): boolean {
    return this.#seats.values().some((seat) => seat.signedIn && Object.hasOwn(seat.bindings, queueId));
  }

  /** Throws `Broken` when a free operator and a present caller whom they could serve stand side by side. */
  checkWorkConserving(nowMs: number): void {
    const idle = [...this.#seats.values()].filter((seat) => seat.idle !== null);
    if (idle.length === 0) return;
    const pair = this.#line.inOrder().find((caller) => {
      return caller.offeredTo === null && idle.some((seat) => this.#sees(caller, seat, nowMs));
    });
    holds(pair === undefined, 'nobody waits whom a free operator could serve');
  }

  /** Operators who could serve the caller at some time with what has begun: for people who ask why. */
  eligibleFor(callId: string): readonly string[] {
    const caller = this.#line.find(callId);
    if (caller === undefined) return [];
    return [...this.#seats.values()]
      .filter((seat) => isEligible(caller, seat))
      .map((seat) => seat.operatorId);
  }

  /** One operator became free: the caller least by (class, the operator's priority for the queue, key). */
  #matchFreed(seat: Seat, nowMs: number): Match | undefined {
    if (seat.idle === null) return undefined;
    let best: WaitingCaller | undefined;
    const priority = (caller: WaitingCaller): number => seat.bindings[caller.queue.id]!.priority;
    for (const caller of this.#line.inOrder()) {
      if (best !== undefined && caller.class > best.class) break;
      if (caller.offeredTo !== null || !this.#sees(caller, seat, nowMs)) continue;
      if (best === undefined || priority(caller) < priority(best)) best = caller;
    }
    return best && this.#reserve(best, seat, 'operator became free', 1, nowMs);
  }

  /** The first caller in the line whom somebody free could serve, and the operator chosen for them. */
  #matchFirst(nowMs: number): Match | undefined {
    const idle = [...this.#seats.values()].filter((seat) => seat.idle !== null);
    if (idle.length === 0) return undefined;
    for (const caller of this.#line.inOrder()) {
      if (caller.offeredTo !== null) continue;
      const visible = idle.filter((seat) => this.#sees(caller, seat, nowMs));
      const chosen = visible.reduce<Seat | undefined>(
        (a, b) => (a && goesFirst(caller, a, b) ? a : b),
        undefined,
      );
      if (chosen !== undefined)
        return this.#reserve(caller, chosen, 'caller first in line', visible.length, nowMs);
    }
    return undefined;
  }

  #reserve(
    caller: WaitingCaller,
    seat: Seat,
    rule: Match['rule'],
    candidatesCount: number,
    nowMs: number,
  ): Match {
    holds(
      seat.idle !== null && caller.offeredTo === null,
      'an offer brings a free operator and a present caller',
    );
    const idleMs = nowMs - seat.idle.sinceMs;
    seat.idle = null;
    caller.offeredTo = seat.operatorId;
    return { caller, operatorId: seat.operatorId, rule, idleMs, candidatesCount };
  }

  #sees(caller: WaitingCaller, seat: Seat, nowMs: number): boolean {
    return isVisible(caller, seat, this.#seats.values(), nowMs);
  }

  #begin(caller: WaitingCaller, nowMs: number): void {
    const due = caller.queue.stages.filter((stage) => nowMs - caller.enteredMs >= stage.afterMs).length;
    caller.stagesBegun = Math.max(caller.stagesBegun, due);
  }

  #changes(): void {
    this.#changed = true;
    this.#freedAlone = null;
  }
}

/** Among operators for one caller: the binding's priority, then who has been idle longest. */
function goesFirst(caller: WaitingCaller, a: Seat, b: Seat): boolean {
  const priority = (seat: Seat): number => seat.bindings[caller.queue.id]!.priority;
  return priority(a) - priority(b) < 0 || (priority(a) === priority(b) && a.idle!.order < b.idle!.order);
}
