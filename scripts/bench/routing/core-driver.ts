import { holds } from '../../../src/base/index.ts';
import type { Decision } from '../../../src/routing/core/deciding.ts';
import { RouterCore } from '../../../src/routing/core/router-core.ts';
import type { Joining } from '../../../src/routing/core/waiting.ts';
import {
  CALLS,
  type Entering,
  type Match,
  type Profile,
  type RouterLimits,
} from '../../../src/routing/routing.ts';
import { type Kind, TALK_MS, type WorldEvent } from './events.ts';
import { firstCallers, type World } from './world.ts';

/** A world's event in the core's terms: slots for ids, demands that are known. */
export type CoreEvent = {
  readonly kind: Kind;
  readonly atMs: number;
  readonly caller: number;
  readonly operator: number;
  readonly queueId: string;
  readonly joining: Joining | null;
  readonly profile: Profile | null;
};

const UNKNOWN = Number.NaN;
const NOBODY = -1;
/** More than one event has ever decided. */
const DECISIONS_MAX = 1 << 16;

/** A switchboard around the core of the router; what has to do with ids is done outside of `deliver`. */
export class CoreDriver {
  readonly #core: RouterCore;
  readonly #callers = new Map<string, number>();
  /** Decisions since the last event: caller and operator, two numbers each. */
  readonly #decided = new Int32Array(2 * DECISIONS_MAX);
  #count = 0;
  #arrived = NOBODY;

  constructor(limits: RouterLimits) {
    this.#core = new RouterCore(limits);
  }

  /** The same first moment as for the whole router. */
  fill(world: World): void {
    for (const profile of world.profiles) {
      holds(this.#core.seat(profile) === undefined, 'the tables hold every operator');
      this.#core.tell(this.#operator(profile.operatorId), true, 0, 1, UNKNOWN, 0);
    }
    for (const entering of firstCallers(world))
      this.#callers.set(entering.callId, this.#core.enter(this.#joining(entering), 0));
    this.#core.decide(0, () => holds(false, 'nobody is offered while all operators talk'));
  }

  eventOf({ kind, atMs, callId, operatorId, queueId, entering, profile }: WorldEvent): CoreEvent {
    const joining = entering === null ? null : this.#joining(entering);
    const operator = operatorId === '' ? NOBODY : this.#operator(operatorId);
    return { kind, atMs, caller: this.#callers.get(callId) ?? NOBODY, operator, queueId, joining, profile };
  }

  /** The same way as that of the whole router. */
  deliver(event: CoreEvent): void {
    this.#count = 0;
    this.#core.advance(event.atMs, Number.POSITIVE_INFINITY, this.#ring);
    this.#happen(event);
    this.#core.decide(event.atMs, this.#ring);
    this.#core.nextDueMs();
  }

  /** What was decided in this event, with names. */
  matchesOf({ kind, callId, atMs }: WorldEvent): readonly Match[] {
    if (kind === 'arrived') this.#callers.set(callId, this.#arrived);
    const matches = Array.from({ length: this.#count }, (_, place) => {
      const [caller, operator] = this.#decided.subarray(2 * place);
      return this.#match(caller!, operator!, atMs);
    });
    if (kind === 'hungUp' || kind === 'answered') this.#callers.delete(callId);
    return matches;
  }

  #happen(event: CoreEvent): void {
    const { kind, atMs, caller, operator } = event;
    const core = this.#core;
    switch (kind) {
      case 'arrived':
        this.#arrived = core.enter(event.joining!, atMs);
        return;
      case 'hungUp':
        core.leave(caller);
        return;
      case 'answered':
        core.leave(caller);
        core.tell(operator, true, 0, 1, UNKNOWN, atMs);
        return;
      case 'declined':
        core.offerFailed(caller, operator, true, atMs);
        core.tell(operator, true, CALLS, 0, UNKNOWN, atMs);
        return;
      case 'ended':
        core.noteHandled(operator, event.queueId, TALK_MS);
        core.tell(operator, true, CALLS, 0, UNKNOWN, atMs);
        return;
      case 'paused':
        core.tell(operator, true, 0, 0, UNKNOWN, atMs);
        return;
      case 'cameBack':
        core.tell(operator, true, CALLS, 0, UNKNOWN, atMs);
        return;
      case 'skillsChanged':
        core.seat(event.profile!);
        return;
    }
  }

  readonly #ring = ({ caller, operators, atMs }: Decision): void => {
    const operator = operators[0]!;
    this.#decided[2 * this.#count] = caller;
    this.#decided[2 * this.#count + 1] = operator;
    this.#count += 1;
    this.#core.tell(operator, true, 0, 1, UNKNOWN, atMs);
  };

  #joining(entering: Entering): Joining {
    const { callId, boostMs, enteredMs } = entering;
    const demand = this.#core.know(entering);
    holds('lines' in demand, 'the tables hold every demand');
    return {
      callId,
      demand,
      class: entering.class,
      boostMs,
      enteredMs,
      kind: CALLS,
      stagesBegun: 0,
      seq: UNKNOWN,
      lastOperator: NOBODY,
    };
  }

  #operator(operatorId: string): number {
    return this.#core.tables.operators.findSeated(operatorId);
  }

  #match(caller: number, operator: number, atMs: number): Match {
    const { callers, operators } = this.#core.tables;
    const names = { callId: callers.idOf(caller), operatorIds: [operators.idOf(operator)] };
    return { ...names, atMs, rule: 'caller first in line', idleMs: 0, candidatesCount: 1 };
  }
}
