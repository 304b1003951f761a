import { ANYBODY, type Needs } from '../../src/routing/needs.ts';
import type { Demand, Match, Place, Profile, Routing } from '../../src/routing/routing.ts';

/** What happens in the hall: `who` picks one of those it can concern. */
export type Happening = {
  readonly kind: 'enters' | 'leaves' | 'frees' | 'pauses' | 'declines' | 'waits';
  readonly who: number;
  readonly queue: number;
  readonly class: number;
  readonly boostMs: number;
  readonly passesMs: number;
};

/** An operator of the hall: a level of the one skill, and a priority and a delay for each queue. */
export type HallOperator = {
  readonly level: number;
  readonly priorities: readonly number[];
  readonly delaysMs: readonly number[];
};

/** A queue of the hall: the level that it asks for, less from each of its stages on. */
export type HallQueue = {
  readonly level: number;
  readonly stages: readonly {
    readonly afterMs: number;
    readonly level: number;
    readonly class: number | null;
  }[];
};

type Waiting = {
  readonly callId: string;
  readonly queue: number;
  readonly enteredMs: number;
  isRung: boolean;
};

const atLeast = (level: number): Needs => ({ kind: 'skill', skill: 'x', is: '>=', level });

/**
 * A small hall with a router in it, and with its own plain idea of who could be brought together: rules simple enough
 * to be written down twice. It tells what breaks one of the rules of S10.
 */
export class Hall {
  readonly matches: Match[] = [];
  readonly faults: string[] = [];
  readonly #router: Routing;
  readonly #queues: readonly HallQueue[];
  readonly #operators: readonly HallOperator[];
  readonly #free = new Set<number>();
  readonly #rings = new Map<number, string>();
  #waiting: Waiting[] = [];
  #enteredCount = 0;
  #leftCount = 0;
  #nowMs = 0;

  constructor(router: Routing, queues: readonly HallQueue[], operators: readonly HallOperator[]) {
    this.#router = router;
    this.#queues = queues;
    this.#operators = operators;
    for (const [index, operator] of operators.entries()) router.seat(profileOf(index, operator));
  }

