// The whole life of the process that decides: read the settings and the bundle, build, start, stop.
import { readFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { Failure, mistakeIn, mistakeText } from './base/index.ts';
import { BundleArchive, build, chooseBundle, createLog, hashFlows, loadFlows, Server } from './boot/index.ts';
import { loadSettings, readIfThere } from './settings/index.ts';

// What Node itself has to say may find a full disk behind these: that is no reason to end.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const { settings, mistakes } = loadSettings(process.env, readIfThere);
if (settings === undefined) giveUp('the settings have mistakes', mistakes.map(mistakeText));

const { bundle: folder } = settings;
const archive = await BundleArchive.open(join(settings.data, 'bundles')).catch(notBuilt);
const reader = { load: loadFlows, hashes: hashFlows };
const { bundle, mistakes: wrong, trial } = await chooseBundle(folder, archive, reader);
const lines = wrong.map((mistake) => mistakeText(mistakeIn(folder, mistake)));
if (bundle === undefined) giveUp('the bundle has mistakes', lines);

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const log = createLog(settings.log.level);
if (lines.length > 0) log.error({ mistakes: lines }, 'the bundle has mistakes: the last good one is in use');
/** The parent starts another process, perhaps of another version. */
const onRestart = (): void => void server.handOver().then(() => process.exit(0));
const house = await build(settings, { bundle, mistakes: wrong, trial, archive }, version, {
  log,
  onRestart,
}).catch(notBuilt);
const server = new Server(house);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void server.stop().then(() => process.exit(0)));
}
await server.start().catch(notBuilt);
// Whoever goes on after a sudden death is to start fast; a process that is killed would keep nothing at its end.
flushCompileCache();

/** What a person must mend is told in their words; anything else is ours and keeps its stack. */
function notBuilt(error: unknown): never {
  if (!(error instanceof Failure)) throw error;
  return giveUp(error.message, [JSON.stringify(error.details)]);
}

function giveUp(what: string, lines: readonly string[]): never {
  process.stderr.write(`${[`Cordboard cannot start: ${what}.`, ...lines].join('\n')}\n`);
  process.exit(1);
}
