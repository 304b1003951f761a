import type { RouterLimits } from '../routing.ts';
import { Bonds, COOL_DOWN, STICKY } from './bonds.ts';
import { Callers } from './callers.ts';
import { Changes } from './changes.ts';
import { Demands } from './demands.ts';
import { Idle } from './idle.ts';
import { Lines } from './lines.ts';
import { Operators } from './operators.ts';
import { Queues } from './queues.ts';
import { SkillTable } from './skills.ts';

/** All that the router knows, and the questions that concern several tables at once. */
export class Tables {
  readonly callers: Callers;
  readonly operators: Operators;
  readonly idle: Idle;
  readonly bonds: Bonds;
  readonly skills: SkillTable;
  readonly queues: Queues;
  readonly demands: Demands;
  readonly lines: Lines;
  readonly changes = new Changes();
  /** The latest moment that was told of. */
  nowMs = Number.NEGATIVE_INFINITY;

  constructor(limits: RouterLimits) {
    this.callers = new Callers(limits.callersMax);
    this.operators = new Operators(limits.operatorsMax);
    this.idle = new Idle(this.operators);
    this.bonds = new Bonds(this.callers, limits.operatorsMax);
    this.skills = new SkillTable(limits.skillsMax);
    this.lines = new Lines(this.callers, this.operators, this.idle);
    this.queues = new Queues(limits.queuesMax, limits.operatorsMax, (queue) => {
      for (const demand of queue.demands) this.demands.forget(demand);
    });
    this.demands = new Demands(limits.needsMax, this, (demand) => this.lines.dropAll(demand));
  }

  /** Whether the operator could be rung for the caller at any time with what has begun. */
  isEligible(caller: number, operator: number): boolean {
    return this.lines.eligibleFor(this.callers.lineOf(caller)).has(operator);
  }

  /** Whether there is nothing between the two that hides them from each other. (routing rules S6a, S8) */
  isApart(caller: number, operator: number, nowMs: number): boolean {
    const { bonds } = this;
    for (let at = this.callers.bondOf(caller); at >= 0; at = bonds.nextOfCaller(at)) {
      if (nowMs >= bonds.untilMsOf(at)) continue;
      const isOwn = bonds.operatorOf(at) === operator;
      if (bonds.kindOf(at) === STICKY && !isOwn) return true;
      if (bonds.kindOf(at) === COOL_DOWN && isOwn && this.isKeptApart(at, nowMs)) return true;
    }
    return false;
  }

  /** Whether a cool-down holds: it rests, or somebody else could serve. */
  isKeptApart(coolDown: number, nowMs: number): boolean {
    if (nowMs >= this.bonds.untilMsOf(coolDown)) return false;
    return nowMs < this.bonds.restUntilMsOf(coolDown) || this.#hasAnother(coolDown, nowMs);
  }

  /** Takes a bond away, and with the last one the slot of an operator who is not seated any more. */
  untie(bond: number): void {
    const operator = this.bonds.operatorOf(bond);
    this.bonds.untie(bond);
    if (!this.operators.seated.has(operator)) this.releaseIfLoose(operator);
  }

  releaseIfLoose(operator: number): void {
    if (this.bonds.firstOfOperator(operator) < 0) this.operators.slots.release(operator);
  }

  /**
   * The caller stands in the line, present. Who stands there already with nothing that hides them could
   * have been served by the same operators; since nobody was left who could, the newcomer need not be
   * looked at either.
   */
  hasJoined(caller: number): void {
    const { lines, callers, changes } = this;
    const line = callers.lineOf(caller);
    if (lines.byKey.first(line) !== caller) {
      if (lines.isFirstBound(line)) changes.inLine(line);
      else changes.changed = true;
      return;
    }
    const other = lines.byKey.next(caller);
    if (other >= 0 && callers.bondOf(other) < 0) changes.changed = true;
    else changes.inLine(line);
  }

  /** What hides the caller may have ended: those who could serve them look again. */
  lookAgainAt(caller: number): void {
    if (this.lines.isPresent(caller)) this.changes.inLine(this.callers.lineOf(caller));
    else this.changes.changed = true;
  }

  /** Whether somebody else who is signed in could take the caller, now or when free, without a cool-down. */
  #hasAnother(coolDown: number, nowMs: number): boolean {
    const caller = this.bonds.callerOf(coolDown);
    const eligible = this.lines.eligibleFor(this.callers.lineOf(caller));
    const { signedIn } = this.operators;
    for (let at = signedIn.nextCommon(eligible, 0); at >= 0; at = signedIn.nextCommon(eligible, at + 1)) {
      if (at !== this.bonds.operatorOf(coolDown) && !this.bonds.isCooling(caller, at, nowMs)) return true;
    }
    return false;
  }
}
