import { both, type Needs, skillsIn } from '../needs.ts';
import type { Demand, Refusal } from '../routing.ts';
import { Bits } from './bits.ts';
import { allWhoMeet, type CompiledNeeds, compiled, intersection, meets, union } from './compiled-needs.ts';
import { DemandCache } from './demand-cache.ts';
import type { Operators } from './operators.ts';
import type { QueueEntry, Queues } from './queues.ts';
import type { Skill, SkillTable } from './skills.ts';
import { Slots } from './slots.ts';

/**
 * What callers wait for, worked out once for all who wait for the same. Stage 0 is the caller's first
 * moment.
 */
export type KnownDemand = {
  readonly slot: number;
  readonly rules: Demand;
  readonly stepMust: Needs;
  readonly stepNeeds: Needs;
  readonly keepsNeeds: boolean;
  readonly queue: QueueEntry;
  /** Of the stages after the first moment. */
  readonly stageCount: number;
  /** What is never let go of, the step's part included, and the same as written. */
  readonly must: CompiledNeeds;
  readonly mustWritten: Needs;
  /** Per stage: what it asks for, and the same as written. */
  readonly needs: readonly CompiledNeeds[];
  readonly needsWritten: readonly Needs[];
  /** Per stage: who is eligible when it and all before it have begun. */
  readonly eligible: readonly Bits[];
  /**
   * Per stage: how many ring together; how far behind those come whom it adds; the skills that "best_skill"
   * counts.
   */
  readonly ringGroup: readonly number[];
  readonly preference: readonly number[];
  readonly levels: readonly (readonly Skill[])[];
  /** Whether some stage prefers operators of earlier ones. */
  readonly prefers: boolean;
  readonly skills: readonly Skill[];
  /** Its lines by what tells them apart. */
  readonly lines: Map<number, number>;
  /** Callers who wait with it. */
  callers: number;
  /** No longer in the table. */
  forgotten: boolean;
};

/** What the flow's step asks for beside the queue. */
type StepDemand = Pick<KnownDemand, 'stepMust' | 'stepNeeds' | 'keepsNeeds'>;

/**
 * The distinct demands. Those whose last caller has left are kept, since the next is likely to come soon;
 * they are forgotten when their places are needed.
 */
export class Demands {
  readonly #slots: Slots;
  readonly #skills: SkillTable;
  readonly #queues: Queues;
  readonly #operators: Operators;
  readonly #dropLines: (demand: KnownDemand) => void;
  readonly #demands: KnownDemand[] = [];
  /** Those that skip stages without staff. */
  readonly skipping = new Set<KnownDemand>();
  readonly #cache = new DemandCache();
  /** Where the search for one to forget goes on. */
  #hand = 0;

  constructor(
    max: number,
    tables: { skills: SkillTable; queues: Queues; operators: Operators },
    dropLines: (demand: KnownDemand) => void,
  ) {
    this.#slots = new Slots(max);
    this.#skills = tables.skills;
    this.#queues = tables.queues;
    this.#operators = tables.operators;
    this.#dropLines = dropLines;
  }

  /** The demand of who waits in this queue with what the step asks for. */
  know(rules: Demand, stepNeeds: Needs, keepsNeeds: boolean, stepMust: Needs): KnownDemand | Refusal {
    const known = this.#cache.find(rules, stepNeeds, keepsNeeds, stepMust);
    if (known !== undefined && !known.forgotten) return known;
    const demand = this.#byText(rules, { stepMust, stepNeeds, keepsNeeds });
    if (!('full' in demand)) this.#cache.put(demand, rules, stepNeeds, keepsNeeds, stepMust);
    return demand;
  }

  all(): readonly KnownDemand[] {
    return [...this.#slots.all()].map((slot) => this.#demands[slot]!);
  }

  /** Works out anew for which stages the operator is eligible; returns for how many more, below 0: fewer. */
  reexamine(demand: KnownDemand, operator: number): number {
    const from = this.#earliestStage(demand, operator);
    let gained = 0;
    for (let stage = 0; stage <= demand.stageCount; stage += 1) {
      const members = demand.eligible[stage]!;
      if (members.has(operator) === stage >= from) continue;
      gained += stage >= from ? 1 : -1;
      members.put(operator, stage >= from);
    }
    return gained;
  }

  forget(demand: KnownDemand): void {
    this.#dropLines(demand);
    demand.forgotten = true;
    demand.queue.demands.delete(demand);
    this.skipping.delete(demand);
    for (const skill of demand.skills) skill.demands.delete(demand);
    this.#slots.release(demand.slot);
    delete this.#demands[demand.slot];
  }

  /** The first stage that allows the operator; beyond the last: none does. */
  #earliestStage(demand: KnownDemand, operator: number): number {
    const never = demand.stageCount + 1;
    const operatorId = this.#operators.idOf(operator);
    if (!demand.queue.bound.has(operator) || !meets(demand.must, operator, operatorId)) return never;
    const stage = demand.needs.findIndex((needs) => meets(needs, operator, operatorId));
    return stage === -1 ? never : stage;
  }

