// What does the caller hear? Flow files are compiled to a graph; an interpreter walks it, event by event.
// Inputs and effects are plain data; the state of a call survives JSON.
// Never: a promise, a clock, a sound file, a queue's inside.
export { checkPaths, type PathProblem } from './check-paths.ts';
export { checkVariables } from './check-variables.ts';
export { type CompiledFlow, compileFlow, flowFileSchema, inheritedOutcomes } from './compile-flow.ts';
export type {
  Case,
  Currency,
  FlowEffect,
  FlowInput,
  Gender,
  HangUpEffect,
  SpokenItem,
  SpokenValue,
} from './flow-io.ts';
export { createFlowState, type FlowStart, type FlowState, withoutSecrets } from './flow-state.ts';
export type { FlowGraph, FlowSet } from './graph.ts';
export { LAST_RESORT, lastResort } from './last-resort.ts';
export { type Complaint, type Path, PROBLEMS, type Problem, type ProblemCode, Problems } from './problem.ts';
export { runFlow } from './run-flow.ts';
export type { Saying } from './saying.ts';
export * as shapes from './schema.ts';
export { shaped } from './schema-problems.ts';
export { type FlowWorld, type QueueUse, unknown as unknownName } from './step-check.ts';
