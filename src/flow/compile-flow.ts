import { atOnce, type InSteps } from '../base/index.ts';
import { checkHandOver, notYetIn } from './check-hand-over.ts';
import { compileSteps } from './compile-step.ts';
import type { FlowFacts } from './facts.ts';
import { type FlowSignature, signatureOf, typeName } from './flow-signature.ts';
import { flowVariables } from './flow-variables.ts';
import type { FlowGraph } from './graph.ts';
import { handOverFields, handOverOf } from './hand-over.ts';
import { type Problem, Problems } from './problem.ts';
import { onShape, readStep, type WrittenStep } from './read-step.ts';
import {
  anything,
  described,
  isSlug,
  jsonSchema,
  leaf,
  listOf,
  maybe,
  name,
  named,
  record,
  type Shape,
  textComplaint,
} from './schema.ts';
import { shaped } from './schema-problems.ts';
import { target, variable } from './schema-steps.ts';
import { type FlowWorld, StepCheck } from './step-check.ts';
import { STEP_KINDS } from './steps/step-kinds.ts';
import { unknownName } from './unknown-name.ts';

/**
 * A flow that was read. The graph may run only when there is no problem, here or in the paths through all
 * flows.
 */
export type CompiledFlow = {
  readonly graph: FlowGraph;
  readonly facts: FlowFacts;
  readonly problems: readonly Problem[];
};

const STEPS_MAX = 2_000;

/** All kinds as keys of one map: an editor then offers each, and helps with what it holds. */
const stepShape = (): Shape<unknown> => {
  const kinds = [...STEP_KINDS.values()].map(({ kind, about, notYet, editorShape, examples }) => {
    const told = notYet === null ? about : `${about} (so far in tests and walks only)`;
    return [kind, maybe(described(editorShape, told, examples))];
  });
  return record({ ...Object.fromEntries(kinds), on: maybe(onShape), next: maybe(target) });
};

/** The JSON Schema of a flow file, for editors. */
export const flowFileSchema = (): Readonly<Record<string, unknown>> =>
  jsonSchema(fileShape.extend({ steps: named(name('a step'), stepShape()) }));

const languageCode: Shape<string> = leaf(
  { type: 'string', description: 'a language of the bundle' },
  textComplaint,
);

/** A flow file with its steps unread. */
const fileShape = record({
  flow: name('the flow'),
  languages: maybe(listOf(languageCode, 1, 20)),
  defaults: maybe(record({ on: maybe(onShape) })),
  inputs: maybe(named(variable, typeName)),
  outputs: maybe(named(variable, typeName)),
  on_hangup: maybe(name('a step')),
  ...handOverFields,
  start: name('a step'),
  steps: named(name('a step'), anything),
});

export type FlowFile = ReturnType<typeof fileShape.parse>;

/** Turns what an admin wrote into what the interpreter walks, and finds everything that is wrong with it. */
export const compileFlow = (raw: unknown, world: FlowWorld): CompiledFlow =>
  atOnce(compileInSteps(raw, world));

/** The same in steps: each step of the flow is one or two of them. */
export function* compileInSteps(raw: unknown, world: FlowWorld): InSteps<CompiledFlow> {
  const problems = new Problems();
  const file = shaped(fileShape, raw, [], problems) ?? salvaged(raw);
  const languages = file.languages ?? world.languages;
  const signature = signatureOf(raw);
  checkHeader(file, world, problems);
  checkSignature(signature, file, problems);
  const steps = yield* readSteps(file, problems);
  const indexOf = new Map(steps.map((step, index) => [step.name, index]));
  const unread = new Set(Object.keys(file.steps).filter((stepName) => !indexOf.has(stepName)));
  const { inputs, outputs } = signature;
  const variables = yield* flowVariables(steps, inputs, world, problems);
  const exits = new Set([...world.queues.values()].flat());
  const shared = { file, languages, world, variables, outputs, indexOf, unread, problems };
  const context = { ...shared, exits, reported: new Set<string>() };
  const compiled = yield* compileSteps(steps, context);
  const start = indexOf.get(file.start);
  if (start === undefined && !unread.has(file.start) && isSlug(file.start)) {
    problems.add(['start'], unknownName('MISSING_TARGET', 'step', file.start, indexOf.keys()));
  }
  const onHangup = lastStep(file, indexOf, unread, problems);
  const ofFlow = { ...variables, world, languages, outputs, problems };
  checkHandOver(file, steps, new StepCheck({ ...ofFlow, stepName: '', pathOf: (path) => path }));
  const isKnown = start !== undefined && unread.size === 0 && compiled.length === steps.length;
  const complete = isKnown && compiled.every(({ complete: whole }) => whole);
  return {
    graph: {
      name: file.flow,
      languages,
      start: start ?? 0,
      onHangup,
      ...handOverOf(file),
      steps: compiled.map(({ step }) => step),
      indexOf,
      variables: variables.scope.types,
      sayings: compiled.flatMap(({ sayings }) => sayings),
    },
    facts: {
      name: file.flow,
      start: start ?? 0,
      onHangup,
      inputs: [...inputs.keys()],
      steps: compiled.map(({ facts }) => facts),
      queueUses: compiled.flatMap(({ queueUses }) => queueUses),
      notYet: notYetIn(steps),
      complete,
    },
    problems: problems.list,
  };
}

