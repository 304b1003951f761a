import type { Event, Policy, Ring, State } from '../../../scripts/router-stdio/request.ts';
import type { Assignment } from '../../../scripts/router-stdio/session.ts';

type Operator = {
  readonly id: string;
  skills: Readonly<Record<string, number>>;
  state: State;
  idleRank: number;
};

/** `with`: the operator whom the caller was given to; null: waits. */
type Caller = {
  readonly id: string;
  readonly arrivedMs: number;
  readonly rank: number;
  readonly prio: number;
  readonly rings: readonly Ring[];
  with: string | null;
};

/** The rules R1–R8 of the protocol by looking through plain lists, without a router. */
export class LiteralProtocol {
  readonly #policy: Policy;
  #operators: Operator[] = [];
  #callers: Caller[] = [];
  #nowMs = Number.NEGATIVE_INFINITY;
  #rank = 0;
  #assignments: Assignment[] = [];

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  /** What the event brings about, in order. */
  handle(event: Event): readonly Assignment[] {
    this.#assignments = [];
    for (const dueMs of this.#ringsDue(event.t)) this.#match(dueMs);
    this.#nowMs = event.t;
    this.#apply(event);
    this.#match(event.t);
    return this.#assignments;
  }

  stats(): { readonly waiting: number; readonly idle: number } {
    const idle = this.#operators.filter(({ state }) => state === 'idle').length;
    return { waiting: this.waiting().length, idle };
  }

  waiting(): readonly string[] {
    return this.#callers.filter((caller) => caller.with === null).map(({ id }) => id);
  }

  /** Pairs that a reject could name. */
  given(): readonly (readonly [callId: string, operatorId: string])[] {
    return this.#callers.flatMap((caller) =>
      caller.with === null ? [] : [[caller.id, caller.with] as const],
    );
  }

  /** R2: moments at which a ring changes, each once, up to and with `toMs`. */
  #ringsDue(toMs: number): readonly number[] {
    const waiting = this.#callers.filter((caller) => caller.with === null);
    const moments = waiting.flatMap(({ arrivedMs, rings }) =>
      rings.map(({ afterMs }) => arrivedMs + afterMs),
    );
    const due = new Set(moments.filter((atMs) => atMs > this.#nowMs && atMs <= toMs));
    return [...due].toSorted((one, other) => one - other);
  }

  #apply(event: Event): void {
    if (event.e === 'tick') return;
    const operator = this.#operators.find(({ id }) => id === event.id);
    const caller = this.#callers.find(({ id }) => id === event.id);
    switch (event.e) {
      case 'agent':
        if (operator !== undefined) operator.skills = event.skills;
        else this.#operators.push({ id: event.id, skills: event.skills, state: 'offline', idleRank: 0 });
        return;
      case 'state':
        if (operator !== undefined) this.#setState(operator, event.s);
        return;
      case 'arrive':
        if (caller === undefined) this.#arrive(event);
        return;
      case 'abandon':
        if (caller?.with === null) this.#callers = this.#callers.filter((other) => other !== caller);
        return;
      case 'reject':
        if (caller?.with !== event.agent) return;
        caller.with = null;
        this.#operators.find(({ id }) => id === event.agent)!.state = 'away';
    }
  }

  /** R6: who is idle already keeps the turn. Any state ends what the operator was given. */
  #setState(operator: Operator, state: State): void {
    this.#callers = this.#callers.filter((caller) => caller.with !== operator.id);
    this.#rank += 1;
    if (state === 'idle' && operator.state !== 'idle') operator.idleRank = this.#rank;
    operator.state = state;
  }

  #arrive({ id, t, prio, rings }: Extract<Event, { e: 'arrive' }>): void {
    this.#rank += 1;
    this.#callers.push({ id, arrivedMs: t, rank: this.#rank, prio, rings, with: null });
  }

  /** R5: as long as anybody waits whom somebody idle may serve. */
  #match(atMs: number): void {
    for (;;) {
      const inOrder = this.#callers.filter((caller) => caller.with === null).toSorted(this.#byOrder);
      const caller = inOrder.find((waiting) => this.#eligible(waiting, atMs).length > 0);
      if (caller === undefined) return;
      const operator = this.#pick(caller, atMs);
      operator.state = 'busy';
      caller.with = operator.id;
      this.#assignments.push([caller.id, operator.id, atMs]);
    }
  }

  /** R3. */
  readonly #byOrder = (one: Caller, other: Caller): number => {
    const { msPerPoint } = this.#policy;
    if (msPerPoint === null)
      return other.prio - one.prio || one.arrivedMs - other.arrivedMs || one.rank - other.rank;
    const start = (caller: Caller): number => caller.arrivedMs - caller.prio * msPerPoint;
    return start(one) - start(other) || one.rank - other.rank;
  };

  /** R1. */
  #eligible(caller: Caller, atMs: number): readonly Operator[] {
    const ring = currentRing(caller, atMs);
    if (ring === undefined) return [];
    return this.#operators.filter(({ state, skills }) => {
      return (
        state === 'idle' &&
        Object.entries(ring.least).every(([skill, minimum]) => levelOf(skills, skill) >= minimum)
      );
    });
  }

  /** R4. */
  #pick(caller: Caller, atMs: number): Operator {
    const skills = Object.keys(currentRing(caller, atMs)!.least);
    const sum = (operator: Operator): number =>
      skills.reduce((total, skill) => total + levelOf(operator.skills, skill), 0);
    const count = (operator: Operator): number => Object.keys(operator.skills).length;
    const { pick } = this.#policy;
    return this.#eligible(caller, atMs).toSorted((one, other) => {
      const first =
        pick === 'most-skilled'
          ? sum(other) - sum(one)
          : pick === 'least-flexible'
            ? count(one) - count(other)
            : 0;
      return first || one.idleRank - other.idleRank;
    })[0]!;
  }
}

/** R2: the last ring of the list that is due. */
const currentRing = ({ rings, arrivedMs }: Caller, atMs: number): Ring | undefined =>
  rings.findLast(({ afterMs }) => arrivedMs + afterMs <= atMs);

const levelOf = (skills: Readonly<Record<string, number>>, skill: string): number =>
  Object.hasOwn(skills, skill) ? skills[skill]! : 0;
