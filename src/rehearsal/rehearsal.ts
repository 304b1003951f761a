import {
  createFlowState,
  type Errand,
  type FlowEffect,
  type FlowGraph,
  type FlowInput,
  type FlowStart,
  type FlowState,
  runFlow,
} from '../flow/index.ts';
import { ruleOf } from './errands.ts';
import { type Setting, serversFrom, usualFacts } from './facts.ts';
import type { Happening, HungUp } from './happening.ts';
import { OfflineExchange } from './offline-exchange.ts';

/** From one key to the next. */
const KEY_MS = 100;

export type RehearsalOptions = {
  readonly flows: Setting;
  readonly start: FlowStart;
  /** The wall clock when the call comes, since the Unix epoch. */
  readonly atMs: number;
  /**
   * What becomes of a caller who comes into a queue: one of the outcomes that the step handles, or null: the caller
   * waits there.
   */
  queueEnds(queue: string, handled: readonly string[]): string | null;
};

/** Ends of a visit after which the caller is still there. */
export const HAND_OVERS = ['operator_left', 'transferred_back'] as const;

const isHandOver = (outcome: string): outcome is (typeof HAND_OVERS)[number] =>
  HAND_OVERS.some((event) => event === outcome);

type StepOf = FlowGraph['steps'][number];

/** One call from its first moment: the caller acts, and time passes when the caller lets it. */
export class Rehearsal {
  readonly #options: RehearsalOptions;
  readonly #state: FlowState;
  readonly #exchange: OfflineExchange;

  constructor(options: RehearsalOptions) {
    this.#options = options;
    this.#state = createFlowState(options.start);
    this.#exchange = new OfflineExchange((flow, step) => this.#find(flow, step)?.kind ?? '');
  }

  get happenings(): readonly Happening[] {
    return this.#exchange.happenings;
  }

  /** What the flow wanted and no exchange could do: always a mistake of ours. */
  get faults(): readonly string[] {
    return this.#exchange.faults;
  }

  /** How the call ended; null while it goes on. */
  get ended(): HungUp | null {
    return this.#exchange.ended;
  }

  /** The queue in which the caller waits. */
  get queue(): string | null {
    return this.#exchange.queue;
  }

  /** What others do for the flow, which waits for them. */
  get errand(): Errand | null {
    return this.#exchange.errand?.errand ?? null;
  }

  /** So long the flow still waits for the caller, or for others; null when it does not. */
  get waitMs(): number | null {
    const { listening, saying, errand, nowMs } = this.#exchange;
    const waitsFor = errand ?? listening;
    return waitsFor === null || saying !== null ? null : waitsFor.endsMs - nowMs;
  }

  /** Nothing is said, nothing is waited for, and the call is not over: it would stay so for ever. */
  get isLost(): boolean {
    const { ended, queue, dueMs } = this.#exchange;
    return ended === null && queue === null && dueMs === Number.POSITIVE_INFINITY;
  }

  /** The call has fallen out of all flows of the bundle. */
  get isLastResort(): boolean {
    return this.#exchange.flow === this.#options.flows.lastResort.name;
  }

  /** The step in progress: its name, its kind, and the outcomes that lead somewhere. */
  get step(): { readonly name: string; readonly kind: string; readonly handled: readonly string[] } {
    const { flow, step: name } = this.#exchange;
    const step = this.#find(flow, name);
    const events = step?.acts.queueEnded === undefined ? [] : (this.#graphOf(flow)?.backToLine ?? []);
    return { name, kind: step?.kind ?? '', handled: [...(step?.targets.keys() ?? []), ...events] };
  }

  #graphOf(flow: string): FlowGraph | undefined {
    const { flows, lastResort } = this.#options.flows;
    return flow === lastResort.name ? lastResort : flows.get(flow);
  }

