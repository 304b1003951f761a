import { both, fits } from '../../../src/routing/index.ts';
import type { Entering, Match, Place, Profile, Standing } from '../../../src/routing/routing.ts';
import { Agenda } from '../../theory/agenda.ts';
import type { Driven } from './events.ts';

type Operator = { profile: Profile; standing: Standing; readonly idle: { order: number; sinceMs: number } };
type Caller = Entering & {
  readonly seq: number;
  offeredTo: string | null;
  /** When an offer failed, by operator. */
  readonly failedMs: Map<string, number>;
};

const COOL_DOWN_MS = 60_000;
/** So long even an operator without a substitute is left in peace. */
const REST_MS = 5_000;
const SIGNED_OUT: Standing = { signedIn: false, free: 0, load: 0, freeAtMs: null };

/**
 * The router that one writes first: for a freed operator the waiting callers are filtered and sorted, for a caller the
 * free operators; a timer for each caller and stage. It obeys the rules that the world of the benchmark uses (skills,
 * stages by age, class, boost, priority of bindings, longest idle, cool-down), so its decisions must be the same.
 */
export class NaiveRouter implements Driven {
  readonly #operators = new Map<string, Operator>();
  readonly #callers = new Map<string, Caller>();
  readonly #timers = new Agenda<Caller>();
  /** Since the last decision: who became free, and who must be looked at again. */
  readonly #freed = new Set<Operator>();
  readonly #changed = new Set<Caller>();
  #count = 0;

  seat(profile: Profile): undefined {
    const operator = this.#operators.get(profile.operatorId);
    if (operator === undefined) {
      const idle = { order: 0, sinceMs: 0 };
      this.#operators.set(profile.operatorId, { profile, standing: SIGNED_OUT, idle });
    } else {
      operator.profile = profile;
      // With other skills an idle operator may serve whom nobody could serve; that is no operator becoming free.
      if (operator.standing.free > 0) this.#lookAt(operator);
    }
  }

