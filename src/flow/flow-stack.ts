import type { Value } from './expression.ts';
import type { FlowState } from './flow-state.ts';
import type { FlowGraph, FlowSet, Step } from './graph.ts';

/** So many flows may wait for the one in progress. */
export const STACK_MAX = 8;

/** A flow that waits for another one to return: where it stands, and what is its own. */
export type Frame = {
  readonly flow: string;
  readonly step: string;
  readonly language: string;
  readonly rounds: Record<string, number>;
  readonly variables: Record<string, Value>;
  readonly secrets: Record<string, string>;
};

/** The graph and the step that the state names, as far as this version has them. */
export function positionOf(
  set: FlowSet,
  { flow, step }: FlowState,
): [FlowGraph | undefined, Step | undefined] {
  const graph = flow === set.lastResort.name ? set.lastResort : set.flows.get(flow);
  const index = step === null ? undefined : graph?.indexOf.get(step);
  return [graph, index === undefined ? undefined : graph?.steps[index]];
}

/** Whether the caller is just pressing what nobody may know. */
export function isSecretStep(set: FlowSet, state: FlowState): boolean {
  const [, step] = positionOf(set, state);
  return step?.acts.isSecret === true;
}

/** Into a flow, which has variables of its own: those that are given to it. */
export function enterFlow(state: FlowState, graph: FlowGraph, inputs: Record<string, Value> = {}): void {
  state.flow = graph.name;
  state.rounds = {};
  state.variables = inputs;
  state.secrets = {};
  if (!graph.languages.includes(state.language)) state.language = graph.languages[0]!;
}

/** The flow in progress waits from now on. False when too many wait already. */
export function keepFrame(state: FlowState): boolean {
  const { flow, step, language, rounds, variables, secrets, stack } = state;
  if (step === null || stack.length >= STACK_MAX) return false;
  state.stack = [...stack, { flow, step, language, rounds, variables, secrets }];
  return true;
}

/**
 * Back to the flow that called this one; false when none waits. A language that it does not speak is forgotten, any
 * other that was chosen meanwhile stays.
 */
export function takeFrame(state: FlowState, flows: ReadonlyMap<string, FlowGraph>): boolean {
  const frame = state.stack.at(-1);
  if (frame === undefined) return false;
  const { flow, step, language, rounds, variables, secrets } = frame;
  const speaks = flows.get(flow)?.languages.includes(state.language) === true;
  Object.assign(state, { flow, step, rounds, variables, secrets });
  state.language = speaks ? state.language : language;
  state.stack = state.stack.slice(0, -1);
  return true;
}
