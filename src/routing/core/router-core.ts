import { ANYBODY, type Needs } from '../needs.ts';
import type { Demand, Entering, Profile, Refusal, RouterLimits } from '../routing.ts';
import { Choosing } from './choosing.ts';
import { Deciding, type OnDecision } from './deciding.ts';
import type { KnownDemand } from './demands.ts';
import { HANDLING_SHARE } from './queues.ts';
import { Rows } from './rows.ts';
import { Seating } from './seating.ts';
import { Standing } from './standing.ts';
import { Tables } from './tables.ts';
import { type Joining, Waiting, type Wish } from './waiting.ts';

/** What decides who may serve a caller: the queue, and what the flow's step adds. */
type Asked = Pick<Entering, 'queue' | 'stepNeeds' | 'keepsNeeds' | 'stepMust'>;

const NEVER = Number.POSITIVE_INFINITY;
/** More steps than anything takes; being an integer it is handed on without garbage, unlike `Infinity`. */
const UNLIMITED = 0x3fff_ffff;

/**
 * The router without names of calls: callers and operators are small integers, and nothing is allocated on
 * the way from an event to its decisions. Events are as in `Routing`; unknown slots must not be given.
 */
export class RouterCore {
  readonly tables: Tables;
  readonly #seating: Seating;
  readonly #waiting: Waiting;
  readonly #standing: Standing;
  readonly #deciding: Deciding;
  /** The moment whose changes are being applied or decided upon; `NEVER`: none is half done. */
  #instantMs = NEVER;

  /** `onEarly` is told of each caller for whom a stage begins before its time. */
  constructor(limits: RouterLimits, seqFrom = 0, onEarly: (caller: number) => void = () => {}) {
    this.tables = new Tables(limits);
    this.#standing = new Standing(this.tables, onEarly);
    this.#seating = new Seating(this.tables, new Rows(this.tables, this.#standing));
    this.#waiting = new Waiting(this.tables, this.#standing, this.#seating, seqFrom);
    this.#deciding = new Deciding(this.tables, new Choosing(this.tables), this.#standing);
  }

  seat(profile: Profile): Refusal | undefined {
    return this.#seating.seat(profile);
  }

  /** False: nobody of this id has a seat. */
  unseat(operatorId: string): boolean {
    return this.#seating.unseat(operatorId);
  }

  /** `freeAtMs` is not a number where it is not known. */
  tell(
    operator: number,
    signedIn: boolean,
    free: number,
    load: number,
    freeAtMs: number,
    nowMs: number,
  ): void {
    this.#at(nowMs);
    this.#seating.tell(operator, signedIn, free, load, freeAtMs, nowMs);
  }

  /** Counts a call for the operator, and into the queue's mean handling time. */
  noteHandled(operator: number, queueId: string, handledMs: number): void {
    const { operators, queues } = this.tables;
    operators.countHandled(operator);
    const known = queues.find(queueId);
    if (known === undefined && !queues.hasRoomFor([queueId])) return;
    const queue = known ?? queues.take(queueId);
    queue.handlingMs += HANDLING_SHARE * (handledMs - queue.handlingMs);
  }

  know({ queue, stepNeeds, keepsNeeds = false, stepMust = ANYBODY }: Asked): KnownDemand | Refusal {
    return this.tables.demands.know(queue, stepNeeds, keepsNeeds, stepMust);
  }

  /** The caller's slot; −1: the table is full. */
  enter(joining: Joining, nowMs: number): number {
    this.#at(nowMs);
    return this.#waiting.enter(joining, nowMs);
  }

  leave(caller: number): void {
    this.#waiting.leave(caller);
  }

  /** False when this operator was not being rung for the caller. */
  offerFailed(caller: number, operator: number, coolDown: boolean, nowMs: number): boolean {
    this.#at(nowMs);
    return this.#waiting.offerFailed(caller, operator, coolDown, nowMs);
  }

  reprioritise(caller: number, wish: Wish): void {
    this.#waiting.reprioritise(caller, wish);
  }

  take(caller: number, operator: number, nowMs: number): void {
    this.#at(nowMs);
    this.#waiting.take(caller, operator, nowMs);
  }

  /** False when there is no room for what the caller would wait for. */
  move(caller: number, queue: Demand, stepNeeds: Needs, nowMs: number): boolean {
    this.#at(nowMs);
    return this.#waiting.move(caller, queue, stepNeeds, nowMs);
  }

  /** Returns how many demands there was no room for. */
  reload(queues: Iterable<Demand>, nowMs: number): number {
    this.#at(nowMs);
    this.tables.changes.changed = true;
    let refused = 0;
    for (const queue of queues) refused += this.#waiting.reload(queue, nowMs);
    return refused;
  }

  /** `Infinity`: never. */
  nextDueMs(): number {
    if (this.#instantMs !== NEVER) return this.#instantMs;
    return Math.min(this.tables.lines.due.firstMs, this.tables.bonds.due.firstMs);
  }

  advance(nowMs: number, budget: number, onDecision: OnDecision): boolean {
    let left = Math.min(budget, UNLIMITED);
    for (let instantMs = this.nextDueMs(); instantMs <= nowMs; instantMs = this.nextDueMs()) {
      this.#instantMs = instantMs;
      this.#at(instantMs);
      left = this.#ripen(instantMs, left);
      if (left >= 0) left = this.#deciding.serveFirst(instantMs, left, onDecision);
      if (left < 0) return false;
      this.#instantMs = NEVER;
    }
    this.#at(nowMs);
    return true;
  }

  decide(nowMs: number, onDecision: OnDecision): void {
    this.#at(nowMs);
    this.#deciding.decide(nowMs, onDecision);
  }

  /**
   * Applies all that is due by this moment; returns what is left of the budget, below 0: it was not enough.
   */
  #ripen(instantMs: number, budget: number): number {
    const { lines, bonds } = this.tables;
    let left = budget;
    while (lines.due.firstMs <= instantMs) {
      left -= 1;
      if (left < 0) return left;
      this.#standing.moveOn(lines.eldestOf(lines.due.first), false, instantMs);
    }
    while (bonds.due.firstMs <= instantMs) {
      left -= 1;
      if (left < 0) return left;
      this.#waiting.ripenBond(bonds.due.first, instantMs);
    }
    return left;
  }

  #at(nowMs: number): void {
    if (nowMs > this.tables.nowMs) this.tables.nowMs = nowMs;
  }
}
