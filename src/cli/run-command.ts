import { mistakeText } from '../base/index.ts';
import { type Environment, loadSettings, readIfThere, type Settings } from '../settings/index.ts';
import { activate, history, rollback } from './activate.ts';
import { alarms } from './alarms.ts';
import { audit } from './audit.ts';
import { backup } from './backup.ts';
import { bans } from './bans.ts';
import { callbacks } from './callbacks.ts';
import { type Command, type CommandCall, Obstacle, type Print, WrongUsage } from './command.ts';
import { contacts } from './contacts.ts';
import { diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { drain } from './drain.ts';
import { forget } from './forget.ts';
import { graph } from './graph.ts';
import { calls, explain, operators } from './live.ts';
import { nodes } from './nodes.ts';
import { pins } from './pins.ts';
import { report } from './report.ts';
import { restart } from './restart.ts';
import { restore } from './restore.ts';
import { scores } from './scores.ts';
import { shadow } from './shadow.ts';
import { test } from './test.ts';
import { tokens } from './tokens.ts';
import { validate } from './validate.ts';
import { walk } from './walk.ts';
import { webhooks } from './webhooks.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  ...{ validate, test, walk, diff, graph },
  ...{ activate, history, rollback, shadow },
  ...{ doctor, operators, calls, callbacks, contacts, alarms, explain, report, scores },
  ...{ tokens, pins, bans, webhooks, forget },
  ...{ audit, backup, restore, restart, drain, nodes },
};

/**
 * Runs one command of `./cordboard`. `args` are the words after it. Resolves with the exit code: 0 good, 1 findings,
 * 2 wrong usage. `typed` is what comes in, line by line.
 */
export async function runCommand(
  args: readonly string[],
  env: Environment,
  print: Print,
  complain: Print,
  typed: () => AsyncIterable<string>,
): Promise<number> {
  const [name, ...rest] = args;
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    complain(usage());
    return name === undefined || name === 'help' || name === '--help' ? 0 : 2;
  }
  try {
    const { words, flags, options } = sorted(command, rest);
    return await command.run({
      ...{ words, flags, options },
      isJson: flags.has('--json'),
      ...{ print, typed },
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

/** The words of a command line by what they are; what the command does not know is wrong usage. */
function sorted(command: Command, args: readonly string[]): Pick<CommandCall, 'words' | 'flags' | 'options'> {
  const words: string[] = [];
  const flags = new Set<string>();
  const options = new Map<string, string>();
  const open = [...args];
  for (let word = open.shift(); word !== undefined; word = open.shift()) {
    if (!word.startsWith('--')) words.push(word);
    else if (command.options?.includes(word) === true) {
      const value = open.shift();
      if (value === undefined) throw new WrongUsage(`${word} wants a word behind it`);
      options.set(word, value);
    } else if (word === '--json' || command.flags?.includes(word) === true) flags.add(word);
    else throw new WrongUsage(`there is no option ${word}`);
  }
  if (words.length > command.wordsMax) throw new WrongUsage(`"${words.at(-1)}" is one word too many`);
  return { words, flags, options };
}

/** The settings, or an obstacle that lists every mistake in them. */
function settingsFrom(env: Environment): Settings {
  const { settings, mistakes } = loadSettings(env, readIfThere);
  if (settings === undefined)
    throw new Obstacle(['the settings have mistakes:', ...mistakes.map(mistakeText)].join('\n'));
  return settings;
}
