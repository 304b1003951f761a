import { ANYBODY, type Needs } from '../needs.ts';
import type { Demand } from '../routing.ts';
import { COOL_DOWN, OFFER, STICKY } from './bonds.ts';
import type { KnownDemand } from './demands.ts';
import type { Seating } from './seating.ts';
import type { Standing } from './standing.ts';
import type { Tables } from './tables.ts';

/** Who joins the line, with everything found already. */
export type Joining = {
  readonly callId: string;
  readonly demand: KnownDemand;
  readonly class: number;
  readonly boostMs: number;
  readonly enteredMs: number;
  readonly kind: number;
  readonly stagesBegun: number;
  /** Not a number: the next in order. */
  readonly seq: number;
  /** −1: nobody. */
  readonly lastOperator: number;
};

/** What a supervisor may change of a caller's key. */
export type Wish = { readonly class?: number; readonly boostMs?: number };

/** What happens to waiting callers, time aside. */
export class Waiting {
  readonly #tables: Tables;
  readonly #standing: Standing;
  readonly #seating: Seating;
  #seq: number;

  constructor(tables: Tables, standing: Standing, seating: Seating, seqFrom: number) {
    this.#seq = seqFrom;
    this.#tables = tables;
    this.#standing = standing;
    this.#seating = seating;
  }

  /** The caller's slot; −1: the table is full. */
  enter(joining: Joining, nowMs: number): number {
    const { callers, idle, changes } = this.#tables;
    const { demand } = joining;
    const caller = callers.take(joining.callId);
    if (caller < 0) return -1;
    const seq = Number.isNaN(joining.seq) ? this.#seq + 1 : joining.seq;
    this.#seq = Math.max(this.#seq, seq);
    callers.setKey(caller, joining.class, joining.enteredMs, joining.boostMs, seq);
    const kept = Math.min(joining.stagesBegun, demand.stageCount);
    const stage = this.#standing.ripen(caller, demand, kept, nowMs);
    this.#standing.put(caller, demand, stage, idle.kindNumber(joining.kind), true);
    changes.doubtStaff(demand);
    if (joining.lastOperator >= 0) this.#waitFor(caller, joining, nowMs);
    return caller;
  }

  leave(caller: number): void {
    const { lines, callers } = this.#tables;
    for (let bond = callers.bondOf(caller); bond >= 0; bond = callers.bondOf(caller))
      this.#tables.untie(bond);
    lines.leave(caller);
    callers.release(caller);
  }

  /** False when this operator was not being rung for the caller. */
  offerFailed(caller: number, operator: number, coolDown: boolean, nowMs: number): boolean {
    const { bonds, lines, changes } = this.#tables;
    const offer = bonds.find(caller, operator, OFFER);
    if (offer < 0) return false;
    if (coolDown) {
      bonds.cool(caller, operator, nowMs);
      const sticky = bonds.find(caller, operator, STICKY);
      if (sticky >= 0) this.#tables.untie(sticky);
    }
    this.#tables.untie(offer);
    changes.changed = true;
    if (bonds.firstOfKind(caller, OFFER) >= 0) return true;
    lines.stepForward(caller);
    this.#tables.hasJoined(caller);
    return true;
  }

  /** The key becomes what it would have been with these from the start; stages begun keep their say. */
  reprioritise(caller: number, wish: Wish): void {
    const { callers, lines, changes } = this.#tables;
    const line = callers.lineOf(caller);
    const begun = lines.demandOf(line).rules.stages.slice(0, lines.stageOf(line));
    const wished =
      wish.class === undefined
        ? callers.classOf(caller)
        : begun.reduce((least, stage) => Math.min(least, stage.class ?? least), wish.class);
    const boostMs = wish.boostMs ?? callers.boostMsOf(caller);
    const isPresent = lines.isPresent(caller);
    if (isPresent) lines.stepAside(caller);
    callers.setKey(caller, wished, callers.enteredMsOf(caller), boostMs, callers.seqOf(caller));
    if (isPresent) lines.stepForward(caller);
    changes.changed = true;
  }

  /** The caller, who is present, and the operator are reserved for each other, as by a decision. */
  take(caller: number, operator: number, nowMs: number): void {
    const { callers, lines, bonds, idle, changes } = this.#tables;
    lines.stepAside(caller);
    callers.countOffer(caller);
    bonds.tie(caller, operator, OFFER, Number.POSITIVE_INFINITY);
    idle.put(operator, 0, nowMs);
    changes.changed = true;
  }

  /** False when the table of demands is full. */
  move(caller: number, queue: Demand, stepNeeds: Needs, nowMs: number): boolean {
    const { callers, lines, demands, bonds, changes } = this.#tables;
    const { keepsNeeds } = lines.demandOf(callers.lineOf(caller));
    const demand = demands.know(queue, stepNeeds, keepsNeeds, ANYBODY);
    if ('full' in demand) return false;
    const sticky = bonds.firstOfKind(caller, STICKY);
    if (sticky >= 0) this.#tables.untie(sticky);
    this.#standing.changeRules(caller, demand, 0, nowMs);
    changes.changed = true;
    return true;
  }

  /** Returns for how many demands there was no room: who waits with them keeps the rules. */
  reload(queue: Demand, nowMs: number): number {
    const { queues, demands, lines } = this.#tables;
    let refused = 0;
    for (const old of [...(queues.find(queue.id)?.demands ?? [])]) {
      if (old.callers === 0) continue;
      const demand = demands.know(queue, old.stepNeeds, old.keepsNeeds, old.stepMust);
      if ('full' in demand) {
        refused += 1;
        continue;
      }
      if (demand === old) continue;
      for (const line of [...old.lines.values()]) {
        const stagesBegun = lines.stageOf(line);
        for (let caller = lines.eldestOf(line); caller >= 0; caller = lines.eldestOf(line)) {
          this.#standing.changeRules(caller, demand, stagesBegun, nowMs);
        }
      }
    }
    return refused;
  }

  /** A time-dependent bond has come to its next moment. */
  ripenBond(bond: number, nowMs: number): void {
    const { bonds } = this.#tables;
    const caller = bonds.callerOf(bond);
    if (bonds.untilMsOf(bond) <= nowMs) this.#tables.untie(bond);
    else if (bonds.kindOf(bond) === COOL_DOWN) bonds.due.put(bond, bonds.untilMsOf(bond));
    this.#tables.lookAgainAt(caller);
  }

  /** For some seconds the caller is kept for the operator whom they talked with last. (routing rules S6a) */
  #waitFor(caller: number, { demand, enteredMs, kind, lastOperator }: Joining, nowMs: number): void {
    const untilMs = enteredMs + demand.rules.stickyMs;
    if (nowMs >= untilMs || !this.#tables.isEligible(caller, lastOperator)) return;
    if (!this.#seating.isExpected(lastOperator, kind, untilMs)) return;
    this.#tables.bonds.tie(caller, lastOperator, STICKY, untilMs);
    this.#tables.lines.noteBond(caller);
  }
}
