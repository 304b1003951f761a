import type { KnownDemand } from './demands.ts';
import type { Tables } from './tables.ts';

/** A caller who was taken out of a line, with what the line said of them. */
export type Displaced = {
  readonly caller: number;
  readonly stage: number;
  readonly kindNumber: number;
  readonly isPresent: boolean;
};

/** Callers stand in their lines and go from one to the next as they grow older. */
export class Standing {
  readonly #tables: Tables;
  readonly #onEarly: (caller: number) => void;

  /** `onEarly` is told of each caller for whom a stage begins before its time. */
  constructor(tables: Tables, onEarly: (caller: number) => void) {
    this.#tables = tables;
    this.#onEarly = onEarly;
  }

  /** Puts a caller into the line of these, with the delays that their age is past. */
  put(caller: number, demand: KnownDemand, stage: number, kindNumber: number, isPresent: boolean): void {
    const { lines, callers, nowMs } = this.#tables;
    const enteredMs = callers.enteredMsOf(caller);
    const { delaySteps } = demand.queue;
    let step = 0;
    while (step < delaySteps.length && enteredMs + delaySteps[step]! <= nowMs) step += 1;
    const line = lines.take(demand, stage, step, kindNumber);
    lines.join(line, caller);
    if (!isPresent) return;
    lines.stepForward(caller);
    this.#tables.hasJoined(caller);
  }

  /** Begins the stages that are due at this moment, and returns how many have begun. (routing rules S4) */
  ripen(caller: number, demand: KnownDemand, stagesBegun: number, nowMs: number): number {
    const enteredMs = this.#tables.callers.enteredMsOf(caller);
    const { stages } = demand.rules;
    let stage = stagesBegun;
    while (stage < stages.length && enteredMs + stages[stage]!.afterMs <= nowMs) {
      this.begin(caller, demand, stage + 1);
      stage += 1;
    }
    return stage;
  }

  /** A stage begins: its class holds where it is better. */
  begin(caller: number, demand: KnownDemand, stage: number): void {
    const { callers } = this.#tables;
    const better = demand.rules.stages[stage - 1]!.class;
    if (better !== null && better < callers.classOf(caller)) callers.setClass(caller, better);
  }

  /**
   * Moves a caller on to where they belong by age at this moment; the next stage begins in any case if
   * `early`.
   */
  moveOn(caller: number, early: boolean, nowMs: number): void {
    const { lines, callers } = this.#tables;
    let line = callers.lineOf(caller);
    let classNumber = callers.classOf(caller);
    for (let begins = early; ; begins = false) {
      if (begins || lines.isStageDue(line, caller, nowMs)) {
        classNumber = Math.min(classNumber, lines.nextClassOf(line));
        line = lines.nextStage(line);
      } else if (lines.isDelayOver(line, caller, nowMs)) line = lines.nextStep(line);
      else break;
    }
    if (lines.shift(caller, line, classNumber)) this.#tables.hasJoined(caller);
    if (early) this.#onEarly(caller);
  }

  /** Other rules for who waits; `stagesBegun` of them count as begun, and age does the rest. */
  changeRules(caller: number, demand: KnownDemand, stagesBegun: number, nowMs: number): void {
    const { lines, callers } = this.#tables;
    const line = callers.lineOf(caller);
    const kindNumber = lines.kindNumberOf(line);
    const isPresent = lines.isPresent(caller);
    lines.leave(caller);
    const stage = this.ripen(caller, demand, Math.min(stagesBegun, demand.stageCount), nowMs);
    this.put(caller, demand, stage, kindNumber, isPresent);
    this.#tables.changes.doubtStaff(demand);
  }

  /** Takes all out of the demand's lines. */
  clear(demand: KnownDemand): readonly Displaced[] {
    const { lines } = this.#tables;
    const displaced: Displaced[] = [];
    for (const line of demand.lines.values()) {
      const stage = lines.stageOf(line);
      const kindNumber = lines.kindNumberOf(line);
      for (let caller = lines.eldestOf(line); caller >= 0; caller = lines.eldestOf(line)) {
        displaced.push({ caller, stage, kindNumber, isPresent: lines.isPresent(caller) });
        lines.leave(caller);
      }
    }
    return displaced;
  }

  putBack(demand: KnownDemand, { caller, stage, kindNumber, isPresent }: Displaced): void {
    this.put(caller, demand, stage, kindNumber, isPresent);
  }
}