function* readSteps(file: FlowFile, problems: Problems): InSteps<readonly WrittenStep[]> {
  const steps: WrittenStep[] = [];
  // Of those beyond the limit no more is said than that they are too many.
  for (const [stepName, raw] of Object.entries(file.steps).slice(0, STEPS_MAX)) {
    const step = readStep(stepName, raw, problems);
    if (step !== undefined) steps.push(step);
    yield;
  }
  return steps;
}

/** The step that follows the caller's hang-up. */
function lastStep(
  { on_hangup: called, steps }: FlowFile,
  indexOf: ReadonlyMap<string, number>,
  unread: ReadonlySet<string>,
  problems: Problems,
): number | null {
  if (called === undefined) return null;
  if (!indexOf.has(called) && !unread.has(called))
    problems.add(['on_hangup'], unknownName('MISSING_TARGET', 'step', called, Object.keys(steps)));
  return indexOf.get(called) ?? null;
}

/**
 * What can still be looked at in a file whose outline is wrong, so that the mistakes inside it are found as
 * well.
 */
function salvaged(raw: unknown): FlowFile {
  const map = (value: unknown): Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  const { flow, start, steps, languages } = map(raw);
  const known = Array.isArray(languages) && languages.every((language) => typeof language === 'string');
  return {
    flow: isSlug(flow) ? flow : '',
    start: isSlug(start) ? start : '',
    steps: map(steps),
    ...(known && languages.length > 0 ? { languages } : {}),
  };
}

/** The outcomes that the defaults of a flow, or of the bundle, may handle. */
export function inheritedOutcomes(world: FlowWorld): ReadonlySet<string> {
  const ofKinds = [...STEP_KINDS.values()].flatMap(({ inherits }) => inherits);
  return new Set(['error', ...ofKinds, ...[...world.queues.values()].flat()]);
}

function checkHeader(file: FlowFile, world: FlowWorld, problems: Problems): void {
  file.languages?.forEach((language, index) => {
    if (world.languages.includes(language)) return;
    problems.add(
      ['languages', index],
      unknownName('UNKNOWN_LANGUAGE', 'language', language, world.languages),
    );
  });
  const count = Object.keys(file.steps).length;
  if (count > STEPS_MAX) {
    const hint = `keep a flow to ${STEPS_MAX} steps: goto: { flow: name } leads to another`;
    problems.add(['steps'], { code: 'TOO_MANY', say: `${count} steps`, hint }, 'key');
  }
  const known = inheritedOutcomes(world);
  for (const outcome of Object.keys(file.defaults?.on ?? {})) {
    if (known.has(outcome)) continue;
    problems.add(
      ['defaults', 'on', outcome],
      unknownName('UNKNOWN_OUTCOME', 'outcome', outcome, known),
      'key',
    );
  }
}

/** Who declares what comes in and goes out means to return. */
function checkSignature({ exits }: FlowSignature, file: FlowFile, problems: Problems): void {
  if (exits.size > 0) return;
  for (const key of ['inputs', 'outputs'] as const) {
    if (file[key] === undefined) continue;
    const say = `the flow has ${key} and never returns`;
    problems.add([key], { code: 'NEVER_RETURNS', say, hint: 'let it end with `return`' }, 'key');
  }
}