  #byText(rules: Demand, step: StepDemand): KnownDemand | Refusal {
    const text = textOf(rules, step);
    const known = this.#demands[this.#slots.find(text)];
    if (known !== undefined) return known;
    if (!this.#makeRoom()) return { full: 'needs', max: this.#slots.max };
    const asked = [rules.must, step.stepMust, rules.needs, step.stepNeeds];
    const names = [...asked, ...rules.stages.map(({ needs }) => needs)].flatMap((needs) => {
      return skillsIn(needs, false);
    });
    if (!this.#skills.hasRoomFor(names)) return { full: 'skills', max: this.#skills.max };
    if (!this.#queues.hasRoomFor([rules.id])) return { full: 'queues', max: this.#queues.max };
    const demand = this.#compile(this.#slots.take(text), rules, step);
    this.#demands[demand.slot] = demand;
    demand.queue.demands.add(demand);
    if (rules.skipUnstaffed) this.skipping.add(demand);
    for (const skill of demand.skills) skill.demands.add(demand);
    return demand;
  }

  /** Whether one more can be known, after forgetting one with which nobody waits if need be. */
  #makeRoom(): boolean {
    if (this.#slots.size < this.#slots.max) return true;
    for (let tries = 0; tries < this.#demands.length; tries += 1) {
      this.#hand = (this.#hand + 1) % this.#demands.length;
      const demand = this.#demands[this.#hand];
      if (demand === undefined || demand.callers > 0) continue;
      this.forget(demand);
      return true;
    }
    return false;
  }

  #compile(slot: number, rules: Demand, step: StepDemand): KnownDemand {
    const { stepNeeds, keepsNeeds } = step;
    const later = rules.stages.map(({ needs }) => (keepsNeeds ? both(needs, stepNeeds) : needs));
    const needsWritten = [both(rules.needs, stepNeeds), ...later];
    const queue = this.#queues.take(rules.id);
    const mustWritten = both(rules.must, step.stepMust);
    const must = compiled(mustWritten, this.#skills);
    const needs = needsWritten.map((written) => compiled(written, this.#skills));
    const named = (written: readonly Needs[], wantedOnly: boolean): readonly Skill[] =>
      [...new Set(written.flatMap((one) => skillsIn(one, wantedOnly)))].map((name) =>
        this.#skills.take(name),
      );
    return {
      slot,
      rules,
      ...step,
      queue,
      stageCount: rules.stages.length,
      must,
      mustWritten,
      needs,
      needsWritten,
      eligible: this.#whoIsEligible(queue, must, needs),
      ringGroup: running(rules, rules.ringGroup, (size, stage) => stage.ringGroup ?? size),
      preference: running(rules, 0, (rank, stage) => rank + (stage.prefersEarlier ? 1 : 0)),
      levels: needsWritten.map((written) => named([mustWritten, written], true)),
      prefers: rules.stages.some((stage) => stage.prefersEarlier),
      skills: named([mustWritten, ...needsWritten], false),
      lines: new Map(),
      callers: 0,
      forgotten: false,
    };
  }

  #whoIsEligible(queue: QueueEntry, must: CompiledNeeds, needs: readonly CompiledNeeds[]): readonly Bits[] {
    const allowed = intersection(allWhoMeet(must, this.#operators), queue.bound.words);
    const soFar = new Int32Array(allowed.length);
    return needs.map((stage) => {
      const members = new Bits(this.#operators.max);
      members.take(union(soFar, intersection(allWhoMeet(stage, this.#operators), allowed)));
      return members;
    });
  }
}

/** A figure that every stage may change, from the first moment on. */
function running(
  rules: Demand,
  first: number,
  next: (figure: number, stage: Demand['stages'][number]) => number,
): readonly number[] {
  const figures = [first];
  for (const stage of rules.stages) figures.push(next(figures.at(-1)!, stage));
  return figures;
}

/** All that tells one demand from another. */
function textOf(rules: Demand, { stepMust, stepNeeds, keepsNeeds }: StepDemand): string {
  const { id, must, needs, strategy, spread, ringGroup, stickyMs, skipUnstaffed } = rules;
  const stages = rules.stages.map((stage) => {
    return [stage.afterMs, stage.needs, stage.prefersEarlier, stage.class, stage.ringGroup];
  });
  const figures = [strategy, spread, ringGroup, stickyMs, skipUnstaffed, keepsNeeds];
  return JSON.stringify([id, must, needs, stepMust, stepNeeds, stages, figures]);
}
