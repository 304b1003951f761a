import type { Value } from './expression.ts';
import type { Frame } from './flow-stack.ts';

/** How a call comes into a flow. Most of it is what the bundle says about the dialled number. */
export type FlowStart = {
  readonly flow: string;
  readonly language: string;
  /** The caller's number as it was signalled; may be empty. */
  readonly caller: string;
  readonly dialled: string;
  /** 0 to 9, null where the queue decides. */
  readonly class: number | null;
  readonly boostMs: number;
};

/** A digit that was pressed before anybody asked for it. */
export type EarlyDigit = { readonly digit: string; readonly atMonoMs: number };

/**
 * All that a call's flow remembers: plain JSON. `JSON.parse(JSON.stringify(state))` goes on exactly as the
 * state itself would. It belongs to the flow version with which the call began.
 */
export type FlowState = {
  readonly start: FlowStart;
  flow: string;
  /** The step in progress; null before the start. */
  step: string | null;
  language: string;
  /** How the caller stands in queues: as the number says, or as what is known of the caller does. */
  rank: { readonly class: number | null; readonly boostMs: number };
  /** An `answer` was wanted, or the call is known to be answered. */
  answered: boolean;
  over: boolean;
  /** Steps entered so far: the number of the present visit, and what the budget counts. */
  visit: number;
  /** Of these, since the last event from outside. */
  entered: number;
  /** When the step in progress began, by the wall clock: the only time that its expressions know. */
  enteredMs: number;
  /** Errors so far, and whether the present step is the target of one. */
  errors: number;
  afterError: boolean;
  /** Ids given out so far. */
  ids: number;
  /** What is being said: its id and which part of the step's script it is. */
  saying: { readonly sayId: string; readonly part: number } | null;
  /** The timer that runs. */
  listenId: string | null;
  /** The request under way, and the visit that sent it: a visit that begins anew knows what it did. */
  fetching: { readonly fetchId: string; readonly visit: number } | null;
  /** The errand under way. */
  errandId: string | null;
  earlyDigits: readonly EarlyDigit[];
  /** Of the question in progress: silences, wrong answers, digits so far. */
  silences: number;
  wrongs: number;
  entry: string;
  /** Of a step with several questions: which is asked, and what was answered so far. */
  progress: { readonly part: number; readonly text: string };
  /** The flows that wait for this one to return, the longest waiting first. */
  stack: readonly Frame[];
  /** Loop → rounds so far. */
  rounds: Record<string, number>;
  variables: Record<string, Value>;
  /** Variables that no snapshot may hold. */
  secrets: Record<string, string>;
};

/** The state of a call that has just come; its first input is `started`. */
export function createFlowState(start: FlowStart): FlowState {
  return {
    start,
    flow: start.flow,
    step: null,
    language: start.language,
    rank: { class: start.class, boostMs: start.boostMs },
    answered: false,
    over: false,
    visit: 0,
    entered: 0,
    enteredMs: 0,
    errors: 0,
    afterError: false,
    ids: 0,
    saying: null,
    listenId: null,
    fetching: null,
    errandId: null,
    earlyDigits: [],
    silences: 0,
    wrongs: 0,
    entry: '',
    progress: { part: 0, text: '' },
    stack: [],
    rounds: {},
    variables: {},
    secrets: {},
  };
}

/** A copy that may be written to a disk: no secret, and no digit, for it may be the beginning of one. */
export function withoutSecrets(state: FlowState): FlowState {
  const stack = state.stack.map((frame) => ({ ...frame, secrets: {} }));
  return { ...state, variables: { ...state.variables }, stack, secrets: {}, entry: '', earlyDigits: [] };
}
