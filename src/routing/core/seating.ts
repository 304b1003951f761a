import type { Binding, Profile, Refusal } from '../routing.ts';
import { COOL_DOWN, STICKY } from './bonds.ts';
import type { KnownDemand } from './demands.ts';
import type { QueueEntry } from './queues.ts';
import type { Rows } from './rows.ts';
import type { Tables } from './tables.ts';

/** Operators come, change, go, and are told of. */
export class Seating {
  readonly #tables: Tables;
  readonly #rows: Rows;

  constructor(tables: Tables, rows: Rows) {
    this.#tables = tables;
    this.#rows = rows;
  }

  seat(profile: Profile): Refusal | undefined {
    const { operators, skills, queues, changes } = this.#tables;
    const known = operators.slots.find(profile.operatorId);
    if (known < 0 && operators.slots.size >= operators.max) return { full: 'operators', max: operators.max };
    if (!skills.hasRoomFor(Object.keys(profile.skills))) return { full: 'skills', max: skills.max };
    if (!queues.hasRoomFor(Object.keys(profile.bindings))) return { full: 'queues', max: queues.max };
    const operator = operators.slots.take(profile.operatorId);
    if (!operators.seated.has(operator)) operators.begin(operator);
    this.#change(operator, profile);
    changes.seesMore(operator);
    return undefined;
  }

  unseat(operatorId: string): boolean {
    const { operators, idle, queues, changes } = this.#tables;
    const operator = operators.findSeated(operatorId);
    if (operator < 0) return false;
    this.#endSticky(operator, () => false);
    operators.signedIn.drop(operator);
    idle.put(operator, 0, 0);
    this.#change(operator, { operatorId, skills: {}, bindings: {} });
    operators.seated.drop(operator);
    operators.priorities.drop(operator);
    operators.profiles[operator] = undefined;
    for (const queue of queues.all()) queue.weights.delete(operator);
    changes.changed = true;
    this.#tables.releaseIfLoose(operator);
    return true;
  }

  /** `freeAtMs` is not a number where it is not known; who is signed out must have nothing free. */
  tell(
    operator: number,
    signedIn: boolean,
    free: number,
    load: number,
    freeAtMs: number,
    nowMs: number,
  ): void {
    const { operators, idle, changes, bonds } = this.#tables;
    operators.countTime(operator, nowMs);
    if (signedIn !== operators.signedIn.has(operator)) this.#sign(operator, signedIn, nowMs);
    operators.setLoad(operator, load);
    operators.setFreeAtMs(operator, freeAtMs);
    const before = operators.freeOf(operator);
    idle.put(operator, free, nowMs);
    if (before === 0 && free !== 0) changes.becameFree(operator);
    else if ((free & ~before) !== 0) changes.seesMore(operator);
    if (bonds.firstOfOperator(operator) >= 0) {
      this.#endSticky(operator, (caller, untilMs) => this.isExpected(operator, caller, untilMs));
    }
  }

  /** Whether it is worth while for the caller to wait for this operator. (routing rules S6a) */
  isExpected(operator: number, kind: number, untilMs: number): boolean {
    const { operators, nowMs } = this.#tables;
    if (!operators.signedIn.has(operator)) return false;
    const freeAtMs = operators.freeAtMsOf(operator);
    return (operators.freeOf(operator) & kind) !== 0 || (freeAtMs >= nowMs && freeAtMs <= untilMs);
  }

  #sign(operator: number, signedIn: boolean, nowMs: number): void {
    const { operators, bonds, changes, demands } = this.#tables;
    if (signedIn) {
      operators.signIn(operator);
      return;
    }
    const held = bonds.coolDowns === 0 ? [] : this.#coolDownsThatHold(operator, nowMs);
    operators.signedIn.drop(operator);
    for (const bond of held) {
      if (!this.#tables.isKeptApart(bond, nowMs)) this.#tables.lookAgainAt(bonds.callerOf(bond));
    }
    for (const demand of demands.skipping) {
      if (demand.callers > 0 && demand.eligible.at(-1)!.has(operator)) changes.doubtStaff(demand);
    }
  }

