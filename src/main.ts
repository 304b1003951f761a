// The whole life of the process that decides: read the settings and the bundle, build, start, stop.
import { readFileSync } from 'node:fs';
import { Failure, mistakeIn, mistakeText } from './base/index.ts';
import { build, createLog, loadFlows, Server } from './boot/index.ts';
import { loadSettings, readIfThere } from './settings/index.ts';

const { settings, mistakes } = loadSettings(process.env, readIfThere);
if (settings === undefined) giveUp('the settings have mistakes', mistakes.map(mistakeText));

const { bundle: folder } = settings;
const flows = await loadFlows(folder);
if (flows.bundle === undefined) {
  const lines = flows.mistakes.map((mistake) => mistakeText(mistakeIn(folder, mistake)));
  giveUp('the bundle has mistakes', lines);
}

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const log = createLog(settings.log.level);
const house = await build(settings, flows.bundle, version, log).catch(notBuilt);
const server = new Server(house);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void server.stop().then(() => process.exit(0)));
}
await server.start().catch(notBuilt);

/** What a person must mend is told in their words; anything else is ours and keeps its stack. */
function notBuilt(error: unknown): never {
  if (!(error instanceof Failure)) throw error;
  return giveUp(error.message, [JSON.stringify(error.details)]);
}

function giveUp(what: string, lines: readonly string[]): never {
  process.stderr.write(`${[`Cordboard cannot start: ${what}.`, ...lines].join('\n')}\n`);
  process.exit(1);
}
