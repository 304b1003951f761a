import { type Now, Recent } from '../base/index.ts';
import type { Entry } from '../journal/index.ts';
import { Lockouts, type Operator, Roster } from '../operators/index.ts';
import { OutboundUse } from '../outbound/index.ts';
import { type ParsedNeeds, parseNeeds, type Routing } from '../routing/index.ts';
import { Admission, EVERYBODY } from './arrivals/admission.ts';
import { RefusalCount } from './arrivals/refusals.ts';
import type { Stranger } from './arrivals/strangers.ts';
import type { Call } from './call.ts';
import { CallbackBook } from './callbacks/callback-book.ts';
import type { Command } from './command.ts';
import type { EndRead, JoinsRead, TimerPurpose } from './event.ts';
import type { KeptPlace } from './lines/kept-places.ts';
import { Nodes } from './nodes/nodes.ts';
import type { SigningIn } from './operators/signing-in.ts';
import type { Plan, Script } from './plan.ts';
import type { CallSnapshot } from './recovery/snapshot.ts';

/** A repeated event comes within moments: this is far more than can happen in them. */
const ENDED_LEGS_MAX = 1_000;
/** More than can end while the exchange is not heard, and be found gone. */
const ENDS_READ_MAX = 5_000;
/** Far more than can end while a node dies. */
const ENDED_CALLS_MAX = 5_000;

/** An entry as the handlers write it: the desk adds the time, unless it was an earlier one. */
type EntryOf<E> = E extends Entry ? Omit<E, 'atMs'> & { readonly atMs?: number } : never;

/** Owner of the router's timer: no call, leg or operator has an empty id. */
const ROUTER = '';
/** Callers of whom is remembered with whom they talked, and in which language. */
export const CALLERS_MAX = 50_000;

/** What was kept of a call, and the version of the flows in which it goes on; null where that is gone. */
export type KnownBefore = { readonly snapshot: CallSnapshot; readonly script: Script | null };

/** An operator's leg, from the ring to its end. `wrapUpMs` is set when it was answered. */
export type OperatorLeg = {
  readonly callId: string;
  readonly node: string;
  readonly operatorId: string;
  wrapUpMs: number | null;
  /** The queue that it was answered for, and when (monotonic). */
  answered: { readonly queueId: string; readonly atMs: number } | null;
};

/** A phone that called a feature code: whose it is, and what is heard last; null before that. */
export type ServiceLeg = {
  readonly node: string;
  readonly operatorId: string | null;
  readonly playId: string | null;
};

/** A phone that is rung, or has answered, for a supervisor; `operatorId`: whose it is, if anybody's. */
export type SupervisorLeg = {
  readonly callId: string;
  readonly node: string;
  readonly phoneId: string;
  readonly operatorId: string | null;
};

