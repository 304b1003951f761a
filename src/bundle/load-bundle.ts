import { atOnce, type InSteps, type Mistake } from '../base/index.ts';
import { type FlowWorld, type KnownCaller, lastResort, shaped } from '../flow/index.ts';
import type { RoutePlan } from '../outbound/index.ts';
import type { Scorecard } from '../quality/index.ts';
import { parseNeeds } from '../routing/index.ts';
import type { PromptTable } from '../speech/index.ts';
import type { Bundle, BundleHashes, LoadedBundle, Recording } from './bundle.ts';
import { BundleFiles, isTestFile, isTooLong } from './bundle-files.ts';
import { bundleShape } from './bundle-shapes.ts';
import { checkService } from './check-service.ts';
import { checkSettings, type Settings } from './check-settings.ts';
import { checkZone, nowComplaint, zoneOffsetOf } from './clock-zone.ts';
import { Everything } from './everything.ts';
import { numberTable } from './number-table.ts';
import { readCallers } from './read-callers.ts';
import { checkFlowPaths, type ReadFlows, readFlows, reportNotAvailable, signaturesOf } from './read-flows.ts';
import { type ReadNumbers, readNumbers } from './read-numbers.ts';
import { type Floor, readOperators } from './read-operators.ts';
import { readPrompts } from './read-prompts.ts';
import { type ReadQueues, readQueues } from './read-queues.ts';
import { outsideComplaint, readRoutes } from './read-routes.ts';
import { readSchedules, type Zones } from './read-schedules.ts';
import { readScorecards } from './read-scorecards.ts';
import { readReasons, readSurveys } from './read-surveys.ts';
import { checkWaits } from './read-wait.ts';
import type { ScheduleRules } from './schedule-rules.ts';

/** What lies in a bundle's folder. */
export type BundleSource = {
  /** File name (without a folder) → its text; undefined for one that could not be read. */
  readonly files: ReadonlyMap<string, string | undefined>;
  readonly recordings: readonly Recording[];
  /** What was wrong already when the folder was read. */
  readonly mistakes?: readonly Mistake[];
  /** The absolute path of the folder, in which recordings lie under `prompts/`. */
  readonly folder: string;
  /** What the machine knows of time zones; without it every zone is believed. */
  readonly zones?: Zones;
  /** The date at which it is read, such as "2026-11-26"; without it nothing is past. */
  readonly today?: string;
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
  readonly schedules: ReadonlyMap<string, ScheduleRules>;
  readonly callers: ReadonlyMap<string, KnownCaller>;
  readonly routes: RoutePlan;
  readonly reasons: ReadonlySet<string> | null;
  readonly scorecards: ReadonlyMap<string, Scorecard>;
};

/** What a bundle is read for: to serve calls, or to be tried out, where steps may be used before the exchange can. */
export type BundleUse = 'calls' | 'rehearsals';

/**
 * Reads a whole bundle. Every mistake in every file is found in one go, as far as one does not hide another.
 */
export const loadBundle = (source: BundleSource, use: BundleUse = 'calls'): LoadedBundle =>
  atOnce(loadBundleInSteps(source, use));

/** The same in steps: while calls go on, other things have their turn in between. */
export function* loadBundleInSteps(source: BundleSource, use: BundleUse = 'calls'): InSteps<LoadedBundle> {
  const files = new BundleFiles(source.files);
  yield* files.reading();
  const settings = shaped(bundleShape, files.settings.value, [], files.settings.problems);
  const { parts, mistakes: ofRecordings } = yield* readParts(files, settings, { ...source, use });
  yield* checkFlowPaths(parts.flows, parts.numbers);
  if (use === 'calls') reportNotAvailable(parts.flows);
  yield* checkService(files, parts.queues.queues, parts.floor, parts.flows.queueUses);
  if (settings !== undefined) {
    checkSettings(settings, files.settings, parts.world);
    checkZone(settings, files.settings, source.zones);
  }
  const ofFiles = yield* files.mistakes();
  const mistakes = [...(source.mistakes ?? []), ...ofFiles, ...ofRecordings].sort(inOrder);
  const good = mistakes.length === 0 && settings !== undefined;
  const hashes = hashesOf(source);
  const warnings = files.schedules.warnings().toSorted(inOrder);
  const bundle = good ? bundleOf(hashes, settings, parts, source.zones) : undefined;
  return { bundle, hashes, mistakes, warnings };
}

/** The order of names does not depend on the language of the machine. */
const inOrder = (one: Mistake, other: Mistake): number =>
  one.file === other.file
    ? one.line - other.line || one.column - other.column
    : one.file < other.file
      ? -1
      : 1;

