import { assertNever } from '../base/index.ts';
import {
  createFlowState,
  type FlowEffect,
  type FlowInput,
  type FlowSet,
  type FlowStart,
  type FlowState,
  runFlow,
} from '../flow/index.ts';
import type { Happening, HungUp } from './happening.ts';

/** All that is said lasts so long: a test must not depend on the length of a recording. */
const SAY_MS = 2_000;
/** From one key to the next. */
const KEY_MS = 100;

export type RehearsalOptions = {
  readonly flows: FlowSet;
  readonly start: FlowStart;
  /** The wall clock when the call comes, since the Unix epoch. */
  readonly atMs: number;
  /**
   * What becomes of a caller who comes into a queue: one of the outcomes that the step handles, or null: the caller
   * waits there.
   */
  queueEnds(queue: string, handled: readonly string[]): string | null;
};

/** Plain omission would forget which kinds there are. */
type Note = Happening extends infer One ? (One extends Happening ? Omit<One, 'atMs'> : never) : never;

/**
 * One call from its first moment, and the exchange around it: what the flow wants is carried out at once, time passes
 * when the caller lets it. What the flow could not want of a real exchange is among the faults.
 */
export class Rehearsal {
  readonly happenings: Happening[] = [];
  readonly faults: string[] = [];
  readonly #options: RehearsalOptions;
  readonly #state: FlowState;
  #nowMs = 0;
  #saying: { readonly sayId: string; readonly endsMs: number } | null = null;
  #listening: { readonly listenId: string; readonly endsMs: number } | null = null;
  #isAnswered = false;
  #queue: string | null = null;
  #ended: HungUp | null = null;
  /** Where the flow is while its effects are carried out: the state is ahead of them. */
  #at = { flow: '', step: '' };

  constructor(options: RehearsalOptions) {
    this.#options = options;
    this.#state = createFlowState(options.start);
  }

  /** How the call ended; null while it goes on. */
  get ended(): HungUp | null {
    return this.#ended;
  }

  /** The queue in which the caller waits. */
  get queue(): string | null {
    return this.#queue;
  }

  get isSaying(): boolean {
    return this.#saying !== null;
  }

  /** Nothing is said, nothing is waited for, and the call is not over: it would stay so for ever. */
  get isLost(): boolean {
    return this.#ended === null && this.#queue === null && this.#saying === null && this.#listening === null;
  }

  /** The call has fallen out of all flows of the bundle. */
  get isLastResort(): boolean {
    return this.#at.flow === this.#options.flows.lastResort.name;
  }

  /** The step in progress: its name, its kind, and the outcomes that lead somewhere. */
  get step(): { readonly name: string; readonly kind: string; readonly handled: readonly string[] } {
    const { flow, step: name } = this.#at;
    const { flows, lastResort } = this.#options.flows;
    const graph = flow === lastResort.name ? lastResort : flows.get(flow);
    const step = graph?.steps[graph.indexOf.get(name) ?? -1];
    return { name, kind: step?.kind ?? '', handled: [...(step?.targets.keys() ?? [])] };
  }

  /** The call comes in. */
  call(): void {
    this.#input({ kind: 'started' });
  }

