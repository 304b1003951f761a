import type { Entry } from '../../../src/journal/index.ts';
import type { Event, Plan } from '../../../src/switchboard/index.ts';
import type { DrawnPlan } from '../world/drawn-plan.ts';
import type { Book } from './book.ts';
import type { BookVisit } from './book-types.ts';
import { type Checker, must } from './checker.ts';
import { meets } from './needs-in-words.ts';

/** Timers count whole milliseconds. */
const SLACK_MS = 1;

/**
 * Who is rung may be (routing rules S4, S5): bound to the queue, past the delay, with all that queue and step never do
 * without, and with what one of the stages begun asks for. Worked out from the plan and the journal alone.
 */
export class Able implements Checker {
  readonly name = 'able';
  readonly #drawn: DrawnPlan;
  /** What was due before the files changed is decided by the rules of before. */
  #areRulesChanging = false;
  /** As the switchboard was told last: files that have changed just now are not told of yet. */
  #told: Plan['queues'];

  constructor(drawn: DrawnPlan) {
    this.#drawn = drawn;
    this.#told = drawn.plan.queues;
  }

  processBegins(): void {
    this.#told = this.#drawn.plan.queues;
  }

  begin(event: Event | null): void {
    this.#areRulesChanging = event?.kind === 'floorChanged';
    if (event?.kind === 'floorChanged') this.#told = event.queues;
  }

  entry(entry: Entry, book: Book, monoMs: number): void {
    const isTold = this.#told === this.#drawn.plan.queues;
    if (entry.kind !== 'offered' || this.#areRulesChanging || !isTold) return;
    const visit = book.calls.get(entry.callId)?.visit;
    if (visit == null) return;
    const { operator, callId } = entry;
    const ageMs = monoMs - visit.agedMs + SLACK_MS;
    must(this.#mayServe(operator, visit, ageMs), this.name, () => {
      return `${operator} is rung for ${callId}, whom nothing allows to serve ${visit.queue} for ${JSON.stringify(visit)}`;
    });
  }

  #mayServe(operatorId: string, visit: BookVisit, ageMs: number): boolean {
    const { skills, queues } = this.#drawn.plan.operators.get(operatorId)!;
    const { must: always, needs, stages } = this.#drawn.needsOf.get(visit.queue)!;
    const binding = Object.hasOwn(queues, visit.queue) ? queues[visit.queue] : undefined;
    if (binding === undefined || ageMs < binding.delayMs) return false;
    if (!meets(always, skills) || !meets(visit.must, skills)) return false;
    if (meets(needs, skills) && meets(visit.needs, skills)) return true;
    if (visit.keepsNeeds && !meets(visit.needs, skills)) return false;
    // A stage that nobody's being signed in has begun stays so, and so does one begun under rules of before.
    const isAnyBegun = visit.isTouched || this.#drawn.plan.queues.get(visit.queue)!.skipUnstaffed;
    return stages.some((stage) => (isAnyBegun || stage.afterMs <= ageMs) && meets(stage.needs, skills));
  }
}