  /** One happening with the time before it; `budget` limits each part of the work that time brings. */
  happen(happening: Happening, budget?: number): void {
    const before = this.#places();
    this.#nowMs += happening.passesMs;
    while (!this.#router.advance(this.#nowMs, this.#onMatch, budget));
    this.#apply(happening);
    this.#router.decide(this.#nowMs, this.#onMatch);
    this.#checkPlaces(before);
    this.#checkWorkConserving();
    if (this.#router.counts.waiting + this.#leftCount !== this.#enteredCount)
      this.faults.push('somebody has no outcome, or two');
  }

  #apply({ kind, who, queue, class: wanted, boostMs }: Happening): void {
    const operator = who % this.#operators.length;
    const waiting = this.#waiting[who % this.#waiting.length];
    if (kind === 'enters') this.#enter(queue % this.#queues.length, wanted, boostMs);
    else if (kind === 'leaves' && waiting !== undefined) this.#leave(waiting);
    else if (kind === 'frees' && !this.#rings.has(operator)) this.#tell(operator, true);
    else if (kind === 'pauses' && !this.#rings.has(operator)) this.#tell(operator, false);
    else if (kind === 'declines') this.#decline(operator);
  }

  #enter(queue: number, wanted: number, boostMs: number): void {
    this.#enteredCount += 1;
    const [callId, enteredMs] = [`call ${this.#enteredCount}`, this.#nowMs];
    const entering = { callId, stepNeeds: ANYBODY, class: wanted, boostMs, enteredMs };
    this.#router.enter({ ...entering, queue: demandOf(queue, this.#queues[queue]!) }, enteredMs);
    this.#waiting.push({ callId, queue, enteredMs, isRung: false });
  }

  #leave(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
    this.#leftCount += 1;
    for (const [operator, callId] of this.#rings) if (callId === waiting.callId) this.#rings.delete(operator);
    const once = this.#router.leave(waiting.callId);
    if (!once || this.#router.leave(waiting.callId)) this.faults.push('somebody leaves not exactly once');
  }

  #tell(operator: number, isFree: boolean): void {
    if (isFree) this.#free.add(operator);
    else this.#free.delete(operator);
    const standing = { signedIn: true, free: isFree ? 1 : 0, load: isFree ? 0 : 1, freeAtMs: null };
    this.#router.tell(nameOf(operator), standing, this.#nowMs);
  }

  #decline(operator: number): void {
    const callId = this.#rings.get(operator);
    if (callId === undefined) return;
    this.#rings.delete(operator);
    this.#waiting.find((waiting) => waiting.callId === callId)!.isRung = false;
    this.#router.offerFailed(callId, nameOf(operator), false, this.#nowMs);
  }

  readonly #onMatch = (match: Match): void => {
    this.matches.push(match);
    const operator = Number(match.operatorIds[0]!.slice('operator '.length));
    const caller = this.#waiting.find(({ callId }) => callId === match.callId);
    if (caller === undefined || caller.isRung || !this.#free.has(operator) || this.#rings.has(operator)) {
      this.faults.push('an offer goes to an operator who is not free, or a caller who is rung or gone');
      return;
    }
    if (this.#waiting.some((other) => this.#isOvertaken(other, caller, operator, match.atMs)))
      this.faults.push('somebody was overtaken');
    caller.isRung = true;
    this.#free.delete(operator);
    this.#rings.set(operator, caller.callId);
  };

  /** Whether this caller stood before the other for the operator, in the same class and priority. */
  #isOvertaken(other: Waiting, by: Waiting, operator: number, atMs: number): boolean {
    if (other.isRung || !this.#mayMeet(other, operator, atMs)) return false;
    const [ahead, served] = [this.#router.find(other.callId)!, this.#router.find(by.callId)!];
    const { priorities } = this.#operators[operator]!;
    return (
      ahead.class === served.class &&
      priorities[other.queue] === priorities[by.queue] &&
      isBefore(ahead, served)
    );
  }

  #mayMeet({ queue, enteredMs }: Waiting, operator: number, atMs: number): boolean {
    const { level, stages } = this.#queues[queue]!;
    const { level: has, delaysMs } = this.#operators[operator]!;
    const ageMs = atMs - enteredMs;
    const begun = stages.filter(({ afterMs }) => afterMs <= ageMs);
    return (
      delaysMs[queue]! <= ageMs && [level, ...begun.map((stage) => stage.level)].some((asked) => has >= asked)
    );
  }

  #checkWorkConserving(): void {
    for (const waiting of this.#waiting.filter(({ isRung }) => !isRung))
      for (const operator of this.#free)
        if (this.#mayMeet(waiting, operator, this.#nowMs))
          this.faults.push('somebody waits whom a free operator could serve');
  }

  #checkPlaces(before: ReadonlyMap<string, Place>): void {
    for (const [callId, place] of this.#places()) {
      const was = before.get(callId);
      if (was === undefined) continue;
      if (place.seq !== was.seq || place.enteredMs !== was.enteredMs || isBefore(was, place))
        this.faults.push('a place got worse');
    }
  }

  #places(): ReadonlyMap<string, Place> {
    return new Map(this.#waiting.map(({ callId }) => [callId, this.#router.find(callId)!]));
  }
}

const nameOf = (operator: number): string => `operator ${operator}`;

function isBefore(one: Place, other: Place): boolean {
  if (one.class !== other.class) return one.class < other.class;
  const [start, otherStart] = [one.enteredMs - one.boostMs, other.enteredMs - other.boostMs];
  return start !== otherStart ? start < otherStart : one.seq < other.seq;
}

function profileOf(index: number, { level, priorities, delaysMs }: HallOperator): Profile {
  const bindings = priorities.map((priority, queue) => [
    `queue ${queue}`,
    { priority, delayMs: delaysMs[queue]! },
  ]);
  return { operatorId: nameOf(index), skills: { x: level }, bindings: Object.fromEntries(bindings) };
}

function demandOf(index: number, { level, stages }: HallQueue): Demand {
  return {
    id: `queue ${index}`,
    must: ANYBODY,
    needs: atLeast(level),
    stages: stages.map((stage) => ({
      afterMs: stage.afterMs,
      needs: atLeast(stage.level),
      prefersEarlier: false,
      class: stage.class,
      ringGroup: null,
    })),
    strategy: 'longest_idle',
    spread: null,
    ringGroup: 1,
    stickyMs: 0,
    skipUnstaffed: false,
  };
}
