import { Agenda } from './agenda.ts';
import { OFFER } from './bonds.ts';
import { NOBODY } from './changes.ts';
import type { Choosing } from './choosing.ts';
import { Seeing } from './seeing.ts';
import type { Standing } from './standing.ts';
import type { Tables } from './tables.ts';

/** A decision in slots; the same object every time, to be read at once. */
export type Decision = {
  caller: number;
  /** The first `count` are rung. */
  operators: Int32Array;
  count: number;
  atMs: number;
  /** Whether it was an operator becoming free that led to it. */
  isForFreed: boolean;
  idleMs: number;
  candidatesCount: number;
};

export type OnDecision = (decision: Decision) => void;

/** The stamp of an entry of the agenda that is only a lower bound. */
const STALE = -1;

/** To look at so many candidates is as much work as one step of any other kind. */
const CANDIDATES_PER_STEP = 64;

/** Brings callers and operators together, until nobody is left who may meet. (routing rules S5, S6) */
export class Deciding {
  readonly #tables: Tables;
  readonly #choosing: Choosing;
  readonly #seeing: Seeing;
  readonly #standing: Standing;
  readonly #agenda: Agenda;
  /** Grows with every change: what was found out before may no longer be so. */
  #stamp = 0;
  readonly #decision: Decision;

  constructor(tables: Tables, choosing: Choosing, standing: Standing) {
    this.#tables = tables;
    this.#choosing = choosing;
    this.#seeing = new Seeing(tables);
    this.#standing = standing;
    this.#agenda = new Agenda(tables.callers);
    this.#decision = {
      caller: 0,
      operators: choosing.chosen,
      count: 0,
      atMs: 0,
      isForFreed: false,
      idleMs: 0,
      candidatesCount: 0,
    };
  }

  decide(nowMs: number, onDecision: OnDecision): void {
    const { changes } = this.#tables;
    for (;;) {
      this.skipUnstaffed(nowMs);
      const freed = changes.changed ? NOBODY : changes.freedAlone;
      if (freed < 0) break;
      changes.freedAlone = NOBODY;
      changes.operators.clear();
      this.#serveFreed(freed, nowMs, onDecision);
    }
    if (changes.changed || changes.freedAlone !== NOBODY) {
      this.serveFirst(nowMs, Number.POSITIVE_INFINITY, onDecision);
    }
  }

  /**
   * S6: the first caller whom anybody free could serve, again and again. Returns what is left of the
   * budget; below 0: it goes on next time.
   */
  serveFirst(nowMs: number, budget: number, onDecision: OnDecision): number {
    const agenda = this.#agenda;
    const { lines, callers, operators } = this.#tables;
    let left = budget;
    for (;;) {
      this.skipUnstaffed(nowMs);
      this.#gather(nowMs);
      if (agenda.size === 0) break;
      left -= 1;
      if (left < 0) return left;
      const { caller, operator } = agenda;
      const actual = agenda.stamp === this.#stamp ? caller : this.#actual(caller, operator, nowMs);
      agenda.drop();
      if (actual === caller) {
        this.#choosing.choose(caller, NOBODY, nowMs);
        left -= Math.floor(this.#choosing.candidatesCount / CANDIDATES_PER_STEP);
        this.#bringTogether(caller, false, nowMs, onDecision);
        if (operator === NOBODY) agenda.put(lines.byKey.first(callers.lineOf(caller)), NOBODY, STALE);
        else if (operators.freeOf(operator) !== 0) agenda.put(caller, operator, STALE);
      } else agenda.put(actual, operator, this.#stamp);
    }
    this.#tables.changes.settle();
    return Math.max(0, left);
  }

  /** Where nobody who is signed in is allowed, the next stage begins at once. (routing rules S4) */
  skipUnstaffed(nowMs: number): void {
    const { changes, lines, operators } = this.#tables;
    for (let demand = changes.unstaffed.pop(); demand !== undefined; demand = changes.unstaffed.pop()) {
      for (let stage = 0; stage < demand.stageCount; stage += 1) {
        if (operators.signedIn.meets(demand.eligible[stage]!)) break;
        for (const line of [...demand.lines.values()]) {
          if (lines.stageOf(line) !== stage) continue;
          for (let caller = lines.eldestOf(line); caller >= 0; caller = lines.eldestOf(line)) {
            this.#standing.moveOn(caller, true, nowMs);
            changes.changed = true;
          }
          this.#agenda.reorder();
        }
      }
    }
  }

  /** Who really is the first that an entry of the agenda stands for; `NOBODY`: nobody is any more. */
  #actual(caller: number, operator: number, nowMs: number): number {
    if (operator !== NOBODY) return this.#seeing.firstFor(operator, false, nowMs);
    const { callers } = this.#tables;
    return this.#firstToServe(callers.lineOf(caller), nowMs);
  }

  /** S5: the least caller by (class, the binding's priority, key) of those whom the operator sees. */
  #serveFreed(operator: number, nowMs: number, onDecision: OnDecision): void {
    const caller = this.#seeing.firstFor(operator, true, nowMs);
    if (caller === NOBODY) return;
    this.#choosing.choose(caller, operator, nowMs);
    this.#bringTogether(caller, true, nowMs, onDecision);
  }

  /** The first in the line whom anybody free could serve; −1: none. */
  #firstToServe(line: number, nowMs: number): number {
    const { lines, callers } = this.#tables;
    if (!this.#hasFree(line)) return -1;
    let caller = lines.byKey.first(line);
    while (caller >= 0 && callers.bondOf(caller) >= 0 && !this.#choosing.hasAny(caller, nowMs)) {
      caller = lines.byKey.next(caller);
    }
    return caller;
  }

  #hasFree(line: number): boolean {
    const { lines, idle } = this.#tables;
    return idle.ofKind(lines.kindNumberOf(line)).meets(lines.viewOf(line));
  }

  /** Puts on the agenda who may be served since something changed. */
  #gather(nowMs: number): void {
    const { changes, lines } = this.#tables;
    if (changes.operators.size > 0 || changes.lines.size > 0) this.#stamp += 1;
    for (let operator = changes.operators.pop(); operator >= 0; operator = changes.operators.pop()) {
      this.#agenda.put(this.#seeing.firstFor(operator, false, nowMs), operator, this.#stamp);
    }
    for (let line = changes.popLine(); line >= 0; line = changes.popLine()) {
      const first = lines.byKey.first(line);
      if (first >= 0 && this.#hasFree(line)) this.#agenda.put(first, NOBODY, STALE);
    }
  }

  /** Reserves the chosen operators for the caller, and says so. */
  #bringTogether(caller: number, isForFreed: boolean, nowMs: number, onDecision: OnDecision): void {
    const { lines, callers, operators, idle, bonds } = this.#tables;
    const { chosen, chosenCount, candidatesCount } = this.#choosing;
    const decision = this.#decision;
    this.#stamp += 1;
    decision.caller = caller;
    decision.count = chosenCount;
    decision.atMs = nowMs;
    decision.isForFreed = isForFreed;
    decision.idleMs = nowMs - operators.turnSinceMsOf(chosen[0]!);
    decision.candidatesCount = candidatesCount;
    lines.stepAside(caller);
    callers.countOffer(caller);
    for (let at = 0; at < chosenCount; at += 1) {
      bonds.tie(caller, chosen[at]!, OFFER, Number.POSITIVE_INFINITY);
      idle.put(chosen[at]!, 0, nowMs);
    }
    onDecision(decision);
  }
}
