import type { Demand, RouterLimits } from '../../src/routing/routing.ts';
import { type Event, type Ring, WrongLine } from './request.ts';
import type { Part, RingRules } from './ring-rules.ts';

/** As much as one run may hold. A line that could go beyond it is refused before any of it has happened. */
export const LIMITS: RouterLimits = {
  callersMax: 1_048_576,
  operatorsMax: 16_384,
  needsMax: 16_384,
  skillsMax: 16_384,
  queuesMax: 16,
};

/** Counts what the router's tables hold, on the side of caution: skills once named, and all parts of who waits. */
export class Room {
  readonly #rules: RingRules;
  readonly #operatorIds = new Set<string>();
  readonly #skills = new Set<string>();
  readonly #partsOf = new Map<string, readonly Part[]>();
  /** Rules → how many callers have them. */
  readonly #inUse = new Map<Demand, number>();

  constructor(rules: RingRules) {
    this.#rules = rules;
  }

  /** Throws `WrongLine` unless all of these fit in. */
  check(events: readonly Event[]): void {
    const [operators, skills, demands] = [new Set<string>(), new Set<string>(), new Set<Demand>()];
    let callers = 0;
    for (const event of events) {
      if (event.e === 'agent') {
        if (!this.#operatorIds.has(event.id)) operators.add(event.id);
        this.#addNew(Object.keys(event.skills), skills);
      } else if (event.e === 'arrive') {
        callers += 1;
        for (const { least } of event.rings) this.#addNew(Object.keys(least), skills);
        for (const { demand } of this.#rules.partsOf(event.rings)) {
          if (!this.#inUse.has(demand)) demands.add(demand);
        }
      }
    }
    refuseBeyond('callers', this.#partsOf.size + callers, LIMITS.callersMax);
    refuseBeyond('operators', this.#operatorIds.size + operators.size, LIMITS.operatorsMax);
    refuseBeyond('skills', this.#skills.size + skills.size, LIMITS.skillsMax);
    refuseBeyond('different rings', this.#inUse.size + demands.size, LIMITS.needsMax);
  }

  seats(operatorId: string, skills: readonly string[]): void {
    this.#operatorIds.add(operatorId);
    for (const skill of skills) this.#skills.add(skill);
  }

  hasOperator(operatorId: string): boolean {
    return this.#operatorIds.has(operatorId);
  }

  takes(callId: string, rings: readonly Ring[]): void {
    const parts = this.#rules.partsOf(rings);
    this.#partsOf.set(callId, parts);
    for (const { demand } of parts) this.#inUse.set(demand, (this.#inUse.get(demand) ?? 0) + 1);
    for (const { least } of rings) for (const skill of Object.keys(least)) this.#skills.add(skill);
  }

  /** The caller has gone. */
  gives(callId: string): void {
    for (const { demand } of this.#partsOf.get(callId) ?? []) {
      const left = this.#inUse.get(demand)! - 1;
      if (left === 0) this.#inUse.delete(demand);
      else this.#inUse.set(demand, left);
    }
    this.#partsOf.delete(callId);
  }

  #addNew(names: readonly string[], to: Set<string>): void {
    for (const name of names) if (!this.#skills.has(name)) to.add(name);
  }
}

function refuseBeyond(what: string, count: number, max: number): void {
  if (count > max)
    throw new WrongLine('FULL', `there would be ${count} ${what}, and at most ${max} have room`);
}
