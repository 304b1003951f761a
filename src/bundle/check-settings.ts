import {
  type FlowWorld,
  inheritedOutcomes,
  isSubflow,
  onlySubflow,
  promptComplaint,
  unknownName,
} from '../flow/index.ts';
import type { bundleShape } from './bundle-shapes.ts';
import type { SourceFile } from './source-file.ts';

/** What `bundle.yaml` says. */
export type Settings = ReturnType<typeof bundleShape.parse>;

/** Checks the names in `bundle.yaml` against the rest of the bundle. */
export function checkSettings(settings: Settings, file: SourceFile, world: FlowWorld): void {
  const { safety_queue: queue, voices = {}, defaults } = settings;
  if (!world.queues.has(queue)) {
    file.problems.add(['safety_queue'], unknownName('UNKNOWN_QUEUE', 'queue', queue, world.queues.keys()));
  }
  checkPrompt('apology', settings, file, world);
  checkPrompt('farewell', settings, file, world);
  for (const language of Object.keys(voices)) {
    if (settings.languages.includes(language)) continue;
    file.problems.add(
      ['voices', language],
      unknownName('UNKNOWN_LANGUAGE', 'language', language, settings.languages),
      'key',
    );
  }
  const outcomes = inheritedOutcomes(world);
  for (const [outcome, { flow }] of Object.entries(defaults?.on ?? {})) {
    const path = ['defaults', 'on', outcome];
    if (!outcomes.has(outcome))
      file.problems.add(path, unknownName('UNKNOWN_OUTCOME', 'outcome', outcome, outcomes), 'key');
    if (!world.flows.has(flow))
      file.problems.add([...path, 'flow'], unknownName('UNKNOWN_FLOW', 'flow', flow, world.flows));
    const signature = world.signatures.get(flow);
    if (signature !== undefined && isSubflow(signature))
      file.problems.add([...path, 'flow'], onlySubflow(flow));
  }
}

/**
 * What is said when a flow has failed must be there in every language: there is nothing left to fall back on.
 */
function checkPrompt(
  key: 'apology' | 'farewell',
  settings: Settings,
  file: SourceFile,
  world: FlowWorld,
): void {
  const complaint = promptComplaint(settings[key], world.prompts, settings.languages);
  if (complaint !== undefined) file.problems.add([key], complaint);
}
