import { assertNever, type Now } from '../base/index.ts';
import { CallVoice } from './call-voice.ts';
import type { ErrandResult } from './errand.ts';
import type { Expression, Value } from './expression.ts';
import type { CallerInput, FetchResult, FlowEffect } from './flow-io.ts';
import { enterFlow, keepFrame, positionOf, takeFrame } from './flow-stack.ts';
import type { FlowState } from './flow-state.ts';
import type { FlowGraph, FlowSet, Step, Target } from './graph.ts';
import { handedOver } from './hand-over.ts';
import type { Run } from './step-acts.ts';
import { isFarTooMany, stepsTooMany } from './step-budget.ts';

/** What the journal says of a call that has entered too many steps. */
export const OVER_BUDGET = 'too many steps: the flow goes round';
/** Errors that a flow may handle by itself, per call. */
const ERRORS_MAX = 10;
/** The reason may quote what it was given. */
const SECRET = 'it has no value';

/** One input of one call, to its end. */
export class FlowRun extends CallVoice implements Run {
  readonly #set: FlowSet;
  #graph: FlowGraph | undefined;
  #step: Step | undefined;
  #outcome: string | undefined;
  /** When the digit of this input was pressed. */
  #pressedMs: number;

  constructor(set: FlowSet, state: FlowState, now: Now, effects: FlowEffect[]) {
    super(state, now, effects, set.zoneOffset);
    this.#set = set;
    this.#pressedMs = now.monoMs;
    [this.#graph, this.#step] = positionOf(set, state);
  }

  get stepName(): string {
    return this.#step?.name ?? '';
  }

  /** How the step has ended, while it is still the one in progress. */
  get outcome(): string | undefined {
    return this.#outcome;
  }

  get left(): boolean {
    return this.#outcome !== undefined || this.state.over;
  }

  /** Does what the input means, then enters step after step until one waits for the world or the flow is over. */
  handle(input: CallerInput): void {
    // An answer belongs to the event that led to the question: its steps count on.
    if (input.kind !== 'told') this.state.entered = 0;
    if (this.state.step === null) this.#begin(input);
    else if (this.#step === undefined)
      this.#toLastResort('the step in progress is not in this version of the flow');
    else this.#act(this.#step, input);
    while (this.#outcome !== undefined && !this.state.over) this.#next(this.#outcome);
  }

  #begin(input: CallerInput): void {
    if (input.kind === 'answered') this.state.answered = true;
    if (input.kind !== 'started' && input.kind !== 'resumed') return;
    if (this.#graph === undefined) this.#toLastResort('the flow does not exist');
    else this.#cross(this.#graph);
  }

  #act(step: Step, input: CallerInput): void {
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
      case 'handedOver':
        if (this.#graph !== undefined) handedOver(this, step, this.#graph, input.event);
        return;
      case 'told':
        return step.acts.told?.(this, input.fact);
      case 'fetched':
        return this.#fetched(step, input.fetchId, input.result);
      case 'errandEnded':
        return this.#errandEnded(step, input.errandId, input.result);
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

  #errandEnded(step: Step, errandId: string, result: ErrandResult): void {
    if (this.state.errandId !== errandId) return;
    this.state.errandId = null;
    if (result.kind === 'impossible') this.fail(`"${step.name}": ${result.why}`);
    else step.acts.errandEnded?.(this, result);
  }

  #resume(step: Step): void {
    this.dropEarly();
    this.state.enteredMs = this.now.wallMs;
    this.state.saying = null;
    this.state.listenId = null;
    // Nobody knows of an errand that was not sent yet.
    const isBeforeErrand = step.acts.errandEnded !== undefined && this.state.errandId === null;
    if (step.resume === 'again' || isBeforeErrand) step.acts.enter(this);
    else if (step.resume === 'skip') this.leave('done');
  }

  #next(outcome: string): void {
    this.#outcome = undefined;
    this.stopSaying();
    this.stopListening();
    this.stopErrand();
    this.#noteLeft(outcome);
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

  #noteLeft(outcome: string): void {
    this.emit({ kind: 'stepLeft', flow: this.state.flow, step: this.stepName, outcome });
  }

  /** An error inside the target of an error, and too many of them, are nothing for the flow any more. */
  #afterError(): void {
    const target = this.#step?.targets.get('error');
    if (target === undefined && this.#back()) {
      if (this.#step !== undefined) this.#outcome = 'error';
      return;
    }
    this.state.errors += 1;
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

  /** Into another flow, for good: those that waited for this one are forgotten. */
  #cross(graph: FlowGraph): void {
    this.state.stack = [];
    this.#into(graph, {});
  }

  #into(graph: FlowGraph, inputs: Record<string, Value>): void {
    this.#graph = graph;
    enterFlow(this.state, graph, inputs);
    this.#enter(graph.start);
  }

  call(flow: string, inputs: Record<string, Value>): void {
    const graph = this.#set.flows.get(flow);
    if (graph === undefined) this.fail(`the flow "${flow}" does not exist`);
    else if (keepFrame(this.state)) this.#into(graph, inputs);
    else this.fail(`"${this.stepName}": too many flows wait for each other`);
  }

  giveBack(exit: string, outputs: Readonly<Record<string, Value>>): void {
    const { stepName } = this;
    if (this.state.stack.length === 0) return this.fail(`"${stepName}": nobody waits for this flow`);
    this.#noteLeft(exit);
    this.#back();
    this.#step?.acts.returned?.(this, exit, outputs);
  }

  /** To the step that called this flow, if there is one. A step that is not known any more is the last resort's. */
  #back(): boolean {
    if (!takeFrame(this.state, this.#set.flows)) return false;
    [this.#graph, this.#step] = positionOf(this.#set, this.state);
    if (this.#step === undefined)
      this.#toLastResort('the step that waits is not in this version of the flow');
    return true;
  }

  #enter(index: number): void {
    const step = this.#graph!.steps[index]!;
    this.state.entered += 1;
    this.state.visit += 1;
    this.state.enteredMs = this.now.wallMs;
    this.#step = step;
    this.state.step = step.name;
    this.state.fetching = null;
    this.emit({ kind: 'stepEntered', flow: this.state.flow, step: step.name, visit: this.state.visit });
    if (this.#graph === this.#set.lastResort || !this.#budgetSpent()) step.acts.enter(this);
  }

  /** True when the step must not run: the error's target gets a few steps more, then it is the last resort. */
  #budgetSpent(): boolean {
    const over = stepsTooMany(this.state.entered, this.state.visit);
    if (over === 1) this.fail(OVER_BUDGET);
    else if (isFarTooMany(over)) this.#toLastResort('too many steps after an error');
    return over === 1 || isFarTooMany(over);
  }

  #toLastResort(what: string): void {
    this.emit({ kind: 'trouble', what });
    this.stopSaying();
    this.stopListening();
    this.stopErrand();
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

  handOver(outcome: string): void {
    this.#noteLeft(outcome);
    this.state.over = true;
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
    this.fail(
      `"${this.stepName}": ${expression.text}: ${this.readsSecret(expression) ? SECRET : evaluated.say}`,
    );
    return undefined;
  }
}