/** All state of the switchboard, and what every handler needs: the instant, and where commands go. */
export class Desk {
  plan: Plan;
  readonly roster: Roster;
  readonly router: Routing;
  readonly calls = new Map<string, Call>();
  /** The caller's leg → the call. */
  readonly callOfLeg = new Map<string, string>();
  /** Recording whose fate is not known yet → its call. */
  readonly callOfRecording = new Map<string, string>();
  /** Part of a call that is being recorded → its call, which may have ended meanwhile, and since when (monotonic). */
  readonly tapes = new Map<
    string,
    { readonly callId: string; readonly node: string; readonly atMs: number }
  >();
  readonly operatorLegs = new Map<string, OperatorLeg>();
  /** The leg of somebody outside → the call, and the node, until its end has been told. */
  readonly outLegs = new Map<string, { readonly callId: string; readonly node: string }>();
  readonly outboundUse = new OutboundUse();
  readonly callbacks = new CallbackBook();
  /** The leg of a supervisor → what it is for, until its end has been told. */
  readonly supervisorLegs = new Map<string, SupervisorLeg>();
  readonly serviceLegs = new Map<string, ServiceLeg>();
  /** Of those, the ones at which somebody enters a number and a PIN. */
  readonly signingIn = new Map<string, SigningIn>();
  readonly lockouts = new Lockouts();
  /** Phones of which the exchange says that they can be rung, whoever is there. */
  readonly phonesThere = new Set<string>();
  readonly strangers = new Map<string, Stranger>();
  readonly operatorTimers = new Map<string, number>();
  /** Callers' legs whose end was told: a repeated arrival of one is no new call. */
  readonly endedLegs = new Recent<true>(ENDED_LEGS_MAX);
  /** Legs that ended while nobody heard of it, by the exchange's own diary. */
  readonly endsRead = new Recent<EndRead>(ENDS_READ_MAX);
  /** When legs came into the talk of their call, by the same. */
  readonly joinsRead = new Recent<JoinsRead>(ENDS_READ_MAX);
  /** Calls whose books are closed: whoever comes again under the id of one is another call. */
  readonly endedCalls = new Recent<true>(ENDED_CALLS_MAX);
  /** The door for new callers, and those who were turned away without a record of their own. */
  readonly admission: Admission;
  readonly refusals = new RefusalCount();
  /** New callers are turned away: we are about to stop. */
  isDraining = false;
  readonly nodes: Nodes;
  /** Operator in wrap-up → when it ends (monotonic). */
  readonly wrapUpEndsMs = new Map<string, number>();
  /** Operator → when the last leg to their phone ended (monotonic). */
  readonly legEndedMs = new Map<string, number>();
  /** Calls of which something has changed that another process would have to know. */
  readonly touched = new Set<string>();
  /** Calls of the process before, until the exchange has told which callers are still there. */
  readonly knownBefore = new Map<string, KnownBefore>();
  readonly overBefore = new Set<string>();
  /** Callers whose place has changed and is not yet written on their legs. */
  readonly unmarked = new Set<string>();
  /** Caller's number → the operator whom they talked with last. */
  readonly lastOperators = new Recent<string>(CALLERS_MAX);
  /** Caller's number → the language that they chose last. */
  readonly languages = new Recent<string>(CALLERS_MAX);
  /** Caller's number and queue → a place that was given up not long ago. */
  readonly keptPlaces = new Recent<KeptPlace>(CALLERS_MAX);
  /** Needs as flows write them → compiled: the router knows equal ones fastest by their being the same. */
  readonly #needs = new Map<string, ParsedNeeds>();
  /** What the router's timer is set to (monotonic), and its generation. */
  #due: { readonly atMs: number; readonly generation: number } | null = null;
  now: Now;
  out: Command[] = [];
  #generation = 0;

  constructor(plan: Plan, now: Now, router: Routing) {
    this.plan = plan;
    this.now = now;
    this.router = router;
    this.nodes = new Nodes(plan.nodes);
    this.admission = new Admission(plan.admission ?? EVERYBODY, now);
    router.onEarlyStage = (callId) => this.unmarked.add(callId);
    this.roster = new Roster(plan.operators.values(), now.wallMs);
    for (const { id, skills, queues } of plan.operators.values())
      this.router.seat({ operatorId: id, skills, bindings: queues });
  }

  /** Flows write few different needs; a map of them is bounded by the files. */
  needsOf(text: string): ParsedNeeds {
    const known = this.#needs.get(text);
    if (known !== undefined) return known;
    const parsed = parseNeeds(text);
    this.#needs.set(text, parsed);
    return parsed;
  }

  want(command: Command): void {
    this.out.push(command);
  }

  write(entry: EntryOf<Entry>): void {
    if ('callId' in entry && typeof entry.callId === 'string') this.touched.add(entry.callId);
    this.out.push({ kind: 'write', entry: { atMs: this.now.wallMs, ...entry } as Entry });
  }

