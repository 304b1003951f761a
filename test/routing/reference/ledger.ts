import { ANYBODY, type Needs } from '../../../src/routing/needs.ts';
import type {
  Demand,
  Entering,
  Match,
  Place,
  Profile,
  Routing,
  Standing,
} from '../../../src/routing/routing.ts';
import type { QueueMemory } from './choice.ts';
import { callerFrom, changeRules, classWith, inOrder, isExpected } from './line.ts';
import { type Caller, placeOf, type Seat } from './state.ts';
import { isKeptApart } from './visibility.ts';

const COOL_DOWN_MS = 60_000;
const REST_MS = 5_000;
/** How long a queue's calls take until one has been handled, and how much of the mean each new one makes up. */
const HANDLING_MS = 180_000;
const HANDLING_SHARE = 0.05;

type Events = Pick<
  Routing,
  | 'seat'
  | 'unseat'
  | 'tell'
  | 'noteHandled'
  | 'enter'
  | 'leave'
  | 'offerFailed'
  | 'reprioritise'
  | 'move'
  | 'take'
  | 'reload'
  | 'find'
  | 'countWaiting'
  | 'handlingMs'
  | 'waitingIn'
  | 'isStaffed'
  | 'counts'
>;

/** What has been told, in plain lists: who waits, who works, and whether anything could bring them together. */
export class Ledger implements Events {
  protected callers: Caller[] = [];
  protected seats: Seat[] = [];
  protected seq = 0;
  /** Since the last decision: operators who became free, and whether anything else could bring a pair together. */
  protected readonly freed = new Set<string>();
  protected changed = false;
  readonly #memories = new Map<string, QueueMemory>();
  readonly #handlingMs = new Map<string, number>();
  #seatNumber = 0;
  #turnOrder = 0;
  #ignored = 0;

  seat(profile: Profile): undefined {
    const known = this.seatOf(profile.operatorId);
    if (known === undefined) {
      this.#seatNumber += 1;
      this.seats.push({
        number: this.#seatNumber,
        profile,
        standing: { signedIn: false, free: 0, load: 0, freeAtMs: null },
        turn: null,
        handledCount: 0,
        signedInMs: 0,
        busyMs: 0,
        toldMs: 0,
      });
    } else known.profile = profile;
    this.changed = true;
  }

