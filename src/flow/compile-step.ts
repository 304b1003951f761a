import type { InSteps } from '../base/index.ts';
import type { FlowFile } from './compile-flow.ts';
import type { StepFacts } from './facts.ts';
import type { FlowSignature } from './flow-signature.ts';
import type { FlowVariables } from './flow-variables.ts';
import type { Step, Target } from './graph.ts';
import type { Problems } from './problem.ts';
import type { WrittenStep } from './read-step.ts';
import type { Saying } from './saying.ts';
import { type FlowWorld, type QueueUse, StepCheck } from './step-check.ts';
import { stepTargets } from './step-targets.ts';

/** All that the steps of one flow share while they are compiled. */
export type FlowContext = {
  readonly file: FlowFile;
  readonly languages: readonly string[];
  readonly world: FlowWorld;
  readonly variables: FlowVariables;
  readonly outputs: FlowSignature['outputs'];
  readonly indexOf: ReadonlyMap<string, number>;
  /** Steps that exist but could not be read: going to them is no further mistake. */
  readonly unread: ReadonlySet<string>;
  readonly problems: Problems;
  /** Code and path of what may be found more than once. */
  readonly reported: Set<string>;
  /** Outcomes that queues declare. */
  readonly exits: ReadonlySet<string>;
};

type CompiledStep = {
  readonly step: Step;
  readonly facts: StepFacts;
  readonly queueUses: readonly QueueUse[];
  readonly sayings: readonly Saying[];
  readonly complete: boolean;
};

function compileStep(written: WrittenStep, context: FlowContext): CompiledStep {
  const { step: read, name: stepName } = written;
  const { world, languages, variables, outputs, problems } = context;
  const shared = { ...variables, world, languages, outputs, problems };
  const check = new StepCheck({ ...shared, stepName, pathOf: read.pathOf });
  const acts = read.acts(check);
  const { edges, complete } = stepTargets(written, context);
  const targets = new Map<string, Target>(edges.map(({ outcome, target }) => [outcome, target]));
  const sets = new Map<string, string[]>();
  const certain = new Map<string, string>();
  for (const { outcome: outcomes, name: variableName, certain: how } of read.variables(world)) {
    if (how !== undefined) certain.set(variableName, how);
    for (const outcome of [outcomes].flat()) sets.set(outcome, [...(sets.get(outcome) ?? []), variableName]);
  }
  const gone = edges.find((edge) => edge.gone)?.outcome ?? null;
  const { kind, resume, ends, finalizes } = read.kind;
  return {
    step: { name: stepName, kind, resume, finalizes, acts, targets, gone },
    facts: {
      name: stepName,
      kind,
      edges,
      ends,
      waits: !read.instant || check.calls !== null,
      finalizes,
      needsAnswer: read.answered,
      calls: check.calls,
      returns: check.returns,
      reads: check.reads,
      sets,
      certain,
    },
    queueUses: check.queueUses,
    sayings: check.sayings,
    complete,
  };
}

/** The steps of a flow, one after the other; the rest are left out when there are too many mistakes to tell more. */
export function* compileSteps(
  steps: readonly WrittenStep[],
  context: FlowContext,
): InSteps<readonly CompiledStep[]> {
  const compiled: CompiledStep[] = [];
  for (const step of steps) {
    if (context.problems.isFull) break;
    compiled.push(compileStep(step, context));
    yield;
  }
  return compiled;
}
