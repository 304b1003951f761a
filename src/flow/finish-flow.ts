import type { Now } from '../base/index.ts';
import type { FlowEffect } from './flow-io.ts';
import { FlowRun } from './flow-run.ts';
import { positionOf, takeFrame } from './flow-stack.ts';
import type { FlowState } from './flow-state.ts';
import type { FlowGraph, FlowSet } from './graph.ts';

/** So many steps may follow the caller's hang-up in one flow; a flow without mistakes needs far fewer. */
const LAST_STEPS_MAX = 50;

/**
 * The caller has gone: what `on_hangup` of the flow says is done at once, and then that of each flow that waits for it.
 * Nothing is said any more, and an error ends it.
 */
export function finishFlow(set: FlowSet, state: FlowState, now: Now, effects: FlowEffect[]): void {
  const hasBegun = state.step !== null;
  const isAway = state.errandId !== null;
  state.saying = null;
  state.listenId = null;
  state.errandId = null;
  if (isAway) leaveStep(set, { state, now, effects });
  do {
    const graph = set.flows.get(state.flow);
    if (hasBegun && graph !== undefined) lastSteps(set, graph, graph.onHangup, { state, now, effects });
  } while (takeFrame(state, set.flows));
  state.over = true;
}

type Ending = { readonly state: FlowState; readonly now: Now; readonly effects: FlowEffect[] };

/** A step for which others did something may have an outcome of its own for a caller who goes meanwhile. */
function leaveStep(set: FlowSet, ending: Ending): void {
  const { state, effects } = ending;
  const [graph, step] = positionOf(set, state);
  if (graph === undefined || step === undefined || step.gone === null) return;
  effects.push({ kind: 'stepLeft', flow: graph.name, step: step.name, outcome: step.gone });
  const target = step.targets.get(step.gone);
  lastSteps(set, graph, typeof target === 'number' ? target : null, ending);
}

function lastSteps(
  set: FlowSet,
  graph: FlowGraph,
  from: number | null,
  { state, now, effects }: Ending,
): void {
  let index = from;
  for (let count = 0; index !== null && count < LAST_STEPS_MAX; count++) {
    const step = graph.steps[index]!;
    if (!step.finalizes) return;
    state.visit += 1;
    state.enteredMs = now.wallMs;
    state.step = step.name;
    effects.push({ kind: 'stepEntered', flow: graph.name, step: step.name, visit: state.visit });
    const wanted: FlowEffect[] = [];
    const run = new FlowRun(set, state, now, wanted);
    step.acts.enter(run);
    // The call is over already: of a `hangup` nothing is left to do.
    effects.push(...wanted.filter(({ kind }) => kind !== 'hangUp'));
    state.over = false;
    const { outcome } = run;
    if (outcome === undefined) return;
    effects.push({ kind: 'stepLeft', flow: graph.name, step: step.name, outcome });
    const target = outcome === 'error' ? undefined : step.targets.get(outcome);
    index = typeof target === 'number' ? target : null;
  }
}