  unseat(operatorId: string): void {
    if (this.seatOf(operatorId) === undefined) return this.#ignore();
    this.seats = this.seats.filter((seat) => seat.profile.operatorId !== operatorId);
    for (const memory of this.#memories.values()) memory.current.delete(operatorId);
    for (const caller of this.callers) if (caller.sticky?.operatorId === operatorId) caller.sticky = null;
    this.changed = true;
  }

  tell(operatorId: string, told: Standing, nowMs: number): void {
    const seat = this.seatOf(operatorId);
    if (seat === undefined) return this.#ignore();
    const standing = { ...told, free: told.signedIn ? told.free : 0 };
    const apartBefore = this.#pairsKeptApart(nowMs);
    const before = seat.standing;
    this.#countTime(seat, nowMs);
    if (!before.signedIn && standing.signedIn) seat.handledCount = 0;
    seat.standing = standing;
    if (standing.free === 0) seat.turn = null;
    else if (before.free === 0) {
      this.#turnOrder += 1;
      seat.turn = { order: this.#turnOrder, sinceMs: nowMs };
      this.freed.add(operatorId);
    } else if ((standing.free & ~before.free) !== 0) this.changed = true;
    const apartNow = this.#pairsKeptApart(nowMs);
    if (apartBefore.some((pair) => !apartNow.includes(pair))) this.changed = true;
    this.#giveUpWaitingFor(seat, nowMs);
  }

  noteHandled(operatorId: string, queueId: string, handledMs: number): void {
    const seat = this.seatOf(operatorId);
    if (seat === undefined) return this.#ignore();
    seat.handledCount += 1;
    const beforeMs = this.handlingMs(queueId);
    this.#handlingMs.set(queueId, beforeMs + HANDLING_SHARE * (handledMs - beforeMs));
  }

  enter(entering: Entering, nowMs: number): Place | undefined {
    if (this.callerOf(entering.callId) !== undefined) return this.#ignore();
    const seq = entering.seq ?? this.seq + 1;
    this.seq = Math.max(this.seq, seq);
    const caller = callerFrom(entering, seq, this.seats, nowMs);
    this.callers.push(caller);
    this.changed = true;
    return placeOf(caller);
  }

  leave(callId: string): boolean {
    if (this.callerOf(callId) === undefined) return this.#ignoreAsFalse();
    this.callers = this.callers.filter((caller) => caller.callId !== callId);
    return true;
  }

  offerFailed(callId: string, operatorId: string, coolDown: boolean, nowMs: number): void {
    const caller = this.callerOf(callId);
    if (caller?.offeredTo.includes(operatorId) !== true) return this.#ignore();
    caller.offeredTo = caller.offeredTo.filter((id) => id !== operatorId);
    if (coolDown) {
      caller.coolDowns.set(operatorId, { restUntilMs: nowMs + REST_MS, untilMs: nowMs + COOL_DOWN_MS });
      if (caller.sticky?.operatorId === operatorId) caller.sticky = null;
    }
    this.changed = true;
  }

  reprioritise(callId: string, wish: { readonly class?: number; readonly boostMs?: number }): boolean {
    const caller = this.callerOf(callId);
    if (caller === undefined) return this.#ignoreAsFalse();
    if (wish.class !== undefined) caller.class = classWith(caller, wish.class);
    if (wish.boostMs !== undefined) caller.boostMs = wish.boostMs;
    this.changed = true;
    return true;
  }

  take(callId: string, operatorId: string, nowMs: number): Match | undefined {
    const caller = this.callerOf(callId);
    const seat = this.seatOf(operatorId);
    if (caller === undefined) return this.#ignore();
    if (seat === undefined || caller.offeredTo.length > 0) return undefined;
    const idleMs = seat.turn === null ? 0 : nowMs - seat.turn.sinceMs;
    seat.turn = null;
    seat.standing = { ...seat.standing, free: 0 };
    caller.offeredTo = [operatorId];
    caller.offersMade += 1;
    this.changed = true;
    const who = { callId, operatorIds: [operatorId], candidatesCount: 1 };
    return { ...who, atMs: nowMs, rule: 'taken by name', idleMs };
  }

  move(callId: string, queue: Demand, stepNeeds: Needs, nowMs: number): boolean {
    const caller = this.callerOf(callId);
    if (caller === undefined) return this.#ignoreAsFalse();
    caller.stepMust = ANYBODY;
    caller.stepNeeds = stepNeeds;
    caller.sticky = null;
    changeRules(caller, queue, 0, nowMs);
    this.changed = true;
    return true;
  }

  reload(queues: Iterable<Demand>, nowMs: number): void {
    for (const queue of queues) {
      for (const caller of this.callers) {
        if (caller.queue.id === queue.id) changeRules(caller, queue, caller.stagesBegun, nowMs);
      }
    }
    this.changed = true;
  }

  find(callId: string): Place | undefined {
    const caller = this.callerOf(callId);
    return caller && placeOf(caller);
  }

  countWaiting(queueId: string): number {
    return this.waitingIn(queueId).length;
  }

  waitingIn(queueId: string): readonly string[] {
    return inOrder(this.callers)
      .filter((caller) => caller.queue.id === queueId)
      .map((caller) => caller.callId);
  }

  isStaffed(queueId: string): boolean {
    return this.seats.some((seat) => seat.standing.signedIn && Object.hasOwn(seat.profile.bindings, queueId));
  }

  get counts(): { readonly waiting: number; readonly idle: number; readonly ignored: number } {
    const idle = this.seats.filter((seat) => seat.standing.free !== 0).length;
    return { waiting: this.callers.length, idle, ignored: this.#ignored };
  }

  /** S6a: waiting for an operator ends when they are not expected any more. */
  #giveUpWaitingFor(seat: Seat, nowMs: number): void {
    for (const caller of this.callers) {
      if (caller.sticky?.operatorId !== seat.profile.operatorId || caller.sticky.untilMs <= nowMs) continue;
      if (isExpected(caller, seat, caller.sticky.untilMs, nowMs)) continue;
      caller.sticky = null;
      this.changed = true;
    }
  }

  #pairsKeptApart(nowMs: number): readonly string[] {
    return this.callers.flatMap((caller) => {
      const apart = this.seats.filter((seat) => isKeptApart(caller, seat, this.seats, nowMs));
      return apart.map((seat) => JSON.stringify([caller.callId, seat.profile.operatorId]));
    });
  }

  #countTime(seat: Seat, nowMs: number): void {
    const { signedIn, load } = seat.standing;
    if (signedIn) seat.signedInMs += nowMs - seat.toldMs;
    if (signedIn && load > 0) seat.busyMs += nowMs - seat.toldMs;
    seat.toldMs = nowMs;
  }

  handlingMs(queueId: string): number {
    return this.#handlingMs.get(queueId) ?? HANDLING_MS;
  }

  protected memoryOf(queueId: string): QueueMemory {
    const memory = this.#memories.get(queueId) ?? { rangLast: 0, current: new Map() };
    this.#memories.set(queueId, memory);
    return memory;
  }

  protected seatOf(operatorId: string): Seat | undefined {
    return this.seats.find((seat) => seat.profile.operatorId === operatorId);
  }

  protected callerOf(callId: string): Caller | undefined {
    return this.callers.find((caller) => caller.callId === callId);
  }

  #ignore(): undefined {
    this.#ignored += 1;
  }

  #ignoreAsFalse(): false {
    this.#ignored += 1;
    return false;
  }
}
