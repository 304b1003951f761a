import { type Mistake, mistakeText } from '../base/index.ts';
import { loadFlows } from '../boot/index.ts';
import type { AskedServer } from '../egress/index.ts';
import type { Readiness } from '../http/index.ts';
import type { StoreState } from '../journal/index.ts';
import type { ScheduleNow } from '../schedules/index.ts';
import { settingsTable, soundPortsFor } from '../settings/index.ts';
import { askApi } from './ask-api.ts';
import { type Command, type CommandCall, Obstacle } from './command.ts';

/**
 * Looks at everything a hotline needs and says what is wrong; with --settings it prints every setting and
 * its origin.
 */
export const doctor: Command = {
  usage: '[--settings]',
  say: 'looks for what is wrong; --settings: every setting and where it came from',
  flags: ['--settings'],
  wordsMax: 0,
  run: (call) => (call.flags.has('--settings') ? printSettings(call) : examine(call)),
};

async function printSettings({ isJson, print, loaded: load }: CommandCall): Promise<0 | 1> {
  const loaded = load();
  const rows = settingsTable(loaded);
  if (isJson) print(JSON.stringify(rows));
  else for (const { key, value, origin } of rows) print(`${key.padEnd(28)} ${value}    (${origin})`);
  return loaded.mistakes.length === 0 ? 0 : 1;
}

type Finding = { readonly what: string; readonly isGood: boolean; readonly say: string };

async function examine({ isJson, print, settings, loaded }: CommandCall): Promise<0 | 1> {
  const read = settings();
  const findings: Finding[] = [
    ...settingsFindings(loaded().warnings),
    ...(await bundleFindings(read)),
    soundPorts(read),
    ...(await liveFindings(read)),
    ...(await asked(read, '/api/v1/schedules', emergencies)),
    ...(await asked(read, '/api/v1/servers', servers)),
    ...(await asked(read, '/api/v1/store', written)),
  ];
  if (isJson) print(JSON.stringify(findings));
  else
    for (const { what, isGood, say } of findings)
      print(`${isGood ? 'good ' : 'WRONG'} ${what.padEnd(10)} ${say}`);
  return findings.every(({ isGood }) => isGood) ? 0 : 1;
}

function settingsFindings(warnings: readonly Mistake[]): readonly Finding[] {
  if (warnings.length === 0) return [{ what: 'settings', isGood: true, say: 'no mistakes' }];
  return warnings.map((warning) => ({ what: 'settings', isGood: false, say: mistakeText(warning) }));
}

async function bundleFindings(settings: ReturnType<CommandCall['settings']>): Promise<readonly Finding[]> {
  const { bundle, mistakes } = await loadFlows(settings.bundle);
  const say = mistakes.length === 0 ? 'no mistakes' : `${mistakes.length} mistakes: run ./cordboard validate`;
  const routes = bundle?.routes.routes ?? [];
  return [
    { what: 'bundle', isGood: mistakes.length === 0, say },
    ...routes.map(({ id, trunks }) => routeFinding(id, trunks, settings)),
  ];
}

/** The bundle names trunks, and the settings say where their calls go. */
function routeFinding(
  id: string,
  trunks: readonly string[],
  settings: ReturnType<CommandCall['settings']>,
): Finding {
  const deaf = trunks.filter((trunk) => (settings.trunks[trunk]?.host ?? null) === null);
  const names = deaf.map((trunk) => `"${trunk}"`).join(', ');
  const say =
    deaf.length === 0 ? `calls go out by ${trunks.join(', ')}` : `no trunk with a host is called ${names}`;
  return { what: 'route', isGood: deaf.length === 0, say: `${id}: ${say}` };
}

function soundPorts(settings: ReturnType<CommandCall['settings']>): Finding {
  const { from, to } = settings.asterisk.rtp;
  const needed = soundPortsFor(settings.limits.calls);
  const say = `${to - from + 1} UDP ports for sound, ${needed} needed for ${settings.limits.calls} calls`;
  return { what: 'sound', isGood: to - from + 1 >= needed, say };
}

async function liveFindings(settings: ReturnType<CommandCall['settings']>): Promise<readonly Finding[]> {
  try {
    const { ready, missing, warnings = [] } = (await askApi(settings, '/health/ready')) as Readiness;
    const say = ready ? 'running; a call would be answered' : missing.join('; ');
    return [
      { what: 'hotline', isGood: ready, say },
      ...warnings.map((warning) => ({ what: 'hotline', isGood: false, say: warning })),
    ];
  } catch (error) {
    if (!(error instanceof Obstacle)) throw error;
    return [{ what: 'hotline', isGood: false, say: error.message }];
  }
}

/** Callers of a schedule with an emergency are sent away: somebody may have forgotten to end it. */
function emergencies({ schedules }: { readonly schedules: readonly ScheduleNow[] }): readonly Finding[] {
  const on = schedules.filter(({ emergency }) => emergency !== null);
  if (on.length === 0) return [{ what: 'hours', isGood: true, say: 'no emergency is on' }];
  return on.map(({ name, emergency }) => {
    const end = emergency!.untilMs === null ? 'it does not end by itself' : endInWords(emergency!.untilMs);
    return { what: 'hours', isGood: false, say: `EMERGENCY in "${name}", by ${emergency!.by}: ${end}` };
  });
}

/** Callers get no answer from a server that rests: the flow goes on without it. */
function servers({ servers: asked }: { readonly servers: readonly AskedServer[] }): readonly Finding[] {
  return asked.map(({ host, goodCount, badCount, isResting }) => {
    const rests = isResting ? ': it failed so often that it is given a rest' : '';
    const say = `${host} gave ${goodCount} good answers, ${badCount} bad or none${rests}`;
    return { what: 'server', isGood: !isResting, say };
  });
}

/** Calls go on when the database is away, and the room for what waits has an end. */
function written({ writable, bufferedCount, lostCount, error }: StoreState): readonly Finding[] {
  const lost = lostCount === 0 ? '' : `; ${lostCount} entries were lost since the start`;
  const say = writable ? 'what happens is written down' : `${bufferedCount} entries wait for it: ${error}`;
  return [{ what: 'store', isGood: writable, say: `${say}${lost}` }];
}

/** What a running hotline answers makes findings; one that does not answer has been told of already. */
async function asked<Answer>(
  settings: ReturnType<CommandCall['settings']>,
  path: string,
  find: (answer: Answer) => readonly Finding[],
): Promise<readonly Finding[]> {
  try {
    return find((await askApi(settings, path)) as Answer);
  } catch (error) {
    if (!(error instanceof Obstacle)) throw error;
    return [];
  }
}

const endInWords = (untilMs: number): string => `it ends at ${new Date(untilMs).toISOString()}`;
