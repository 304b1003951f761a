import { holds, type Prng } from '../../src/base/index.ts';
import { ANYBODY } from '../../src/routing/index.ts';
import {
  CALLS,
  type Demand,
  type Match,
  type Profile,
  type Routing,
  type Standing,
} from '../../src/routing/routing.ts';
import { Agenda } from './agenda.ts';
import { exponential } from './draws.ts';

/** A call centre of the textbooks. Callers come to the queues in equal shares; operators answer at once. */
export type Centre = {
  readonly queues: readonly Demand[];
  readonly profiles: readonly Profile[];
  /** Mean time between two arrivals, over all queues. */
  readonly betweenMs: number;
  readonly talkMs: number;
  /** Mean; infinite: nobody gives up. */
  readonly patienceMs: number;
  /** So many may wait, over all queues; who comes then is turned away. */
  readonly roomMax: number;
};

/** Those who come between the two moments count; the clock stands at 0 with all operators free. */
export type Span = { readonly fromMs: number; readonly toMs: number; readonly promptMs: number };

/** What became of the callers who count. `entered`: all but those turned away. */
export type Tally = {
  turnedAway: number;
  entered: number;
  delayed: number;
  abandoned: number;
  /** Served within `promptMs`. */
  prompt: number;
  waitMsSum: number;
  /** Offers to an operator while another had been idle longer, and of a caller while another had come earlier. */
  operatorsPassedOver: number;
  callersPassedOver: number;
  readonly spanMs: number;
  /** Time talked within the span, per operator. */
  readonly busyMs: Map<string, number>;
};

type Caller = {
  readonly callId: string;
  readonly cameMs: number;
  readonly talkMs: number;
  readonly counts: boolean;
};

type Happening =
  | { readonly kind: 'comes' }
  | { readonly kind: 'losesPatience'; readonly caller: Caller }
  | { readonly kind: 'ends'; readonly operatorId: string };

const READY: Standing = { signedIn: true, free: CALLS, load: 0, freeAtMs: null };
const TALKING: Standing = { signedIn: true, free: 0, load: 1, freeAtMs: null };

/** Drives a router through one replication, event by event, on virtual time. */
export class SimulatedCentre {
  readonly #routing: Routing;
  readonly #centre: Centre;
  readonly #span: Span;
  readonly #prng: Prng;
  readonly #agenda = new Agenda<Happening>();
  /** In order of coming, and of becoming idle. */
  readonly #waiting = new Map<string, Caller>();
  readonly #idle = new Set<string>();
  readonly #matches: Match[] = [];
  readonly #tally: Tally;
  #nowMs = 0;
  #count = 0;

