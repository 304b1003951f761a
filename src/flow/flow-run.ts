import { assertNever, type Now } from '../base/index.ts';
import { CallVoice } from './call-voice.ts';
import type { Expression, Value } from './expression.ts';
import type { FetchResult, FlowEffect, FlowInput } from './flow-io.ts';
import type { FlowState } from './flow-state.ts';
import type { FlowGraph, FlowSet, Step, Target } from './graph.ts';
import type { Run } from './step-acts.ts';

/**
 * Steps that one call may enter, and that one event may enter; beyond, so many more for the handling of the
 * error.
 */
const CALL_STEPS_MAX = 1_000;
const EVENT_STEPS_MAX = 100;
const ERROR_STEPS_MAX = 20;
/** Errors that a flow may handle by itself, per call. */
const ERRORS_MAX = 10;

/** One input of one call, to its end. */
export class FlowRun extends CallVoice implements Run {
  readonly #set: FlowSet;
  #graph: FlowGraph | undefined;
  #step: Step | undefined;
  #outcome: string | undefined;
  #entered = 0;
  /** When the digit of this input was pressed. */
  #pressedMs: number;

  constructor(set: FlowSet, state: FlowState, now: Now, effects: FlowEffect[]) {
    super(state, now, effects);
    this.#set = set;
    this.#pressedMs = now.monoMs;
    this.#graph = state.flow === set.lastResort.name ? set.lastResort : set.flows.get(state.flow);
    const index = state.step === null ? undefined : this.#graph?.indexOf.get(state.step);
    this.#step = index === undefined ? undefined : this.#graph?.steps[index];
  }

  get stepName(): string {
    return this.#step?.name ?? '';
  }

  get left(): boolean {
    return this.#outcome !== undefined || this.state.over;
  }

  /**
   * Does what the input means, and then enters step after step until one waits for the world or the flow is
   * over.
   */
  handle(input: FlowInput): void {
    if (this.state.over) return;
    if (this.state.step === null) this.#begin(input);
    else if (this.#step === undefined)
      this.#toLastResort('the step in progress is not in this version of the flow');
    else this.#act(this.#step, input);
    while (this.#outcome !== undefined && !this.state.over) this.#next(this.#outcome);
  }

  #begin(input: FlowInput): void {
    if (input.kind === 'answered') this.state.answered = true;
    if (input.kind !== 'started' && input.kind !== 'resumed') return;
    if (this.#graph === undefined) this.#toLastResort('the flow does not exist');
    else this.#cross(this.#graph);
  }

  #act(step: Step, input: FlowInput): void {
    switch (input.kind) {
      case 'started':
        return;
      case 'answered':
        this.state.answered = true;
        return;
      case 'digitPressed':
        this.#pressedMs = input.atMonoMs;
        if (step.acts.digit === undefined) this.keepEarly(input.digit);
        else step.acts.digit(this, input.digit);
        return;
      case 'sayFinished':
        return this.#sayFinished(step, input.sayId, input.ok);
      case 'listenEnded':
        return this.#listenEnded(step, input.listenId);
      case 'queueEnded':
        return step.acts.queueEnded?.(this, input.outcome);
      case 'fetched':
        return this.#fetched(step, input.fetchId, input.result);
      case 'resumed':
        return this.#resume(step);
      default:
        return assertNever(input);
    }
  }

  #sayFinished(step: Step, sayId: string, ok: boolean): void {
    const saying = this.state.saying;
    if (saying?.sayId !== sayId) return;
    if (!ok) this.emit({ kind: 'trouble', what: `"${step.name}": not all of it was heard` });
    this.state.saying = null;
    this.#speak(step, saying.part + 1);
  }

