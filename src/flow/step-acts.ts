import type { Field } from './answer-fields.ts';
import type { Errand, ErrandResult } from './errand.ts';
import type { Expression, Value } from './expression.ts';
import type { FetchRequest, FetchResult, FlowEffect, FlowFact, HangUpEffect, SpokenItem } from './flow-io.ts';
import type { FlowState } from './flow-state.ts';

/** One thing to say; `language` is null for the caller's own. */
export type ScriptPart = { readonly language: string | null; readonly items: readonly SpokenItem[] };

/**
 * What a step does, event by event. An act that is missing means: not interested (a digit is then kept for
 * the next question). Exactly one `leave` or `fail` ends the step.
 */
export type StepActs = {
  /** What the caller presses here is nobody's business: no recording goes on meanwhile. */
  readonly isSecret?: boolean;
  enter(run: Run): void;
  /**
   * The parts to say, one after the other; asked again for each part, so it must not depend on anything but
   * the run.
   */
  script?(run: Run): readonly ScriptPart[];
  /** The script was said to its end. */
  said?(run: Run): void;
  digit?(run: Run, digit: string): void;
  /** The timer of `listen` ended. */
  silence?(run: Run): void;
  /** The request that `fetch` sent is over. */
  fetched?(run: Run, result: FetchResult): void;
  /** The errand that `sendErrand` sent is over, and was possible. */
  errandEnded?(run: Run, result: ErrandResult): void;
  queueEnded?(run: Run, outcome: string): void;
  /** The flow that the step called is back. */
  returned?(run: Run, exit: string, outputs: Readonly<Record<string, Value>>): void;
  /** The answer to `ask`. */
  told?(run: Run, fact: FlowFact): void;
  /** What it reads of a server's answer, for who plays the server. */
  readonly wants?: readonly Field[];
};

/** What a step can do with its call. */
export interface Run {
  readonly state: FlowState;
  /** The name of the step in progress. */
  readonly stepName: string;
  /** Answers the call, once. */
  answer(): void;
  /** Says the step's script from its beginning. */
  say(): void;
  stopSaying(): void;
  /** Wakes the step by `silence` after a time, unless it has left. */
  listen(ms: number): void;
  /** Sends a request; `fetched` comes within the limit. */
  fetch(request: FetchRequest, limitMs: number): void;
  /** Sends others to do something; `errandEnded` comes within the limit. */
  sendErrand(errand: Errand, limitMs: number): void;
  /** A digit was used. It goes to the journal, masked when it is secret. */
  take(digit: string, secret: boolean): void;
  /** Keeps a digit that nobody has asked for yet. */
  keepEarly(digit: string): void;
  /** The oldest early digit that is not too old; it is gone from then on. */
  nextEarly(): string | undefined;
  dropEarly(): void;
  /** Begins another flow, which is to return to this step. */
  call(flow: string, inputs: Record<string, Value>): void;
  /** Returns to the step that called this flow. */
  giveBack(exit: string, outputs: Readonly<Record<string, Value>>): void;
  /** The flow is over. */
  hangUp(reason: HangUpEffect['reason'], outcome: HangUpEffect['outcome']): void;
  /** The flow is over: the caller is with somebody else for good. */
  handOver(outcome: string): void;
  /** The step is over. */
  leave(outcome: string): void;
  /** The step is over by a mistake in the flow, or by the world's fault: its outcome is `error`. */
  fail(what: string): void;
  /** True after `leave` or `fail`. */
  readonly left: boolean;
  /** Whether the outcome leads somewhere. */
  handles(outcome: string): boolean;
  emit(effect: FlowEffect): void;
  /** The value of an expression; undefined when it has none, and then the step has failed. */
  evaluate(expression: Expression): Value | undefined;
}
