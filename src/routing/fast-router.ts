import { callersIn, placeOf, seatedIn } from './core/asking.ts';
import { checkTables } from './core/checking.ts';
import type { Decision, OnDecision } from './core/deciding.ts';
import { estimated } from './core/estimating.ts';
import { hindrance } from './core/explaining.ts';
import { HANDLING_MS } from './core/queues.ts';
import { RouterCore } from './core/router-core.ts';
import type { Tables } from './core/tables.ts';
import type { Wish } from './core/waiting.ts';
import type { Needs } from './needs.ts';
import {
  CALLS,
  type Demand,
  type Entering,
  type Estimate,
  type Hindrance,
  type Match,
  type Place,
  type Profile,
  type Refusal,
  type RouterLimits,
  type Routing,
  type Standing,
} from './routing.ts';

const LIMITS: RouterLimits = {
  callersMax: 1_048_576,
  operatorsMax: 16_384,
  needsMax: 4_096,
  skillsMax: 2_048,
  queuesMax: 4_096,
};

/** Who takes the call, for a hundred thousand callers and ten thousand operators: the core with names. */
export class FastRouter implements Routing {
  readonly #core: RouterCore;
  readonly #tables: Tables;
  readonly #callers = new Map<string, number>();
  #ignored = 0;
  onEarlyStage: (callId: string) => void = () => {};
  #onMatch: (match: Match) => void = () => {};
  readonly #onDecision: OnDecision = (decision) => this.#onMatch(this.#named(decision));

