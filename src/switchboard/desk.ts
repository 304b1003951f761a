import { type Now, Recent } from '../base/index.ts';
import type { Entry } from '../journal/index.ts';
import { type Operator, Roster } from '../operators/index.ts';
import { Router } from '../routing/index.ts';
import type { Call } from './call.ts';
import type { Command } from './command.ts';
import type { TimerPurpose } from './event.ts';
import type { Plan } from './plan.ts';
import type { Stranger } from './strangers.ts';

/** A repeated event comes within moments: this is far more than can happen in them. */
const ENDED_LEGS_MAX = 1_000;

/** An entry as the handlers write it: the desk adds the time. */
type EntryOf<E> = E extends Entry ? Omit<E, 'atMs'> : never;

/** An operator's leg, from the ring to its end. `wrapUpMs` is set when it was answered. */
export type OperatorLeg = { readonly callId: string; readonly operatorId: string; wrapUpMs: number | null };

/** An operator's phone that called a feature code. */
export type ServiceLeg = { readonly operatorId: string; readonly playId: string };

/** All state of the switchboard, and what every handler needs: the instant, and where commands go. */
export class Desk {
  readonly plan: Plan;
  readonly roster: Roster;
  readonly router = new Router();
  readonly calls = new Map<string, Call>();
  /** The caller's leg → the call. */
  readonly callOfLeg = new Map<string, string>();
  readonly operatorLegs = new Map<string, OperatorLeg>();
  readonly serviceLegs = new Map<string, ServiceLeg>();
  readonly strangers = new Map<string, Stranger>();
  readonly operatorTimers = new Map<string, number>();
  /** Callers' legs whose end was told: a repeated arrival of one is no new call. */
  readonly endedLegs = new Recent(ENDED_LEGS_MAX);
  /** New callers are turned away: we are about to stop. */
  isDraining = false;
  /**
   * When each waiting call is to be woken (monotonic), and the earliest of these moments, or one before it.
   */
  readonly wakesMs = new Map<string, number>();
  firstWakeMs = Number.POSITIVE_INFINITY;
  now: Now;
  out: Command[] = [];
  #generation = 0;

  constructor(plan: Plan, now: Now) {
    this.plan = plan;
    this.now = now;
    this.roster = new Roster(plan.operators.values(), now.wallMs);
    for (const { id, skills, queues } of plan.operators.values()) this.router.seat(id, skills, queues);
  }

  want(command: Command): void {
    this.out.push(command);
  }

  write(entry: EntryOf<Entry>): void {
    this.out.push({ kind: 'write', entry: { atMs: this.now.wallMs, ...entry } as Entry });
  }

  startTimer(call: Call, purpose: TimerPurpose, delayMs: number): void {
    this.stopTimer(call, purpose);
    call.generation += 1;
    call.timers.set(purpose, call.generation);
    this.want({ kind: 'startTimer', key: { owner: call.id, purpose, generation: call.generation }, delayMs });
  }

  stopTimer(call: Call, purpose: TimerPurpose): void {
    const generation = call.timers.get(purpose);
    if (generation === undefined) return;
    call.timers.delete(purpose);
    if (purpose === 'wake') this.wakesMs.delete(call.id);
    this.want({ kind: 'stopTimer', key: { owner: call.id, purpose, generation } });
  }

  stopTimers(call: Call): void {
    for (const purpose of [...call.timers.keys()]) this.stopTimer(call, purpose);
  }

  /** Operators' timers are not stopped: a firing whose generation is not the last one is dropped. */
  startOperatorTimer(operator: Operator, purpose: 'wrapUp' | 'phoneRest', delayMs: number): void {
    this.#generation += 1;
    this.operatorTimers.set(`${operator.id} ${purpose}`, this.#generation);
    this.want({
      kind: 'startTimer',
      key: { owner: operator.id, purpose, generation: this.#generation },
      delayMs,
    });
  }

  /**
   * Whether a leg that is no call's holds the operator's phone: a feature code, or a talk left from before.
   */
  holdsPhone(operatorId: string): boolean {
    const isTheirs = (leg: { readonly operatorId: string | null }): boolean => leg.operatorId === operatorId;
    return this.serviceLegs.values().some(isTheirs) || this.strangers.values().some(isTheirs);
  }

  /** The call of a caller's leg. */
  callWithLeg(legId: string): Call | undefined {
    const callId = this.callOfLeg.get(legId);
    return callId === undefined ? undefined : this.calls.get(callId);
  }

  /** Tells the router what the operator can do now; to be called after every change of an operator. */
  seatChanged(operator: Operator): void {
    this.router.setOperator(operator.id, operator.isSignedIn, operator.canTakeCall, this.now.monoMs);
  }
}