  #find(flow: string, name: string): StepOf | undefined {
    const graph = this.#graphOf(flow);
    return graph?.steps[graph.indexOf.get(name) ?? -1];
  }

  /** The call comes in. */
  call(): void {
    this.#input({ kind: 'started' });
  }

  /** Presses keys one after the other, also while something is said. */
  press(digits: string): void {
    for (const digit of digits) {
      if (this.ended !== null) return;
      this.#exchange.note({ kind: 'pressed', digit });
      this.#input({ kind: 'digitPressed', digit, atMonoMs: this.#exchange.nowMs });
      this.#pass(KEY_MS);
    }
  }

  /** Hears the end of what is being said; false when nothing is. */
  hearNext(): boolean {
    const { saying, nowMs } = this.#exchange;
    if (saying === null) return false;
    this.#pass(saying.endsMs - nowMs);
    return true;
  }

  /** Hears all that is said until the flow waits for something. */
  hear(): void {
    while (this.hearNext());
  }

  /** Presses nothing for so long; what is said meanwhile is heard, and does not count. */
  silence(ms: number): void {
    if (this.ended !== null) return;
    this.#exchange.note({ kind: 'silent', ms });
    for (let leftMs = ms; leftMs > 0 && this.ended === null; ) {
      if (this.hearNext()) continue;
      const waitMs = Math.min(leftMs, this.#exchange.dueMs - this.#exchange.nowMs);
      this.#pass(waitMs);
      leftMs -= waitMs;
    }
  }

  /** The caller has had enough; what the flow says under `on_hangup` is done. */
  hangUp(): void {
    if (this.ended !== null) return;
    this.#exchange.hangUp();
    this.#input({ kind: 'hungUp' });
  }

  /** The wait in the queue, if there is one, ends so. */
  leaveQueue(outcome: string): void {
    const { queue } = this.#exchange;
    if (queue !== null) this.#input(this.#queueEnded(queue, outcome));
  }

  /** What others do for the flow, if anything, ends so. */
  endErrand(outcome: string, slots: Readonly<Record<string, unknown>> = {}): void {
    const { errand: underWay } = this.#exchange;
    if (underWay === null) return;
    const { errandId, errand } = underWay;
    const rule = ruleOf(errand);
    this.#exchange.errand = null;
    this.#exchange.note({ kind: 'errandEnded', act: rule.act, outcome });
    this.#input({ kind: 'errandEnded', errandId, result: rule.result(outcome, slots) });
    const [word, what] = rule.wanted(errand);
    if (this.#state.over && this.ended === null) this.#exchange.handOver(`${word} ${what}`);
  }

  /** Lets time pass, and all that ends in it. */
  #pass(ms: number): void {
    const endMs = this.#exchange.nowMs + ms;
    while (this.#exchange.dueMs <= endMs) {
      this.#exchange.nowMs = this.#exchange.dueMs;
      this.#fire();
    }
    this.#exchange.nowMs = endMs;
  }

  #fire(): void {
    const { saying, listening, errand } = this.#exchange;
    if (errand !== null) this.endErrand(errand.outcome);
    else if (saying !== null && saying.endsMs <= (listening?.endsMs ?? saying.endsMs)) {
      this.#exchange.saying = null;
      this.#input({ kind: 'sayFinished', sayId: saying.sayId, ok: true });
    } else if (listening !== null) {
      this.#exchange.listening = null;
      this.#input({ kind: 'listenEnded', listenId: listening.listenId });
    }
  }

  #input(input: FlowInput): void {
    const { flows, atMs } = this.#options;
    for (let next: FlowInput | undefined = input; next !== undefined; ) {
      const effects: FlowEffect[] = [];
      const { nowMs } = this.#exchange;
      runFlow(flows, this.#state, next, { monoMs: nowMs, wallMs: atMs + nowMs }, effects);
      for (const effect of effects) this.#exchange.carryOut(effect);
      next = this.#answer(effects) ?? this.#queueVerdict();
    }
  }

  /** What the flow asked the house or a server is answered at once. */
  #answer(effects: readonly FlowEffect[]): FlowInput | undefined {
    const { flows, start, atMs } = this.#options;
    const sent = effects.findLast((effect) => effect.kind === 'fetch');
    if (sent !== undefined) {
      const result = (flows.servers ?? serversFrom([]))(sent.request);
      return { kind: 'fetched', fetchId: sent.fetchId, result };
    }
    const asked = effects.find((effect) => effect.kind === 'ask');
    if (asked === undefined) return undefined;
    const facts = flows.facts ?? usualFacts;
    return { kind: 'told', fact: facts(asked.question, atMs + this.#exchange.nowMs, start.caller) };
  }

  #queueVerdict(): FlowInput | undefined {
    const { queue } = this.#exchange;
    if (queue === null || this.#exchange.isSettled) return undefined;
    const outcome = this.#options.queueEnds(queue, this.step.handled);
    if (outcome === null) {
      this.#exchange.isSettled = true;
      return undefined;
    }
    return this.#queueEnded(queue, outcome);
  }

  /** An operator puts the caller on hold, if one can have the caller. */
  hold(): void {
    if (this.queue !== null) this.#input({ kind: 'handedOver', event: 'held' });
  }

  #queueEnded(queue: string, outcome: string): FlowInput {
    this.#exchange.queue = null;
    this.#exchange.note({ kind: 'queueEnded', queue, outcome });
    if (isHandOver(outcome)) return { kind: 'handedOver', event: outcome };
    return { kind: 'queueEnded', outcome };
  }
}