  /** `seqFrom`: places get numbers from behind this one on; those that are given back keep theirs. */
  constructor({ seqFrom = 0, ...limits }: Partial<RouterLimits> & { readonly seqFrom?: number } = {}) {
    const onEarly = (caller: number): void => this.onEarlyStage(this.#tables.callers.idOf(caller));
    this.#core = new RouterCore({ ...LIMITS, ...limits }, seqFrom, onEarly);
    this.#tables = this.#core.tables;
  }

  seat(profile: Profile): Refusal | undefined {
    return this.#core.seat(profile);
  }

  unseat(operatorId: string): void {
    if (!this.#core.unseat(operatorId)) this.#ignored += 1;
  }

  tell(operatorId: string, standing: Standing, nowMs: number): void {
    const operator = this.#tables.operators.findSeated(operatorId);
    if (operator < 0) {
      this.#ignored += 1;
      return;
    }
    const { signedIn, free, load, freeAtMs } = standing;
    this.#core.tell(operator, signedIn, signedIn ? free : 0, load, freeAtMs ?? Number.NaN, nowMs);
  }

  noteHandled(operatorId: string, queueId: string, handledMs: number): void {
    const operator = this.#tables.operators.findSeated(operatorId);
    if (operator < 0) this.#ignored += 1;
    else this.#core.noteHandled(operator, queueId, handledMs);
  }

  enter(entering: Entering, nowMs: number): Place | Refusal | undefined {
    const { callId, lastOperatorId } = entering;
    if (this.#callers.has(callId)) {
      this.#ignored += 1;
      return undefined;
    }
    const { max } = this.#tables.callers;
    if (this.#callers.size >= max) return { full: 'callers', max };
    const demand = this.#core.know(entering);
    if ('full' in demand) return demand;
    const joining = {
      callId,
      demand,
      class: entering.class,
      boostMs: entering.boostMs,
      enteredMs: entering.enteredMs,
      kind: entering.kind ?? CALLS,
      stagesBegun: entering.stagesBegun ?? 0,
      seq: entering.seq ?? Number.NaN,
      lastOperator: lastOperatorId == null ? -1 : this.#tables.operators.findSeated(lastOperatorId),
    };
    const caller = this.#core.enter(joining, nowMs);
    this.#callers.set(callId, caller);
    return placeOf(this.#tables, caller);
  }

  leave(callId: string): boolean {
    const caller = this.#find(callId);
    if (caller < 0) return false;
    this.#callers.delete(callId);
    this.#core.leave(caller);
    return true;
  }

  offerFailed(callId: string, operatorId: string, coolDown: boolean, nowMs: number): void {
    const caller = this.#callers.get(callId) ?? -1;
    const operator = this.#tables.operators.slots.find(operatorId);
    const isKnown = caller >= 0 && operator >= 0;
    if (!isKnown || !this.#core.offerFailed(caller, operator, coolDown, nowMs)) this.#ignored += 1;
  }

  reprioritise(callId: string, wish: Wish): boolean {
    const caller = this.#find(callId);
    if (caller < 0) return false;
    this.#core.reprioritise(caller, wish);
    return true;
  }

  take(callId: string, operatorId: string, nowMs: number): Match | undefined {
    const caller = this.#find(callId);
    const operator = this.#tables.operators.findSeated(operatorId);
    if (caller < 0 || operator < 0 || !this.#tables.lines.isPresent(caller)) return undefined;
    const isIdle = this.#tables.operators.freeOf(operator) !== 0;
    const idleMs = isIdle ? nowMs - this.#tables.operators.turnSinceMsOf(operator) : 0;
    this.#core.take(caller, operator, nowMs);
    const who = { callId, operatorIds: [operatorId], candidatesCount: 1 };
    return { ...who, atMs: nowMs, rule: 'taken by name', idleMs };
  }

  move(callId: string, queue: Demand, stepNeeds: Needs, nowMs: number): boolean {
    const caller = this.#find(callId);
    if (caller < 0) return false;
    const moved = this.#core.move(caller, queue, stepNeeds, nowMs);
    if (!moved) this.#ignored += 1;
    return moved;
  }

  reload(queues: Iterable<Demand>, nowMs: number): void {
    this.#ignored += this.#core.reload(queues, nowMs);
  }

  nextDueMs(): number | undefined {
    const dueMs = this.#core.nextDueMs();
    return dueMs === Number.POSITIVE_INFINITY ? undefined : dueMs;
  }

  advance(nowMs: number, onMatch: (match: Match) => void, budget = Number.POSITIVE_INFINITY): boolean {
    this.#onMatch = onMatch;
    return this.#core.advance(nowMs, budget, this.#onDecision);
  }

  decide(nowMs: number, onMatch: (match: Match) => void): void {
    this.#onMatch = onMatch;
    this.#core.decide(nowMs, this.#onDecision);
  }

  find(callId: string): Place | undefined {
    const caller = this.#callers.get(callId);
    return caller === undefined ? undefined : placeOf(this.#tables, caller);
  }

  countWaiting(queueId: string): number {
    return this.#tables.queues.find(queueId)?.waiting ?? 0;
  }

  handlingMs(queueId: string): number {
    return this.#tables.queues.find(queueId)?.handlingMs ?? HANDLING_MS;
  }

  waitingIn(queueId: string): readonly string[] {
    return callersIn(this.#tables, queueId).map((caller) => this.#tables.callers.idOf(caller));
  }

  isStaffed(queueId: string): boolean {
    const bound = this.#tables.queues.find(queueId)?.bound;
    return bound !== undefined && this.#tables.operators.signedIn.meets(bound);
  }

  whyNot(callId: string, nowMs: number): readonly { readonly operatorId: string; readonly is: Hindrance }[] {
    const caller = this.#callers.get(callId);
    if (caller === undefined) return [];
    return seatedIn(this.#tables).map((operator) => ({
      operatorId: this.#tables.operators.idOf(operator),
      is: hindrance(this.#tables, caller, operator, nowMs),
    }));
  }

  estimate(callId: string, nowMs: number): Estimate | null {
    const caller = this.#callers.get(callId);
    if (caller === undefined) return null;
    const { callers, lines } = this.#tables;
    const line = callers.lineOf(caller);
    return estimated(this.#tables, nowMs, {
      demand: lines.demandOf(line),
      stagesBegun: lines.stageOf(line),
      enteredMs: callers.enteredMsOf(caller),
      class: callers.classOf(caller),
      startMs: callers.headStartMsOf(caller),
      seq: callers.seqOf(caller),
    });
  }

  estimateFor(entering: Omit<Entering, 'callId'>, nowMs: number): Estimate | null {
    const { queue, enteredMs } = entering;
    const demand = this.#core.know(entering);
    if ('full' in demand) return null;
    const kept = Math.min(entering.stagesBegun ?? 0, queue.stages.length);
    const due = queue.stages.filter(({ afterMs }) => enteredMs + afterMs <= nowMs).length;
    const begun = queue.stages.slice(kept, due);
    return estimated(this.#tables, nowMs, {
      demand,
      stagesBegun: Math.max(kept, due),
      enteredMs,
      class: begun.reduce((least, stage) => Math.min(least, stage.class ?? least), entering.class),
      startMs: enteredMs - entering.boostMs,
      seq: entering.seq ?? Number.POSITIVE_INFINITY,
    });
  }

  get counts(): { readonly waiting: number; readonly idle: number; readonly ignored: number } {
    return { waiting: this.#callers.size, idle: this.#tables.idle.count, ignored: this.#ignored };
  }

  check(nowMs: number): void {
    checkTables(this.#tables, nowMs);
  }

  /** The slot of somebody who must wait; −1, and counted, when nobody does by this id. */
  #find(callId: string): number {
    const caller = this.#callers.get(callId) ?? -1;
    if (caller < 0) this.#ignored += 1;
    return caller;
  }

  #named(decision: Decision): Match {
    const { operators, callers } = this.#tables;
    const operatorIds: string[] = [];
    for (let at = 0; at < decision.count; at += 1) operatorIds.push(operators.idOf(decision.operators[at]!));
    return {
      callId: callers.idOf(decision.caller),
      operatorIds,
      atMs: decision.atMs,
      rule: decision.isForFreed ? 'operator became free' : 'caller first in line',
      idleMs: decision.idleMs,
      candidatesCount: decision.candidatesCount,
    };
  }
}