  /** To be called when an event is handled. */
  tellTouched(): void {
    for (const callId of this.touched) this.want({ kind: 'remember', callId });
    this.touched.clear();
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
   * Whether a leg that is no call's holds the operator's phone: a feature code, a supervisor's, or a talk left from
   * before.
   */
  holdsPhone(operatorId: string): boolean {
    const isTheirs = (leg: { readonly operatorId: string | null }): boolean => leg.operatorId === operatorId;
    const legs = [this.serviceLegs, this.supervisorLegs, this.strangers];
    return legs.some((each) => each.values().some(isTheirs));
  }

  /** Does nothing for a call that is over: what is told or asked of it came too late. */
  withCall(callId: string, act: (call: Call) => unknown): void {
    const call = this.calls.get(callId);
    if (call !== undefined) act(call);
  }

  /** The call of a caller's leg. */
  callWithLeg(legId: string): Call | undefined {
    const callId = this.callOfLeg.get(legId);
    return callId === undefined ? undefined : this.calls.get(callId);
  }

  /** Where a leg is that belongs to a call, to an operator or to nobody; undefined when it is not known. */
  nodeOf(legId: string): string | undefined {
    const { operatorLegs, outLegs, supervisorLegs, serviceLegs, strangers } = this;
    const legs = [operatorLegs, outLegs, supervisorLegs, serviceLegs, strangers];
    const of = this.callOfLeg.get(legId) ?? '';
    const node = legs.map((each) => each.get(legId)?.node).find((name) => name !== undefined);
    return node ?? this.calls.get(of)?.node;
  }

  /** How many calls are on this node. */
  countOn(node: string): number {
    let count = 0;
    for (const call of this.calls.values()) if (call.node === node) count += 1;
    return count;
  }

  /** Tells the router what the operator can do now; to be called after every change of an operator. */
  seatChanged(operator: Operator): void {
    const standing = {
      signedIn: operator.isSignedIn,
      // Who stands first in the line is known when all nodes have told of their callers.
      free: this.nodes.isStarting ? 0 : operator.free,
      load: operator.load,
      freeAtMs: this.#freeAtMs(operator),
    };
    this.router.tell(operator.id, standing, this.now.monoMs);
  }

  /** The end of a wrap-up is known; a talk is expected to take as long as talks of its queue do. */
  #freeAtMs({ id, unit, callId, presence }: Operator): number | null {
    // Who goes on a break after the call in hand is not waited for.
    if (presence !== 'ready') return null;
    if (unit === 'wrapUp') return this.wrapUpEndsMs.get(id) ?? null;
    const talk = unit === 'busy' ? this.calls.get(callId ?? '')?.talk : undefined;
    const answered = this.operatorLegs.get(talk?.legId ?? '')?.answered;
    if (answered == null) return null;
    return answered.atMs + this.router.handlingMs(answered.queueId);
  }

  /** The operator is no longer in the files, and has nothing to do any more. */
  forget(operator: Operator): void {
    this.roster.remove(operator);
    this.router.unseat(operator.id);
    this.wrapUpEndsMs.delete(operator.id);
    this.legEndedMs.delete(operator.id);
  }

  /** One timer for all that the router waits for; set anew only when the next due moment is another one. */
  armRouter(): void {
    const atMs = this.router.nextDueMs();
    if (atMs === this.#due?.atMs) return;
    if (atMs === undefined) {
      const { generation } = this.#due!;
      this.#due = null;
      return this.want({ kind: 'stopTimer', key: { owner: ROUTER, purpose: 'due', generation } });
    }
    this.#generation += 1;
    this.#due = { atMs, generation: this.#generation };
    const key = { owner: ROUTER, purpose: 'due', generation: this.#generation } as const;
    this.want({ kind: 'startTimer', key, delayMs: Math.max(0, Math.ceil(atMs - this.now.monoMs)) });
  }

  /** A clock may be a little early: what is not due yet gets a new timer. */
  routerTimerFired(): void {
    this.#due = null;
  }
}