  tell(operatorId: string, standing: Standing, nowMs: number): void {
    const operator = this.#operators.get(operatorId)!;
    if (operator.standing.free === 0 && standing.free > 0) {
      this.#count += 1;
      Object.assign(operator.idle, { order: this.#count, sinceMs: nowMs });
      this.#freed.add(operator);
    }
    operator.standing = standing;
  }

  enter(entering: Entering, nowMs: number): Place {
    this.#count += 1;
    const caller: Caller = { ...entering, seq: this.#count, offeredTo: null, failedMs: new Map() };
    this.#callers.set(entering.callId, caller);
    for (const { afterMs } of entering.queue.stages) {
      if (entering.enteredMs + afterMs > nowMs) this.#timers.put(entering.enteredMs + afterMs, caller);
    }
    this.#changed.add(caller);
    return { ...caller, queueId: caller.queue.id, stagesBegun: 0, offeredTo: [] };
  }

  leave(callId: string): boolean {
    return this.#callers.delete(callId);
  }

  offerFailed(callId: string, operatorId: string, coolDown: boolean, nowMs: number): void {
    const caller = this.#callers.get(callId)!;
    caller.offeredTo = null;
    if (coolDown) {
      caller.failedMs.set(operatorId, nowMs);
      for (const afterMs of [REST_MS, COOL_DOWN_MS]) this.#timers.put(nowMs + afterMs, caller);
    }
    this.#changed.add(caller);
  }

  /** Nothing of it is kept: the strategies that ask for it are not in the world of the benchmark. */
  noteHandled(): void {}

  nextDueMs(): number {
    return this.#timers.nextMs;
  }

  advance(nowMs: number, onMatch: (match: Match) => void): boolean {
    while (this.#timers.nextMs <= nowMs) {
      const dueMs = this.#timers.nextMs;
      while (this.#timers.nextMs === dueMs) this.#changed.add(this.#timers.take()!);
      this.decide(dueMs, onMatch);
    }
    return true;
  }

  decide(nowMs: number, onMatch: (match: Match) => void): void {
    const freed = [...this.#freed].filter((operator) => operator.standing.free > 0);
    const changed = [...this.#changed].filter((caller) => this.#callers.get(caller.callId) === caller);
    this.#freed.clear();
    this.#changed.clear();
    if (freed.length === 1 && changed.length === 0) this.#serveFreed(freed[0]!, nowMs, onMatch);
    else if (freed.length + changed.length > 0) this.#serveFirst(freed, changed, nowMs, onMatch);
  }

  /** One operator became free: the first of the callers whom they may serve. */
  #serveFreed(operator: Operator, nowMs: number, onMatch: (match: Match) => void): void {
    const { bindings } = operator.profile;
    const priority = (caller: Caller): number => bindings[caller.queue.id]!.priority;
    const [first] = [...this.#callers.values()]
      .filter((caller) => this.#sees(caller, operator, nowMs))
      .sort((a, b) => a.class - b.class || priority(a) - priority(b) || keyOf(a) - keyOf(b) || a.seq - b.seq);
    if (first !== undefined) this.#offer(first, operator, 1, nowMs, onMatch);
  }

  /** Anything else: the first caller whom somebody free may serve, then the next. */
  #serveFirst(
    freed: readonly Operator[],
    changed: readonly Caller[],
    nowMs: number,
    onMatch: (match: Match) => void,
  ): void {
    const others = freed.length === 0 ? [] : [...this.#callers.values()];
    const callers = [
      ...new Set([
        ...changed,
        ...others.filter((caller) => freed.some((operator) => this.#sees(caller, operator, nowMs))),
      ]),
    ].sort((a, b) => a.class - b.class || keyOf(a) - keyOf(b) || a.seq - b.seq);
    for (const caller of callers) {
      const priority = ({ profile }: Operator): number => profile.bindings[caller.queue.id]!.priority;
      const free = [...this.#operators.values()]
        .filter((operator) => this.#sees(caller, operator, nowMs))
        .sort((a, b) => priority(a) - priority(b) || a.idle.order - b.idle.order);
      if (free[0] !== undefined) this.#offer(caller, free[0], free.length, nowMs, onMatch);
    }
  }

  #sees(caller: Caller, operator: Operator, nowMs: number): boolean {
    if (operator.standing.free === 0 || caller.offeredTo !== null) return false;
    if (!isEligible(caller, operator, nowMs)) return false;
    if (failedWithin(caller, operator, REST_MS, nowMs)) return false;
    if (!failedWithin(caller, operator, COOL_DOWN_MS, nowMs)) return true;
    return ![...this.#operators.values()].some(
      (other) =>
        other.standing.signedIn &&
        isEligible(caller, other, nowMs) &&
        !failedWithin(caller, other, COOL_DOWN_MS, nowMs),
    );
  }

  /** Whoever waits and could be served by this operator is looked at again. */
  #lookAt(operator: Operator): void {
    for (const caller of this.#callers.values()) {
      if (isEligible(caller, operator, Number.POSITIVE_INFINITY)) this.#changed.add(caller);
    }
  }

  #offer(
    caller: Caller,
    operator: Operator,
    candidatesCount: number,
    nowMs: number,
    onMatch: (match: Match) => void,
  ): void {
    const { operatorId } = operator.profile;
    caller.offeredTo = operatorId;
    onMatch({
      callId: caller.callId,
      operatorIds: [operatorId],
      atMs: nowMs,
      rule: 'caller first in line',
      idleMs: nowMs - operator.idle.sinceMs,
      candidatesCount,
    });
  }
}

const keyOf = ({ enteredMs, boostMs }: Caller): number => enteredMs - boostMs;

const failedWithin = (caller: Caller, { profile }: Operator, ms: number, nowMs: number): boolean =>
  (caller.failedMs.get(profile.operatorId) ?? Number.NEGATIVE_INFINITY) + ms > nowMs;

function isEligible({ queue, stepNeeds, enteredMs }: Caller, { profile }: Operator, nowMs: number): boolean {
  const { skills, operatorId, bindings } = profile;
  if (bindings[queue.id] === undefined || !fits(queue.must, skills, operatorId)) return false;
  if (fits(both(queue.needs, stepNeeds), skills, operatorId)) return true;
  return queue.stages.some(
    ({ afterMs, needs }) => nowMs - enteredMs >= afterMs && fits(needs, skills, operatorId),
  );
}
