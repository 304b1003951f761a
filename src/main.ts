// The whole life of the process that decides: read the settings and the bundle, build, start, stop.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT_DRAINED, EXIT_REPLACED, Failure, type Mistake, mistakeIn, mistakeText } from './base/index.ts';
import {
  BundleArchive,
  becomeLeader,
  build,
  chooseBundle,
  hashFlows,
  keepCompiled,
  loadFlows,
  Server,
  speakAhead,
  standReady,
  WarmReader,
} from './boot/index.ts';
import { createLog, systemClock } from './machine/index.ts';
import { LOADED, SPARE_FLAG } from './parent/index.ts';
import { loadSettings, readIfThere, type Settings } from './settings/index.ts';

// What Node itself has to say may find a full disk behind these: that is no reason to end.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const reader = new WarmReader({ load: loadFlows, hashes: hashFlows }, () => systemClock.now().wallMs);
const isSpare = process.argv.includes(SPARE_FLAG);
if (isSpare) await waitForWord(settingsNow().settings);
// Read again behind that wait: they are those of the moment in which the process begins.
const { settings, warnings } = settingsNow();
const log = createLog(settings.log.level);
for (const warning of warnings)
  log.warn({ warning: mistakeText(warning) }, 'a setting is odd, and no mistake');
const ahead = settings.takeover.lease && !isSpare ? getReady() : undefined;
const leader = await becomeLeader(settings, log, stepDown).catch(notBuilt);
await ahead;

const { bundle: folder } = settings;
const archive = await BundleArchive.open(archiveOf(settings)).catch(notBuilt);
const { bundle, mistakes: wrong, trial } = await chooseBundle(folder, archive, reader);
const lines = wrong.map((mistake) => mistakeText(mistakeIn(folder, mistake)));
if (bundle === undefined) giveUp('the bundle has mistakes', lines);

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
if (lines.length > 0) log.error({ mistakes: lines }, 'the bundle has mistakes: the last good one is in use');
/** The parent starts another process, perhaps of another version. */
const onRestart = (): void => void server.handOver().then(() => process.exit(0));
/** The parent stops the rest of the hotline as well. */
const onDrained = (): void => void server.stop().then(() => process.exit(EXIT_DRAINED));
const house = await build(settings, { bundle, mistakes: wrong, trial, archive }, version, {
  ...{ log, leader, onRestart, onDrained },
}).catch(notBuilt);
const server = new Server(house);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void end().then(() => process.exit(0)));
}
await server.start().catch(notBuilt);

/** Calls of an exchange that goes on without us are those of whoever stands by. */
function end(): Promise<void> {
  const staysWithAnother = settings.takeover.lease && settings.asterisk.mode === 'external';
  return staysWithAnother ? server.handOver() : server.stop();
}

function settingsNow(): { readonly settings: Settings; readonly warnings: readonly Mistake[] } {
  const { settings: read, mistakes, warnings: odd } = loadSettings(process.env, readIfThere);
  return { settings: read ?? giveUp('the settings have mistakes', mistakes.map(mistakeText)), warnings: odd };
}

/** The spare process does nothing until its parent says so, and ends with it. */
async function waitForWord({ bundle: files, ...before }: Settings): Promise<void> {
  const history = BundleArchive.historyIn(archiveOf(before));
  const onLoaded = (): void => void process.send?.(LOADED);
  if (!(await standReady({ word: process.stdin, reader, folder: files, history, onLoaded }))) process.exit(0);
}

function archiveOf({ data }: Pick<Settings, 'data'>): string {
  return join(data, 'bundles');
}

/** While a process stands by it has the time for what lasts longest in a start. */
async function getReady(): Promise<void> {
  const good = await reader.warm(settings.bundle);
  if (good !== undefined) await speakAhead(settings, good, log).catch(notBuilt);
  keepCompiled();
}

/** At once, and without a last word to anybody: another process may act already. */
function stepDown(why: string): void {
  log.fatal({ why }, 'this process decides no more: it ends, and its parent starts one that stands by');
  process.exit(EXIT_REPLACED);
}

/** What a person must mend is told in their words; anything else is ours and keeps its stack. */
function notBuilt(error: unknown): never {
  if (!(error instanceof Failure)) throw error;
  return giveUp(error.message, [JSON.stringify(error.details)]);
}

function giveUp(what: string, lines: readonly string[]): never {
  process.stderr.write(`${[`Cordboard cannot start: ${what}.`, ...lines].join('\n')}\n`);
  process.exit(1);
}
