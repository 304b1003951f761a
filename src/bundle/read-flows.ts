import {
  type CompiledFlow,
  checkPaths,
  checkVariables,
  compileFlow,
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

/** What each flow takes and gives, before any of them is compiled: they may call each other. A file is a step. */
export function* signaturesOf(
  files: ReadonlyMap<string, SourceFile>,
): Generator<void, ReadonlyMap<string, FlowSignature>> {
  const signatures = new Map<string, FlowSignature>();
  for (const [name, file] of files) {
    if (file.readable) signatures.set(name, signatureOf(file.value));
    yield;
  }
  return signatures;
}

/** All flows, each from its file; one file is a step, between which other things may have their turn. */
export function* readFlows(
  files: ReadonlyMap<string, SourceFile>,
  world: FlowWorld,
): Generator<void, ReadFlows> {
  const compiled = new Map<string, { readonly flow: CompiledFlow; readonly file: SourceFile }>();
  for (const [name, file] of files) {
    if (file.readable) compiled.set(name, { flow: readFlow(name, file, world), file });
    yield;
  }
  const all = [...compiled];
  return {
    compiled,
    graphs: new Map(all.map(([name, { flow }]) => [name, flow.graph])),
    languages: new Map([...files.keys()].map((name) => [name, compiled.get(name)?.flow.graph.languages])),
    queueUses: all.flatMap(([, { flow, file }]) => flow.facts.queueUses.map((use) => ({ ...use, file }))),
  };
}

/** One flow. It goes by the name of its file: a name inside that differs is a mistake. */
function readFlow(name: string, file: SourceFile, world: FlowWorld): CompiledFlow {
  const flow = compileFlow(file.value, world);
  file.problems.list.push(...flow.problems);
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
export function checkFlowPaths({ compiled }: ReadFlows, { rules, otherwise }: ReadNumbers): void {
  const facts = [...compiled.values()].map(({ flow }) => flow.facts);
  const numbers = otherwise === undefined ? rules : [...rules, otherwise];
  const explicit = numbers.filter(({ answer }) => answer === 'explicit').map(({ flow }) => flow);
  for (const { flow, path, on, code, say, hint } of [
    ...checkPaths(facts, explicit),
    ...facts.flatMap(checkVariables),
  ]) {
    compiled.get(flow)?.file.problems.add(path, { code, say, hint }, on);
  }
}