  #listenEnded(step: Step, listenId: string): void {
    if (this.state.listenId !== listenId) return;
    this.state.listenId = null;
    const saying = this.state.saying;
    if (saying === null) return step.acts.silence?.(this);
    this.emit({ kind: 'stopSaying', sayId: saying.sayId });
    this.#sayFinished(step, saying.sayId, false);
  }

  #fetched(step: Step, fetchId: string, result: FetchResult): void {
    if (this.state.fetching?.fetchId !== fetchId) return;
    this.state.fetching = null;
    step.acts.fetched?.(this, result);
  }

  #resume(step: Step): void {
    this.dropEarly();
    this.state.saying = null;
    this.state.listenId = null;
    if (step.resume === 'again') step.acts.enter(this);
    else if (step.resume === 'skip') this.leave('done');
  }

  #next(outcome: string): void {
    this.#outcome = undefined;
    this.stopSaying();
    this.stopListening();
    this.emit({ kind: 'stepLeft', step: this.stepName, outcome });
    if (outcome === 'error') return this.#afterError();
    const target = this.#step?.targets.get(outcome);
    if (target === undefined) {
      this.emit({
        kind: 'trouble',
        what: `"${this.stepName}" ended with "${outcome}", and nothing handles it`,
      });
      return this.#afterError();
    }
    this.state.afterError = false;
    this.#go(target);
  }

  /** An error inside the target of an error, and too many of them, are nothing for the flow any more. */
  #afterError(): void {
    this.state.errors += 1;
    const target = this.#step?.targets.get('error');
    const enough = this.state.afterError || this.state.errors > ERRORS_MAX;
    if (target === undefined || (enough && this.#graph !== this.#set.lastResort)) {
      return this.#toLastResort('the flow cannot handle the error');
    }
    this.state.afterError = true;
    this.#go(target);
  }

  #go(target: Target): void {
    if (typeof target === 'number') return this.#enter(target);
    const other = this.#set.flows.get(target.flow);
    if (other === undefined) this.#toLastResort(`the flow "${target.flow}" does not exist`);
    else this.#cross(other);
  }

  /** Into another flow, which has variables of its own. */
  #cross(graph: FlowGraph): void {
    this.#graph = graph;
    this.state.flow = graph.name;
    this.state.variables = {};
    this.state.secrets = {};
    if (!graph.languages.includes(this.state.language)) this.state.language = graph.languages[0]!;
    this.#enter(graph.start);
  }

  #enter(index: number): void {
    const step = this.#graph!.steps[index]!;
    this.#entered += 1;
    this.state.visit += 1;
    this.#step = step;
    this.state.step = step.name;
    this.state.fetching = null;
    this.emit({ kind: 'stepEntered', flow: this.state.flow, step: step.name, visit: this.state.visit });
    if (this.#graph === this.#set.lastResort || !this.#budgetSpent()) step.acts.enter(this);
  }

  /**
   * True when the step must not run: the error's target gets a few steps more, and then it is the last
   * resort.
   */
  #budgetSpent(): boolean {
    const over = Math.max(this.#entered - EVENT_STEPS_MAX, this.state.visit - CALL_STEPS_MAX);
    if (over === 1) this.fail('too many steps: the flow goes round');
    else if (over > ERROR_STEPS_MAX) this.#toLastResort('too many steps after an error');
    return over === 1 || over > ERROR_STEPS_MAX;
  }

  #toLastResort(what: string): void {
    this.emit({ kind: 'trouble', what });
    this.stopSaying();
    this.stopListening();
    this.#outcome = undefined;
    this.#cross(this.#set.lastResort);
  }

  say(): void {
    if (this.#step !== undefined) this.#speak(this.#step, 0);
  }

  /** Says a part of the step's script; behind its end the step goes on. */
  #speak(step: Step, part: number): void {
    const said = step.acts.script?.(this)[part];
    if (this.left) return;
    if (said === undefined) step.acts.said?.(this);
    else this.utter(part, said.language ?? this.state.language, said.items);
  }

  keepEarly(digit: string): void {
    this.rememberDigit(digit, this.#pressedMs);
  }

  handles(outcome: string): boolean {
    return this.#step?.targets.has(outcome) === true;
  }

  leave(outcome: string): void {
    this.#outcome ??= outcome;
  }

  fail(what: string): void {
    this.emit({ kind: 'trouble', what });
    this.#outcome = 'error';
  }

  evaluate(expression: Expression): Value | undefined {
    const evaluated = this.valueOf(expression, this.#graph?.variables ?? new Map());
    if (evaluated.ok) return evaluated.value;
    this.fail(`"${this.stepName}": ${expression.text}: ${evaluated.say}`);
    return undefined;
  }
}