function* readParts(
  files: BundleFiles,
  settings: Settings | undefined,
  source: BundleSource & { readonly use: BundleUse },
): InSteps<{ readonly parts: Parts; readonly mistakes: readonly Mistake[] }> {
  const { prompts, mistakes } = yield* readPrompts(files.prompts, {
    ...source,
    languages: settings?.languages,
  });
  const languages = settings?.languages ?? languagesOf(prompts);
  const queues = yield* readQueues(files.queues, languages, settings?.safety_queue);
  const schedules = yield* readSchedules(files.schedules, source);
  const { callers, attributes } = yield* readCallers(files.callers, languages);
  const queueNames = files.queues.readable ? queues.exits : new Everything<readonly string[]>([]);
  const surveys = readSurveys(files.surveys, files.prompts.readable ? prompts : undefined, languages);
  const reasons = files.reasons.readable ? readReasons(files.reasons, languages) : undefined;
  const scorecards = readScorecards({
    ...{ file: files.scorecards, languages, hash: source.hash },
    queues: files.queues.readable ? queues.queues : new Everything(undefined),
  });
  const operatorNames = new Set(files.operators.section('operators').map(([id]) => id));
  const routes = readRoutes(files.routes, files.schedules.readable ? schedules : new Everything(undefined));
  // A test may call whom it likes; and of a file with mistakes nobody knows what it allows.
  const areRoutesSure =
    source.use === 'calls' && files.routes.readable && files.routes.problems.list.length === 0;
  const world: FlowWorld = {
    languages,
    prompts: files.prompts.readable ? languagesPerPrompt(prompts) : new Everything(new Set(languages)),
    queues: queueNames,
    attributes,
    operators: files.operators.readable ? operatorNames : new Everything(undefined),
    surveys: files.surveys.readable ? surveys : new Everything([]),
    reasons: reasons ?? new Everything(undefined),
    schedules: files.schedules.readable ? schedules : new Everything(undefined),
    flows: new Set(files.flows.keys()),
    signatures: signaturesOf(files.flows),
    hosts: settings === undefined ? new Everything(true) : new Set(settings.egress),
    defaults: new Map(
      Object.entries(settings?.defaults?.on ?? {}).map(([outcome, { flow }]) => [outcome, flow]),
    ),
    nowComplaint: nowComplaint(settings, schedules),
    outsideComplaint: (callee) => (areRoutesSure ? outsideComplaint(routes, callee) : undefined),
    needsComplaint(needs) {
      const parsed = parseNeeds(needs);
      return parsed.ok ? undefined : parsed;
    },
  };
  const floor = yield* readOperators(files.operators, queueNames, routes);
  checkWaits(files.queues, queues.queues, queues.exits, world);
  const flows = yield* readFlows(files.flows, world);
  const numbers = yield* readNumbers(files.numbers, flows.languages, world.signatures);
  const all = { world, prompts, queues, floor, flows, numbers, schedules, callers, routes, scorecards };
  return { parts: { ...all, reasons: reasons ?? null }, mistakes };
}

const languagesPerPrompt = (prompts: PromptTable): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map([...prompts].map(([name, words]) => [name, new Set(words.keys())]));

const languagesOf = (prompts: PromptTable): readonly string[] => [
  ...new Set([...prompts.values()].flatMap((words) => [...words.keys()])),
];

function bundleOf(hashes: BundleHashes, settings: Settings, parts: Parts, zones: Zones | undefined): Bundle {
  const { languages, safety_queue: safetyQueue, apology, farewell, voices = {} } = settings;
  const { queues, floor, flows, numbers, prompts, schedules, callers, routes, reasons, world, scorecards } =
    parts;
  const zoneOffset = zoneOffsetOf(settings, zones);
  return {
    ...hashes,
    languages,
    safetyQueue,
    flows: {
      flows: flows.graphs,
      lastResort: lastResort({ safetyQueue, apology, farewell }, world),
      ...(zoneOffset === undefined ? {} : { zoneOffset }),
    },
    numbers: numberTable(numbers.rules, numbers.otherwise),
    queues: queues.queues,
    serviceLevels: queues.serviceLevels,
    alarms: queues.alarms,
    operators: floor.operators,
    devices: floor.devices,
    schedules,
    callers,
    routes,
    reasons,
    scorecards,
    prompts,
    egress: settings.egress ?? [],
    voices: { ...Object.fromEntries(languages.map((language) => [language, language])), ...voices },
  };
}

/**
 * Comments count as well: the hash is of what the admin wrote, not of what we made of it. Of a file that is too long to
 * be used, its length is enough.
 */
export function hashesOf({ files, recordings, hash }: BundleSource): BundleHashes {
  const isFloor = (name: string): boolean =>
    [
      ...['queues.yaml', 'operators.yaml', 'schedules.yaml', 'callers.yaml', 'routes.yaml'],
      'scorecards.yaml',
    ].includes(name);
  const sorted = [...files]
    .filter(([name]) => !isTestFile(name))
    .map(([name, text]) => [name, isTooLong(name, text) ? text?.length : text] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const sounds = recordings.map((recording) => [recording.path, recording.hash]).sort();
  return {
    flowHash: hash(JSON.stringify([sorted.filter(([name]) => !isFloor(name)), sounds])),
    floorHash: hash(JSON.stringify(sorted.filter(([name]) => isFloor(name)))),
  };
}