  /** Cool-downs that hold and might no longer without this operator. */
  #coolDownsThatHold(operator: number, nowMs: number): readonly number[] {
    const { bonds, operators } = this.#tables;
    const held: number[] = [];
    for (let bond = 0; bond < bonds.end; bond += 1) {
      if (bonds.kindOf(bond) !== COOL_DOWN || !operators.seated.has(bonds.operatorOf(bond))) continue;
      if (!this.#tables.isEligible(bonds.callerOf(bond), operator)) continue;
      if (this.#tables.isKeptApart(bond, nowMs)) held.push(bond);
    }
    return held;
  }

  /** Cool-downs of who waits with these demands may not hold any more: there is one operator less for them. */
  #lookAgainAtCoolDowns(demands: ReadonlySet<KnownDemand>): void {
    const { bonds, callers, lines } = this.#tables;
    if (bonds.coolDowns === 0) return;
    for (let bond = 0; bond < bonds.end; bond += 1) {
      if (bonds.kindOf(bond) !== COOL_DOWN) continue;
      const caller = bonds.callerOf(bond);
      if (demands.has(lines.demandOf(callers.lineOf(caller)))) this.#tables.lookAgainAt(caller);
    }
  }

  /** Callers who waited for this operator alone do so no longer, unless it is still worth while. */
  #endSticky(operator: number, isWorthWhile: (kind: number, untilMs: number) => boolean): void {
    const { bonds, lines, callers, idle } = this.#tables;
    let bond = bonds.firstOfOperator(operator);
    while (bond >= 0) {
      const next = bonds.nextOfOperator(bond);
      if (bonds.kindOf(bond) === STICKY) {
        const caller = bonds.callerOf(bond);
        const kind = idle.kindAt(lines.kindNumberOf(callers.lineOf(caller)));
        if (!isWorthWhile(kind, bonds.untilMsOf(bond))) {
          bonds.untie(bond);
          this.#tables.lookAgainAt(caller);
        }
      }
      bond = next;
    }
  }

  /** Gives the operator these skills and queues, and works out anew what hangs on those that differ. */
  #change(operator: number, profile: Profile): void {
    const { operators } = this.#tables;
    const affected = new Set<KnownDemand>();
    this.#changeSkills(operator, profile, affected);
    const { isOther, stepped } = this.#changeBindings(operator, profile, affected);
    operators.profiles[operator] = profile;
    operators.setSkillCount(operator, Object.keys(profile.skills).length);
    const lost = this.#rows.reexamine(operator, affected, stepped, isOther);
    if (lost.size > 0) this.#lookAgainAtCoolDowns(lost);
  }

  #changeSkills(operator: number, profile: Profile, affected: Set<KnownDemand>): void {
    const { operators, skills } = this.#tables;
    const old = operators.profiles[operator]?.skills ?? {};
    for (const name of Object.keys(old)) {
      if (Object.hasOwn(profile.skills, name)) continue;
      const skill = skills.find(name)!;
      skill.levelOf.delete(operator);
      for (const demand of skill.demands) affected.add(demand);
    }
    for (const [name, level] of Object.entries(profile.skills)) {
      if (Object.hasOwn(old, name) && old[name] === level) continue;
      const skill = skills.take(name);
      skill.levelOf.set(operator, level);
      for (const demand of skill.demands) affected.add(demand);
    }
  }

  /** Returns whether anything differs, and the queues whose steps of delay are others now. */
  #changeBindings(operator: number, profile: Profile, affected: Set<KnownDemand>): Rebound {
    const { operators, queues } = this.#tables;
    if (operators.profiles[operator]?.bindings === profile.bindings) return SAME;
    const old = operators.bindings[operator]!;
    const wanted = new Map<number, Binding>();
    for (const [id, binding] of Object.entries(profile.bindings)) wanted.set(queues.take(id).slot, binding);
    const stepped = new Set<QueueEntry>();
    let isOther = false;
    const recount = (slot: number, binding: Binding, by: 1 | -1): void => {
      const queue = queues.at(slot);
      queue.bound.put(operator, wanted.has(slot));
      for (const demand of queue.demands) affected.add(demand);
      if (queues.count(queue, binding, by)) stepped.add(queue);
      isOther = true;
    };
    for (const [slot, binding] of wanted) {
      if (!isSame(old.get(slot), binding)) recount(slot, binding, 1);
    }
    for (const [slot, binding] of old) {
      if (!isSame(wanted.get(slot), binding)) recount(slot, binding, -1);
    }
    operators.bindings[operator] = wanted;
    if (isOther) operators.priorities.set(operator, wanted);
    return { isOther, stepped };
  }
}

type Rebound = { readonly isOther: boolean; readonly stepped: ReadonlySet<QueueEntry> };

/** Of a change of skills alone, which comes with the bindings as they were. */
const SAME: Rebound = { isOther: false, stepped: new Set() };

/** Whether the two have the operator rung alike; weights are looked up anew each time. */
function isSame(one: Binding | undefined, other: Binding): boolean {
  return one?.priority === other.priority && one.delayMs === other.delayMs;
}
