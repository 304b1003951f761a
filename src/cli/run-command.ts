import { mistakeText } from '../base/index.ts';
import { type Environment, loadSettings, readIfThere, type Settings } from '../settings/index.ts';
import { activate, history, rollback } from './activate.ts';
import { type Command, Obstacle, type Print, WrongUsage } from './command.ts';
import { doctor } from './doctor.ts';
import { calls, explain, operators } from './live.ts';
import { validate } from './validate.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  validate,
  activate,
  history,
  rollback,
  doctor,
  operators,
  calls,
  explain,
};

/**
 * Runs one command of `./cordboard`. `args` are the words after it. Resolves with the exit code: 0 good, 1 findings,
 * 2 wrong usage.
 */
export async function runCommand(
  args: readonly string[],
  env: Environment,
  print: Print,
  complain: Print,
): Promise<number> {
  const [name, ...rest] = args;
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    complain(usage());
    return name === undefined || name === 'help' || name === '--help' ? 0 : 2;
  }
  const flags = new Set(rest.filter((word) => word.startsWith('--')));
  const words = rest.filter((word) => !word.startsWith('--'));
  try {
    refuseUnknown(command, flags, words);
    return await command.run({
      words,
      flags,
      isJson: flags.has('--json'),
      print,
      settings: () => settingsFrom(env),
      loaded: () => loadSettings(env, readIfThere),
    });
  } catch (error) {
    if (!(error instanceof WrongUsage || error instanceof Obstacle)) throw error;
    complain(error.message);
    if (error instanceof Obstacle) return 1;
    complain(`usage: ./cordboard ${name} ${command.usage}`);
    return 2;
  }
}

function usage(): string {
  const rows = Object.entries(COMMANDS).map(
    ([name, { usage: how, say }]) => `  ${`${name} ${how}`.padEnd(28)} ${say}`,
  );
  return ['usage: ./cordboard COMMAND [--json]', ...rows].join('\n');
}

function refuseUnknown(command: Command, flags: ReadonlySet<string>, words: readonly string[]): void {
  const known = ['--json', ...(command.flags ?? [])];
  const unknown = [...flags].find((flag) => !known.includes(flag));
  if (unknown !== undefined) throw new WrongUsage(`there is no option ${unknown}`);
  if (words.length > command.wordsMax) throw new WrongUsage(`"${words.at(-1)}" is one word too many`);
}

/** The settings, or an obstacle that lists every mistake in them. */
function settingsFrom(env: Environment): Settings {
  const { settings, mistakes } = loadSettings(env, readIfThere);
  if (settings === undefined)
    throw new Obstacle(['the settings have mistakes:', ...mistakes.map(mistakeText)].join('\n'));
  return settings;
}
