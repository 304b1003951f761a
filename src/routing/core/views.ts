import { Bits } from './bits.ts';
import type { KnownDemand } from './demands.ts';
import type { Operators } from './operators.ts';

/**
 * Who can be rung for a line when they are free: eligible, and past the delay. Known from both sides: as a set
 * of operators per line, and as a row of lines per operator.
 */
export class Views {
  readonly #operators: Operators;
  readonly #views: (Bits | undefined)[] = [];

  constructor(operators: Operators) {
    this.#operators = operators;
  }

  of(line: number): Bits {
    return this.#views[line]!;
  }

  /** Past all delays the view of a line is the set of the eligible itself. */
  begin(line: number, demand: KnownDemand, stage: number, step: number): void {
    const pastDelays = step === demand.queue.delaySteps.length;
    const eligible = demand.eligible[stage]!;
    const view = pastDelays ? eligible : new Bits(this.#operators.max);
    for (let at = eligible.next(0); at >= 0; at = eligible.next(at + 1)) {
      if (!pastDelays && !this.#canSee(at, demand, stage, step)) continue;
      view.add(at);
      this.#operators.rows.put(at, line, true);
    }
    this.#views[line] = view;
  }

  /** Works out anew whether the operator sees the line. */
  reexamine(line: number, demand: KnownDemand, stage: number, step: number, operator: number): void {
    const inView = this.#canSee(operator, demand, stage, step);
    this.#views[line]!.put(operator, inView);
    this.#operators.rows.put(operator, line, inView);
  }

  drop(line: number): void {
    const view = this.of(line);
    for (let at = view.next(0); at >= 0; at = view.next(at + 1)) this.#operators.rows.put(at, line, false);
    this.#views[line] = undefined;
  }

  #canSee(operator: number, demand: KnownDemand, stage: number, step: number): boolean {
    if (!demand.eligible[stage]!.has(operator)) return false;
    const { queue } = demand;
    const passedMs = queue.delaySteps[step - 1] ?? 0;
    return this.#operators.bindings[operator]!.get(queue.slot)!.delayMs <= passedMs;
  }
}
