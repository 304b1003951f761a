import type { Entry } from '../../../src/journal/index.ts';
import type { Event, NumberPlan } from '../../../src/switchboard/index.ts';
import type { DrawnPlan } from '../world/drawn-plan.ts';
import type { Book } from './book.ts';
import type { BookCall, BookVisit } from './book-types.ts';
import { type Checker, must, type Turn } from './checker.ts';

/** Whoever was given by an operator has what the line itself gives. */
const GIVEN: Pick<NumberPlan, 'class' | 'boostMs'> = { class: null, boostMs: 0 };

type Place = {
  readonly enteredMs: number;
  readonly class: number;
  readonly stage: number;
  readonly order: number;
};

/**
 * Order in the line (routing rules S3, S5, S10; I5). Of two plain callers (same queue, needs, class and head start, untouched by supervisors) the
 * later one is never offered to an operator whom the earlier one waits for just as well; and a place, once given,
 * never gets worse: neither its moment, nor its class, nor the stages begun.
 */
export class Fair implements Checker {
  readonly name = 'fair';
  readonly #numbers: ReadonlyMap<string, NumberPlan>;
  readonly #drawn: DrawnPlan;
  readonly #places = new Map<string, Place>();

  constructor(drawn: DrawnPlan) {
    this.#numbers = drawn.numbers;
    this.#drawn = drawn;
  }

  begin(event: Event | null): void {
    // Other rules have other stages, and count them from the caller's age anew; moment and class are kept.
    if (event?.kind !== 'floorChanged') return;
    for (const [callId, place] of this.#places) this.#places.set(callId, { ...place, stage: 0 });
  }

  entry(entry: Entry, book: Book, monoMs: number): void {
    if (entry.kind === 'placeChanged') this.#places.delete(entry.callId);
    if (entry.kind !== 'offered') return;
    const call = book.calls.get(entry.callId);
    if (call === undefined || call.visit === null) return;
    for (const { call: other, visit } of book.present()) {
      const isPassedOver =
        this.#alike(call, other) &&
        isBefore(visit, call.visit) &&
        book.nodes.isServed(other.callId, monoMs) &&
        !other.failedMs.has(entry.operator) &&
        this.#isPatient(visit, monoMs);
      must(
        !isPassedOver,
        this.name,
        () => `${entry.operator} is offered ${call.callId}, and ${other.callId} came before`,
      );
    }
  }

  end({ board, monoMs }: Turn, book: Book): void {
    const waiting = board.queues.flatMap((queue) => queue.waiting);
    for (const { callId, ageMs, class: level, stage } of waiting) {
      const order = book.calls.get(callId)?.visit?.order ?? -1;
      const now: Place = { enteredMs: monoMs - ageMs, class: level, stage, order };
      const before = this.#places.get(callId);
      this.#places.set(callId, now);
      if (before === undefined || before.order !== order) continue;
      const isWorse = now.enteredMs > before.enteredMs || level > before.class || stage < before.stage;
      must(
        !isWorse,
        this.name,
        () => `the place of ${callId} got worse: ${JSON.stringify(before)} → ${JSON.stringify(now)}`,
      );
    }
    for (const callId of this.#places.keys()) if (!book.calls.has(callId)) this.#places.delete(callId);
  }

  processDied(): void {
    this.#places.clear();
  }

  /** Whether nobody in particular is waited for any more. */
  #isPatient({ queue, agedMs }: BookVisit, monoMs: number): boolean {
    return monoMs - agedMs >= this.#drawn.plan.queues.get(queue)!.stickyMs;
  }

  #alike(one: BookCall, other: BookCall): boolean {
    if (one === other || !asksTheSame(one.visit, other.visit)) return false;
    if (one.visit?.isTouched === true || other.visit?.isTouched === true) return false;
    const [a, b] = [one, other].map(({ dialled, visit }) =>
      visit?.isGiven === true ? GIVEN : this.#numbers.get(dialled),
    );
    return a?.class === b?.class && a?.boostMs === b?.boostMs;
  }
}

function asksTheSame(one: BookVisit | null, other: BookVisit | null): boolean {
  if (one?.queue !== other?.queue || one?.keepsNeeds !== other?.keepsNeeds) return false;
  return one?.must === other?.must && one?.needs === other?.needs;
}

const isBefore = (one: BookVisit, other: BookVisit): boolean =>
  one.agedMs < other.agedMs || (one.agedMs === other.agedMs && one.order < other.order);
