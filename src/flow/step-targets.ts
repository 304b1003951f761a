import type { FlowContext } from './compile-step.ts';
import type { Edge } from './facts.ts';
import { isSubflow, onlySubflow } from './flow-signature.ts';
import type { Target } from './graph.ts';
import { handOverTargets } from './hand-over.ts';
import type { Path } from './problem.ts';
import type { WrittenStep } from './read-step.ts';
import type { Outcome, WrittenTarget } from './step-kind.ts';
import { unknownName } from './unknown-name.ts';

/**
 * Where each outcome of a step leads: as the step says, else as its flow says, else as the bundle says. What
 * must lead somewhere and does not is reported, and so is what the step cannot end with.
 */
export function stepTargets(
  written: WrittenStep,
  context: FlowContext,
): { edges: readonly Edge[]; complete: boolean } {
  const known = written.step.outcomes(context.world);
  const outcomes = [...(known ?? asWritten(written)), ERROR];
  reportUnknown(written, outcomes, context);
  const edges: Edge[] = [];
  let complete = true;
  for (const outcome of outcomes) {
    const found = foundTarget(outcome, written, context);
    if (found === undefined) {
      if (!outcome.must) continue;
      complete = false;
      if (!written.hasStrangers) reportUnhandled(written, outcome, context);
      continue;
    }
    const target = resolved(found.written, found.path, context);
    if (target === undefined) complete = false;
    else {
      const { name, byCaller = false, instant = written.step.instant, gone = false } = outcome;
      edges.push({ outcome: name, target, byCaller, instant, gone });
    }
  }
  if (!written.step.kind.handsOver) return { edges, complete };
  for (const { event, target: follows, path } of handOverTargets(context.file)) {
    const target = resolved(follows, path, context);
    if (target === undefined) complete = false;
    else edges.push({ outcome: event, target, byCaller: false, instant: false });
  }
  return { edges, complete };
}

const ERROR: Outcome = { name: 'error', must: false };

const asWritten = ({ on }: WrittenStep): readonly Outcome[] =>
  [...on.keys()].filter((name) => name !== ERROR.name).map((name) => ({ name, must: true }));

/** A target with the place where it is written; null for what the bundle says, which is checked there. */
type Found = { readonly written: WrittenTarget; readonly path: Path | null };

/**
 * The nearest wins: the step, then its flow, then the bundle; on each level the outcome itself before its
 * stand-in.
 */
function foundTarget(outcome: Outcome, written: WrittenStep, context: FlowContext): Found | undefined {
  if (outcome.target !== undefined) {
    return { written: outcome.target.written, path: written.step.pathOf(outcome.target.path) };
  }
  const names = outcome.or === undefined ? [outcome.name] : [outcome.name, outcome.or];
  for (const name of names) {
    const own = written.on.get(name);
    if (own !== undefined) return own;
  }
  for (const name of names) {
    if (name !== 'error' && !written.step.kind.inherits.includes(name) && !context.exits.has(name)) continue;
    const ofFlow = context.file.defaults?.on?.[name];
    if (ofFlow !== undefined) return { written: ofFlow, path: ['defaults', 'on', name] };
    const ofBundle = context.world.defaults.get(name);
    if (ofBundle !== undefined) return { written: { flow: ofBundle }, path: null };
  }
  return undefined;
}

function resolved(written: WrittenTarget, path: Path | null, context: FlowContext): Target | undefined {
  if (typeof written !== 'string') {
    const { signatures, flows } = context.world;
    const signature = signatures.get(written.flow);
    if (signature !== undefined && isSubflow(signature)) {
      if (path !== null) report(context, path, onlySubflow(written.flow));
      return undefined;
    }
    if (flows.has(written.flow)) return written;
    if (path !== null) report(context, path, unknownName('UNKNOWN_FLOW', 'flow', written.flow, flows));
    return undefined;
  }
  const index = context.indexOf.get(written);
  const exists = index !== undefined || context.unread.has(written);
  if (!exists && path !== null) {
    report(
      context,
      path,
      unknownName('MISSING_TARGET', 'step', written, [...context.indexOf.keys(), ...context.unread]),
    );
  }
  return index;
}

/** Many steps may inherit one wrong default: it is one mistake. */
function report(
  context: FlowContext,
  path: Path,
  complaint: Parameters<FlowContext['problems']['add']>[1],
): void {
  const where = `${complaint.code} ${path.join('.')}`;
  if (context.reported.has(where)) return;
  context.reported.add(where);
  context.problems.add(path, complaint);
}

function reportUnhandled({ name, step }: WrittenStep, outcome: Outcome, { problems }: FlowContext): void {
  const hint = outcome.name === 'done' ? 'add "next: some-step"' : `add "on: { ${outcome.name}: some-step }"`;
  const say = `"${name}" (${step.kind.kind}) can end with "${outcome.name}", and nothing says what then`;
  problems.add(['steps', name], { code: 'UNHANDLED_OUTCOME', say, hint }, 'key');
}

function reportUnknown(
  { name, step, on }: WrittenStep,
  outcomes: readonly Outcome[],
  { problems }: FlowContext,
): void {
  const settable = outcomes.filter((outcome) => outcome.target === undefined).map((outcome) => outcome.name);
  for (const [outcome, { path, isNext }] of on) {
    if (settable.includes(outcome)) continue;
    const complaint = unknownName('UNKNOWN_OUTCOME', 'outcome', outcome, settable);
    if (!isNext) problems.add(path, complaint, 'key');
    else
      problems.add(
        path,
        {
          ...complaint,
          say: `"${name}" (${step.kind.kind}) never ends with "done"`,
          hint: `write "on:" with: ${settable.join(', ')}`,
        },
        'key',
      );
  }
}
