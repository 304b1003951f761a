import type { Now } from '../base/index.ts';
import { finishFlow } from './finish-flow.ts';
import type { FlowEffect, FlowInput } from './flow-io.ts';
import { FlowRun } from './flow-run.ts';
import type { FlowState } from './flow-state.ts';
import type { FlowSet } from './graph.ts';

/**
 * One input of one call: changes the state, and appends what is to be done to the effects. Whatever a caller
 * or the world does, it never throws: late and repeated inputs change nothing, and what goes wrong in a flow
 * is its outcome `error`. It is the error's target, the flow's or the bundle's default, or at last the safety
 * queue that goes on.
 */
export function runFlow(
  set: FlowSet,
  state: FlowState,
  input: FlowInput,
  now: Now,
  effects: FlowEffect[],
): void {
  if (state.over) return;
  if (input.kind === 'hungUp') finishFlow(set, state, now, effects);
  else new FlowRun(set, state, now, effects).handle(input);
}
