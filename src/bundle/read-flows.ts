import type { InSteps } from '../base/index.ts';
import {
  type CompiledFlow,
  checkPaths,
  checkVariables,
  compileInSteps,
  type FlowGraph,
  type FlowSignature,
  type FlowWorld,
  LAST_RESORT,
  type QueueUse,
  signatureOf,
} from '../flow/index.ts';
import type { FlowLanguages, ReadNumbers } from './read-numbers.ts';
import type { SourceFile } from './source-file.ts';

export type ReadFlows = {
  readonly graphs: ReadonlyMap<string, FlowGraph>;
  readonly languages: FlowLanguages;
  readonly queueUses: readonly (QueueUse & { readonly file: SourceFile })[];
  /** Flow → what was read, and where. */
  readonly compiled: ReadonlyMap<string, { readonly flow: CompiledFlow; readonly file: SourceFile }>;
};

/** What each flow takes and gives, before any of them is compiled: they may call each other. */
export const signaturesOf = (files: ReadonlyMap<string, SourceFile>): ReadonlyMap<string, FlowSignature> => {
  const readable = [...files].filter(([, file]) => file.readable);
  return new Map(readable.map(([name, file]) => [name, signatureOf(file.value)]));
};

/** All flows, each from its file. */
export function* readFlows(files: ReadonlyMap<string, SourceFile>, world: FlowWorld): InSteps<ReadFlows> {
  const compiled = new Map<string, { readonly flow: CompiledFlow; readonly file: SourceFile }>();
  for (const [name, file] of files)
    if (file.readable) compiled.set(name, { flow: yield* readFlow(name, file, world), file });
  const all = [...compiled];
  return {
    compiled,
    graphs: new Map(all.map(([name, { flow }]) => [name, flow.graph])),
    languages: new Map([...files.keys()].map((name) => [name, compiled.get(name)?.flow.graph.languages])),
    queueUses: all.flatMap(([, { flow, file }]) => flow.facts.queueUses.map((use) => ({ ...use, file }))),
  };
}

/** One flow. It goes by the name of its file: a name inside that differs is a mistake. */
function* readFlow(name: string, file: SourceFile, world: FlowWorld): InSteps<CompiledFlow> {
  const flow = yield* compileInSteps(file.value, world);
  file.problems.take(flow.problems);
  const inside = flow.graph.name;
  if (inside !== name && inside !== '') {
    const hint = `write "flow: ${name}", or call the file ${inside}.flow.yaml`;
    file.problems.add(['flow'], {
      code: 'NAME_MISMATCH',
      say: `the flow is "${inside}", the file is "${name}"`,
      hint,
    });
  } else if (name === LAST_RESORT) {
    file.problems.add(['flow'], {
      code: 'BAD_NAME',
      say: `"${name}" is the name of a built-in flow`,
      hint: 'choose another name',
    });
  }
  return { ...flow, graph: { ...flow.graph, name }, facts: { ...flow.facts, name } };
}

/** Steps that the exchange cannot do yet: a bundle with one may be tested, and not be used. */
export function reportNotAvailable({ compiled }: ReadFlows): void {
  for (const { flow, file } of compiled.values())
    for (const { path, what, instead } of flow.facts.notYet) {
      const say = `the exchange cannot do "${what}" yet`;
      const hint = `${instead}; \`./cordboard test\` and \`walk\` do run it`;
      file.problems.add(path, { code: 'STEP_NOT_AVAILABLE', say, hint }, 'key');
    }
}

/** Checks the ways through all flows, as the numbers enter them. */
export function* checkFlowPaths({ compiled }: ReadFlows, { rules, otherwise }: ReadNumbers): InSteps<void> {
  const facts = [...compiled.values()].map(({ flow }) => flow.facts);
  const numbers = otherwise === undefined ? rules : [...rules, otherwise];
  const explicit = numbers.filter(({ answer }) => answer === 'explicit').map(({ flow }) => flow);
  const problems = [...(yield* checkPaths(facts, explicit))];
  for (const flow of facts) problems.push(...(yield* checkVariables(flow)));
  for (const { flow, path, on, code, say, hint } of problems)
    compiled.get(flow)?.file.problems.add(path, { code, say, hint }, on);
}
