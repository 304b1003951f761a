import type { Mistake } from '../base/index.ts';
import { type FlowWorld, lastResort, shaped } from '../flow/index.ts';
import { parseNeeds } from '../routing/index.ts';
import type { PromptTable } from '../speech/index.ts';
import type { Bundle, LoadedBundle, Recording } from './bundle.ts';
import { BundleFiles } from './bundle-files.ts';
import { bundleShape } from './bundle-shapes.ts';
import { checkService } from './check-service.ts';
import { checkSettings, type Settings } from './check-settings.ts';
import { Everything } from './everything.ts';
import { numberTable } from './number-table.ts';
import { checkFlowPaths, type ReadFlows, readFlows } from './read-flows.ts';
import { type ReadNumbers, readNumbers } from './read-numbers.ts';
import { type Floor, readOperators } from './read-operators.ts';
import { readPrompts } from './read-prompts.ts';
import { type ReadQueues, readQueues } from './read-queues.ts';

/** What lies in a bundle's folder. */
export type BundleSource = {
  /** File name (without a folder) → its text; undefined for one that could not be read. */
  readonly files: ReadonlyMap<string, string | undefined>;
  readonly recordings: readonly Recording[];
  /** What was wrong already when the folder was read. */
  readonly mistakes?: readonly Mistake[];
  /** The absolute path of the folder, in which recordings lie under `prompts/`. */
  readonly folder: string;
  /** The same for the same text on every machine. */
  hash(text: string): string;
};

/** Everything that was read, good or not. */
type Parts = {
  readonly world: FlowWorld;
  readonly prompts: PromptTable;
  readonly queues: ReadQueues;
  readonly floor: Floor;
  readonly flows: ReadFlows;
  readonly numbers: ReadNumbers;
};

/**
 * Reads a whole bundle. Every mistake in every file is found in one go, as far as one does not hide another.
 */
export function loadBundle(source: BundleSource): LoadedBundle {
  const files = new BundleFiles(source.files);
  const settings = shaped(bundleShape, files.settings.value, [], files.settings.problems);
  const { parts, mistakes: ofRecordings } = readParts(files, settings, source);
  checkFlowPaths(parts.flows, parts.numbers);
  checkService(files, parts.queues.queues, parts.floor, parts.flows.queueUses);
  if (settings !== undefined) checkSettings(settings, files.settings, parts.world);
  const mistakes = [...(source.mistakes ?? []), ...files.mistakes(), ...ofRecordings].sort(inOrder);
  const good = mistakes.length === 0 && settings !== undefined;
  return { bundle: good ? bundleOf(source, settings, parts) : undefined, mistakes };
}

/** The order of names does not depend on the language of the machine. */
const inOrder = (one: Mistake, other: Mistake): number =>
  one.file === other.file
    ? one.line - other.line || one.column - other.column
    : one.file < other.file
      ? -1
      : 1;

function readParts(
  files: BundleFiles,
  settings: Settings | undefined,
  source: BundleSource,
): { readonly parts: Parts; readonly mistakes: readonly Mistake[] } {
  const { prompts, mistakes } = readPrompts(files.prompts, { ...source, languages: settings?.languages });
  const languages = settings?.languages ?? languagesOf(prompts);
  const queues = readQueues(files.queues, languages, settings?.safety_queue);
  const queueNames = files.queues.readable ? queues.exits : new Everything<readonly string[]>([]);
  const world: FlowWorld = {
    languages,
    prompts: files.prompts.readable ? languagesPerPrompt(prompts) : new Everything(new Set(languages)),
    queues: queueNames,
    flows: new Set(files.flows.keys()),
    hosts: settings === undefined ? new Everything(true) : new Set(settings.egress),
    defaults: new Map(
      Object.entries(settings?.defaults?.on ?? {}).map(([outcome, { flow }]) => [outcome, flow]),
    ),
    needsComplaint(needs) {
      const parsed = parseNeeds(needs);
      return parsed.ok ? undefined : parsed;
    },
  };
  const floor = readOperators(files.operators, queueNames);
  const flows = readFlows(files.flows, world);
  const numbers = readNumbers(files.numbers, flows.languages);
  return { parts: { world, prompts, queues, floor, flows, numbers }, mistakes };
}

const languagesPerPrompt = (prompts: PromptTable): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map([...prompts].map(([name, words]) => [name, new Set(words.keys())]));

const languagesOf = (prompts: PromptTable): readonly string[] => [
  ...new Set([...prompts.values()].flatMap((words) => [...words.keys()])),
];

function bundleOf(source: BundleSource, settings: Settings, parts: Parts): Bundle {
  const { languages, safety_queue: safetyQueue, apology, farewell, voices = {} } = settings;
  const { queues, floor, flows, numbers, prompts, world } = parts;
  return {
    ...hashes(source),
    languages,
    safetyQueue,
    flows: { flows: flows.graphs, lastResort: lastResort({ safetyQueue, apology, farewell }, world) },
    numbers: numberTable(numbers.rules, numbers.otherwise),
    queues: queues.queues,
    serviceLevels: queues.serviceLevels,
    operators: floor.operators,
    devices: floor.devices,
    prompts,
    egress: settings.egress ?? [],
    voices: Object.fromEntries(languages.map((language) => [language, voices[language] ?? language])),
  };
}

/** Comments count as well: the hash is of what the admin wrote, not of what we made of it. */
function hashes({ files, recordings, hash }: BundleSource): {
  readonly flowHash: string;
  readonly floorHash: string;
} {
  const isFloor = (name: string): boolean => name === 'queues.yaml' || name === 'operators.yaml';
  const sorted = [...files].sort(([one], [other]) => (one < other ? -1 : 1));
  const sounds = recordings.map((recording) => [recording.path, recording.hash]).sort();
  return {
    flowHash: hash(JSON.stringify([sorted.filter(([name]) => !isFloor(name)), sounds])),
    floorHash: hash(JSON.stringify(sorted.filter(([name]) => isFloor(name)))),
  };
}
