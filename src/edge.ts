// The whole life of the SIP edge: read the settings, connect, take calls, stop.
import { Failure, mistakeText } from './base/index.ts';
import { EdgeServer } from './edge/index.ts';
import { createLog } from './machine/index.ts';
import { loadSettings, readIfThere } from './settings/index.ts';

// What we write is for our own user alone.
process.umask(0o077);
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const { settings, mistakes, warnings } = loadSettings(process.env, readIfThere);
if (settings === undefined) giveUp('the settings have mistakes', mistakes.map(mistakeText));
if (settings.edge.mode === 'direct')
  giveUp('the settings want none', ['write edge.mode: drachtio, and name each Asterisk in edge.nodes']);

const log = createLog(settings.log.level);
for (const warning of warnings)
  log.warn({ warning: mistakeText(warning) }, 'a setting is odd, and no mistake');
const server = built();
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void server.stop().then(() => process.exit(0)));
await server.start();

function built(): EdgeServer {
  try {
    return new EdgeServer(settings!, log);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return giveUp(error.message, [JSON.stringify(error.details)]);
  }
}

function giveUp(what: string, lines: readonly string[]): never {
  process.stderr.write(`${[`The edge cannot start: ${what}.`, ...lines].join('\n')}\n`);
  process.exit(1);
}