  constructor(routing: Routing, centre: Centre, span: Span, prng: Prng) {
    this.#routing = routing;
    this.#centre = centre;
    this.#span = span;
    this.#prng = prng;
    this.#tally = {
      turnedAway: 0,
      entered: 0,
      delayed: 0,
      abandoned: 0,
      prompt: 0,
      waitMsSum: 0,
      operatorsPassedOver: 0,
      callersPassedOver: 0,
      spanMs: span.toMs - span.fromMs,
      busyMs: new Map(centre.profiles.map(({ operatorId }) => [operatorId, 0])),
    };
  }

  /** Runs until the last caller who counts is served or gone. */
  run(): Tally {
    for (const profile of this.#centre.profiles) {
      holds(this.#routing.seat(profile) === undefined, 'every operator has a seat');
      this.#becomeIdle(profile.operatorId);
    }
    this.#nextArrival();
    while (this.#nowMs < this.#span.toMs || this.#waiting.values().some((caller) => caller.counts))
      this.#step();
    this.#routing.check(this.#nowMs);
    return this.#tally;
  }

  #step(): void {
    this.#nowMs = this.#agenda.nextMs;
    const happening = this.#agenda.take();
    holds(happening !== undefined, 'somebody always comes');
    holds(this.#routing.advance(this.#nowMs, this.#reserve), 'time is advanced without a budget');
    this.#happen(happening);
    this.#routing.decide(this.#nowMs, this.#reserve);
    for (const match of this.#matches.splice(0)) this.#answer(match);
  }

  #happen(happening: Happening): void {
    if (happening.kind === 'comes') this.#come();
    else if (happening.kind === 'ends') this.#becomeIdle(happening.operatorId);
    else this.#losePatience(happening.caller);
  }

  #nextArrival(): void {
    this.#agenda.put(this.#nowMs + exponential(this.#prng, this.#centre.betweenMs), { kind: 'comes' });
  }

  /** Everything about a caller is drawn here, so that two routers with the same chance meet the same callers. */
  #come(): void {
    this.#nextArrival();
    this.#count += 1;
    const queue = this.#prng.pick(this.#centre.queues);
    const talkMs = exponential(this.#prng, this.#centre.talkMs);
    const patienceMs = exponential(this.#prng, this.#centre.patienceMs);
    const counts = this.#nowMs >= this.#span.fromMs && this.#nowMs < this.#span.toMs;
    // Who would be served at once needs no place to wait; a free operator never stands beside someone who waits.
    if (this.#waiting.size >= this.#centre.roomMax && !this.#isSomebodyFree(queue.id)) {
      if (counts) this.#tally.turnedAway += 1;
      return;
    }
    const caller = { callId: `call-${this.#count}`, cameMs: this.#nowMs, talkMs, counts };
    if (counts) this.#tally.entered += 1;
    this.#waiting.set(caller.callId, caller);
    if (Number.isFinite(patienceMs))
      this.#agenda.put(this.#nowMs + patienceMs, { kind: 'losesPatience', caller });
    this.#enter(caller, queue);
  }

  #enter(caller: Caller, queue: Demand): void {
    const { callId, cameMs } = caller;
    const entering = { callId, queue, stepNeeds: ANYBODY, class: 5, boostMs: 0, enteredMs: cameMs };
    const place = this.#routing.enter(entering, this.#nowMs);
    holds(place !== undefined && 'seq' in place, 'everybody is let in');
  }

  #isSomebodyFree(queueId: string): boolean {
    return this.#centre.profiles.some(
      ({ operatorId, bindings }) => this.#idle.has(operatorId) && queueId in bindings,
    );
  }

  #becomeIdle(operatorId: string): void {
    this.#idle.add(operatorId);
    this.#routing.tell(operatorId, READY, this.#nowMs);
  }

  #losePatience(caller: Caller): void {
    if (!this.#waiting.delete(caller.callId)) return;
    this.#routing.leave(caller.callId);
    if (!caller.counts) return;
    this.#tally.abandoned += 1;
    this.#noteWait(caller);
  }

  readonly #reserve = (match: Match): void => {
    this.#matches.push(match);
    for (const operatorId of match.operatorIds) this.#routing.tell(operatorId, TALKING, this.#nowMs);
  };

  #answer({ callId, operatorIds }: Match): void {
    const [operatorId] = operatorIds;
    const caller = this.#waiting.get(callId);
    holds(operatorId !== undefined && operatorIds.length === 1, 'one operator is offered one caller');
    holds(caller !== undefined, 'only somebody who waits is offered');
    if (this.#idle.values().next().value !== operatorId) this.#tally.operatorsPassedOver += 1;
    if (this.#waiting.keys().next().value !== callId) this.#tally.callersPassedOver += 1;
    holds(this.#idle.delete(operatorId), 'only somebody free is offered a caller');
    this.#waiting.delete(callId);
    this.#routing.leave(callId);
    if (caller.counts) {
      if (this.#nowMs - caller.cameMs <= this.#span.promptMs) this.#tally.prompt += 1;
      this.#noteWait(caller);
    }
    this.#noteTalk(operatorId, caller.talkMs);
    this.#agenda.put(this.#nowMs + caller.talkMs, { kind: 'ends', operatorId });
  }

  #noteWait(caller: Caller): void {
    const waitMs = this.#nowMs - caller.cameMs;
    if (waitMs > 0) this.#tally.delayed += 1;
    this.#tally.waitMsSum += waitMs;
  }

  #noteTalk(operatorId: string, talkMs: number): void {
    const from = Math.max(this.#nowMs, this.#span.fromMs);
    const to = Math.min(this.#nowMs + talkMs, this.#span.toMs);
    this.#tally.busyMs.set(operatorId, this.#tally.busyMs.get(operatorId)! + Math.max(0, to - from));
  }
}
