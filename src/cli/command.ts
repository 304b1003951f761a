import type { LoadedSettings, Settings } from '../settings/index.ts';

/** Where a command prints. */
export type Print = (line: string) => void;

/**
 * What every command gets: its words, whether JSON is wanted, its flags, and the settings (read when asked
 * for).
 */
export type CommandCall = {
  readonly words: readonly string[];
  readonly isJson: boolean;
  readonly flags: ReadonlySet<string>;
  /** Option → the word behind it. */
  readonly options: ReadonlyMap<string, string>;
  readonly print: Print;
  /** What a person types, or a pipe brings, line by line. */
  readonly typed: () => AsyncIterable<string>;
  readonly settings: () => Settings;
  /** The same with every mistake and every origin. */
  readonly loaded: () => LoadedSettings;
};

/**
 * `usage` stands after "./cordboard NAME"; `flags` are the switches it knows beside --json, `options` those that
 * want a word behind them. Resolves with the exit code.
 */
export type Command = {
  readonly usage: string;
  readonly say: string;
  readonly flags?: readonly string[];
  readonly options?: readonly string[];
  readonly wordsMax: number;
  readonly run: (call: CommandCall) => Promise<0 | 1>;
};

/** The person asked in a wrong way: the message says how to ask. Exit code 2. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

/** Something stands in the way that the person can mend: the message says what. Exit code 1. */
export class Obstacle extends Error {
  override readonly name = 'Obstacle';
}

/** Cordboard does not run, or is not where the settings say. */
export class NotRunning extends Obstacle {}
