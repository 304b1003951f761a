// What does the caller hear? Flow files are compiled to a graph; an interpreter walks it, event by event.
// Inputs and effects are plain data; the state of a call survives JSON.
// Never: a promise, a clock, a sound file, a queue's inside.
export type { Field as AnswerField } from './answer-fields.ts';
export { checkPaths } from './check-paths.ts';
export { checkVariables } from './check-variables.ts';
export type { ZoneOffset } from './clock-face.ts';
export {
  type CompiledFlow,
  compileFlow,
  compileInSteps,
  flowFileSchema,
  inheritedOutcomes,
} from './compile-flow.ts';
export type { Errand, ErrandResult } from './errand.ts';
export type {
  Case,
  Currency,
  FetchRequest,
  FetchResult,
  FlowEffect,
  FlowFact,
  FlowInput,
  FlowQuestion,
  Gender,
  HandOverEvent,
  HangUpEffect,
  KnownCaller,
  QueueFacts,
  SpokenItem,
  SpokenValue,
} from './flow-io.ts';
export { textOf } from './flow-io.ts';
export { OVER_BUDGET } from './flow-run.ts';
export { type FlowSignature, isSubflow, onlySubflow, signatureOf } from './flow-signature.ts';
export { isSecretStep } from './flow-stack.ts';
export { createFlowState, type FlowStart, type FlowState, withoutSecrets } from './flow-state.ts';
export type { FlowGraph, FlowSet } from './graph.ts';
export { isLike } from './is-like.ts';
export { LAST_RESORT, lastResort } from './last-resort.ts';
export {
  type Complaint,
  type Path,
  PROBLEMS,
  PROBLEMS_MAX,
  type Problem,
  type ProblemCode,
  Problems,
} from './problem.ts';
export { promptComplaint } from './prompt-complaint.ts';
export { runFlow } from './run-flow.ts';
export type { Saying } from './saying.ts';
export { nextChangeMs, type Schedule, type ScheduleChange, type ScheduleState, stateAt } from './schedule.ts';
export * as shapes from './schema.ts';
export { shaped } from './schema-problems.ts';
export {
  attributeType,
  digitOfKey,
  isAttribute,
  keyValue,
  keyWord,
  prompts,
  several,
  variable,
  wordOfKey,
} from './schema-steps.ts';
export type { FlowWorld, Outsider, QueueUse } from './step-check.ts';
export { spelledOut, stepKindOf } from './steps/step-kinds.ts';
export type { SurveyQuestion } from './survey.ts';
export { unknownName } from './unknown-name.ts';
export type { Notice, Wish } from './wish.ts';