  /** Presses keys one after the other, also while something is said. */
  press(digits: string): void {
    for (const digit of digits) {
      if (this.#ended !== null) return;
      this.#note({ kind: 'pressed', digit });
      this.#input({ kind: 'digitPressed', digit, atMonoMs: this.#nowMs });
      this.#pass(KEY_MS);
    }
  }

  /** Hears the end of what is being said; false when nothing is. */
  hearNext(): boolean {
    if (this.#saying === null) return false;
    this.#pass(this.#saying.endsMs - this.#nowMs);
    return true;
  }

  /** Hears all that is said until the flow waits for something. */
  hear(): void {
    while (this.hearNext());
  }

  /** Presses nothing for so long; what is said meanwhile is heard, and does not count. */
  silence(ms: number): void {
    if (this.#ended !== null) return;
    this.#note({ kind: 'silent', ms });
    for (let leftMs = ms; leftMs > 0 && this.#ended === null; ) {
      if (this.hearNext()) continue;
      const waitMs = Math.min(leftMs, (this.#listening?.endsMs ?? Number.POSITIVE_INFINITY) - this.#nowMs);
      this.#pass(waitMs);
      leftMs -= waitMs;
    }
  }

  /** The caller has had enough. */
  hangUp(): void {
    if (this.#ended !== null) return;
    this.#end({ kind: 'hungUp', by: 'caller' });
    this.#saying = null;
    this.#listening = null;
  }

  /** Lets time pass, and all that ends in it. */
  #pass(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let dueMs = this.#dueMs(); dueMs <= endMs; dueMs = this.#dueMs()) {
      this.#nowMs = dueMs;
      this.#fire();
    }
    this.#nowMs = endMs;
  }

  #dueMs(): number {
    const never = Number.POSITIVE_INFINITY;
    return Math.min(this.#saying?.endsMs ?? never, this.#listening?.endsMs ?? never);
  }

  #fire(): void {
    const [saying, listening] = [this.#saying, this.#listening];
    if (saying !== null && saying.endsMs <= (listening?.endsMs ?? saying.endsMs)) {
      this.#saying = null;
      this.#input({ kind: 'sayFinished', sayId: saying.sayId, ok: true });
    } else if (listening !== null) {
      this.#listening = null;
      this.#input({ kind: 'listenEnded', listenId: listening.listenId });
    }
  }

  #input(input: FlowInput): void {
    for (let next: FlowInput | undefined = input; next !== undefined; next = this.#queueVerdict()) {
      const effects: FlowEffect[] = [];
      const now = { monoMs: this.#nowMs, wallMs: this.#options.atMs + this.#nowMs };
      runFlow(this.#options.flows, this.#state, next, now, effects);
      for (const effect of effects) this.#carryOut(effect);
    }
  }

  #queueVerdict(): FlowInput | undefined {
    if (this.#queue === null) return undefined;
    const outcome = this.#options.queueEnds(this.#queue, this.step.handled);
    if (outcome === null) return undefined;
    this.#note({ kind: 'queueEnded', queue: this.#queue, outcome });
    this.#queue = null;
    return { kind: 'queueEnded', outcome };
  }

  #carryOut(effect: FlowEffect): void {
    if (this.#ended !== null) this.faults.push(`"${effect.kind}" is wanted after the end of the call`);
    switch (effect.kind) {
      case 'answer':
        this.#isAnswered = true;
        return this.#note({ kind: 'answered' });
      case 'say':
        if (this.#saying !== null) this.faults.push(`"${this.#at.step}" speaks while something is said`);
        this.#mustBeAnswered();
        this.#saying = { sayId: effect.sayId, endsMs: this.#nowMs + SAY_MS };
        return this.#note({ kind: 'said', language: effect.language, items: effect.items });
      case 'stopSaying':
        this.#saying = null;
        return;
      case 'listen':
        return this.#listen(effect);
      case 'stopListening':
        this.#listening = null;
        return;
      case 'enqueue':
        return this.#enqueue(effect);
      case 'hangUp':
        this.#mustBeQuiet();
        return this.#end({ kind: 'hungUp', by: 'flow', reason: effect.reason, outcome: effect.outcome });
      case 'stepEntered':
        this.#at = { flow: effect.flow, step: effect.step };
        return this.#note({ kind: 'entered', ...this.#at });
      case 'stepLeft':
        return this.#note({ kind: 'left', ...this.#at, outcome: effect.outcome });
      case 'digitTaken':
        return;
      case 'trouble':
        return this.#note({ kind: 'trouble', what: effect.what });
      default:
        return assertNever(effect);
    }
  }

  #listen({ listenId, ms }: Extract<FlowEffect, { kind: 'listen' }>): void {
    this.#mustBeAnswered();
    this.#listening = { listenId, endsMs: this.#nowMs + ms };
    // While something is said the timer only guards its end.
    if (this.#saying === null) this.#note({ kind: 'asked', step: this.#at.step, stepKind: this.step.kind });
  }

  #enqueue({ queue, needs, class: rank, label }: Extract<FlowEffect, { kind: 'enqueue' }>): void {
    this.#mustBeAnswered();
    this.#mustBeQuiet();
    this.#queue = queue;
    this.#note({ kind: 'queued', queue, needs, class: rank, label });
  }

  #end(how: HungUp): void {
    this.#queue = null;
    this.#ended = how;
    this.#note(how);
  }

  #mustBeAnswered(): void {
    if (!this.#isAnswered) this.faults.push(`"${this.#at.step}" speaks or listens before the answer`);
  }

  #mustBeQuiet(): void {
    if (this.#saying !== null || this.#listening !== null)
      this.faults.push(`"${this.#at.step}" leaves a sound or a timer behind`);
  }

  #note(what: Note): void {
    this.happenings.push({ ...what, atMs: this.#nowMs } as Happening);
  }
}
