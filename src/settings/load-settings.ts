import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as z from 'zod';
import { type Mistake, nearestName } from '../base/index.ts';
import { clashesIn } from './clashes.ts';
import { completeSettings, type Settings } from './complete-settings.ts';
import { SETTING_KEYS, type SettingKey } from './keys.ts';
import { ENTRY_SCHEMAS, settingsSchema } from './schema.ts';
import { isRecord, type Place, readSettingsFile, readYaml, type SettingsFile } from './settings-file.ts';
import { withoutEffect } from './without-effect.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads a text file; undefined when there is none. Any other trouble may be thrown. */
export type ReadFile = (path: string) => string | undefined;

/** Where each setting came from: key → "default", "cordboard.yaml:3" or the environment variable. */
export type Origins = Readonly<Record<string, string>>;

/** `settings` is there exactly when there is no mistake. */
export type LoadedSettings = {
  readonly settings: Settings | undefined;
  /** Every setting by its key, as an admin wrote it or would have written the default. */
  readonly written: Readonly<Record<string, unknown>>;
  readonly origins: Origins;
  readonly mistakes: readonly Mistake[];
  /** What keeps nothing from starting, and is not as whoever wrote it may think. */
  readonly warnings: readonly Mistake[];
};

/**
 * Variables with our prefix that are not settings: where the settings are, and what only the set-up reads.
 */
const OTHER_VARIABLES = ['CORDBOARD_CONFIG', 'CORDBOARD_DEBIAN_ARCHIVE'];

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The settings from cordboard.yaml (or the file that CORDBOARD_CONFIG names) and the environment, which wins.
 * A relative path starts at the folder of the file that it stands in, at the working folder when the environment gave
 * it, and at the project's own folder by default. All mistakes are found at once; the result is frozen.
 */
export function loadSettings(env: Environment, readFile: ReadFile): LoadedSettings {
  const named = env.CORDBOARD_CONFIG;
  const location = resolve(named ?? 'cordboard.yaml');
  const text = readFile(location);
  const file = readSettingsFile(named ?? 'cordboard.yaml', text ?? '');
  const overrides = overridesIn(env);
  const values = withOverrides(file.values, overrides.given);
  const origins = originsOf(file, overrides.given);
  const read = settingsSchema.safeParse(values);
  const mistakes = [...missingFile(named, text), ...file.mistakes, ...overrides.mistakes];
  if (!read.success)
    mistakes.push(...read.error.issues.flatMap((issue) => mistakesOf(issue, file, origins, values)));
  const folderOf = (key: string): string => {
    const origin = origins[key]!;
    if (origin === 'default') return PROJECT;
    return origin.startsWith(file.name) ? dirname(location) : process.cwd();
  };
  const settings = read.success ? completeSettings(read.data, folderOf) : undefined;
  if (settings !== undefined)
    mistakes.push(...clashesIn(settings).map((clash) => mistakeAt(clash.path, file, origins, clash)));
  const written = SETTING_KEYS.map(
    ({ key, path, fallback }) => [key, valueAt(values, path) ?? fallback] as const,
  );
  return {
    settings: mistakes.length === 0 ? settings : undefined,
    written: Object.freeze(Object.fromEntries(written)),
    origins,
    mistakes,
    warnings: settings === undefined ? [] : warningsIn(settings, file, origins),
  };
}

/** Of what stands in the file. A variable is for one machine, or made by whoever starts us with all that there is. */
function warningsIn(settings: Settings, file: SettingsFile, origins: Origins): readonly Mistake[] {
  return withoutEffect(settings)
    .map((odd) => ({ ...mistakeAt(odd.path, file, origins, odd), code: 'SETTING_WITHOUT_EFFECT' }))
    .filter((warning) => warning.file === file.name);
}

function missingFile(named: string | undefined, text: string | undefined): Mistake[] {
  if (named === undefined || text !== undefined) return [];
  const hint = 'give CORDBOARD_CONFIG the path of a file, or leave it out';
  return [{ file: named, line: 1, column: 1, code: 'SETTINGS_MISSING', say: 'there is no such file', hint }];
}

type Override = { readonly key: SettingKey; readonly value: unknown };

function overridesIn(env: Environment): {
  readonly given: readonly Override[];
  readonly mistakes: readonly Mistake[];
} {
  const given: Override[] = [];
  const mistakes: Mistake[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('CORDBOARD_') || value === undefined || OTHER_VARIABLES.includes(name)) continue;
    const key = SETTING_KEYS.find(({ variable }) => variable === name);
    if (key === undefined) mistakes.push(unknownVariable(name));
    else given.push({ key, value: key.isText ? value : dataIn(value) });
  }
  return { given, mistakes };
}

/** A value that is not YAML stays a text, which the schema then refuses with the right words. */
function dataIn(value: string): unknown {
  const { values, troubles } = readYaml(value);
  return troubles.length === 0 ? values : value;
}

function unknownVariable(name: string): Mistake {
  const known = [...SETTING_KEYS.map(({ variable }) => variable), ...OTHER_VARIABLES];
  const hint = hintTo(nearestName(name, known), 'see ./cordboard doctor --settings for all that exist');
  return {
    file: name,
    line: 1,
    column: 1,
    code: 'SETTING_UNKNOWN',
    say: 'no setting has this variable',
    hint,
  };
}

const hintTo = (near: string | undefined, otherwise: string): string =>
  near === undefined ? otherwise : `did you mean "${near}"?`;

function withOverrides(
  values: Record<string, unknown>,
  overrides: readonly Override[],
): Record<string, unknown> {
  const result = structuredClone(values);
  for (const { key, value } of overrides) {
    let group = result;
    for (const name of key.path.slice(0, -1)) {
      if (!isRecord(group[name])) group[name] = {};
      group = group[name] as Record<string, unknown>;
    }
    group[key.path.at(-1)!] = value;
  }
  return result;
}

function originsOf(file: SettingsFile, overrides: readonly Override[]): Origins {
  const entries = SETTING_KEYS.map(({ key, path }): [string, string] => {
    const override = overrides.find((one) => one.key.key === key);
    if (override !== undefined) return [key, override.key.variable];
    if (valueAt(file.values, path) === undefined) return [key, 'default'];
    return [key, `${file.name}:${file.placeOfKey(path).line}`];
  });
  return Object.freeze(Object.fromEntries(entries));
}

const valueAt = (values: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inside, key) => (inside as Record<PropertyKey, unknown> | null | undefined)?.[key],
    values,
  );

function mistakesOf(
  issue: z.core.$ZodIssue,
  file: SettingsFile,
  origins: Origins,
  values: unknown,
): Mistake[] {
  if (issue.code !== 'unrecognized_keys') {
    const missing = valueAt(values, issue.path) === undefined;
    const say = missing ? `"${String(issue.path.at(-1))}" is missing` : issue.message;
    return [mistakeAt(issue.path, file, origins, { say, hint: hintFor(issue.path) })];
  }
  return issue.keys.map((key) => {
    const path = [...issue.path, key];
    const say = 'there is no such setting';
    const hint = hintTo(
      nearestName(key, namesBeside(issue.path)),
      `known here: ${namesBeside(issue.path).join(', ')}`,
    );
    return {
      ...mistakeAt(path, file, origins, { say, hint }),
      ...file.placeOfKey(path),
      code: 'SETTING_UNKNOWN',
    };
  });
}

/** The names that may stand in the group at a path. */
function namesBeside(path: readonly PropertyKey[]): readonly string[] {
  const name = Object.keys(ENTRY_SCHEMAS).find((key) => `${path.join('.')}.`.startsWith(`${key}.`));
  if (name !== undefined) return Object.keys(ENTRY_SCHEMAS[name]!.shape);
  const inside = SETTING_KEYS.filter((one) => path.every((name, depth) => one.path[depth] === name));
  return [...new Set(inside.map((one) => one.path[path.length]!))];
}

function hintFor(path: readonly PropertyKey[]): string {
  const known = SETTING_KEYS.find((one) => one.path.every((name, depth) => path[depth] === name));
  if (known === undefined) return 'see ./cordboard doctor --settings for all that exist';
  return `${known.key}: ${known.say}; by default ${JSON.stringify(known.fallback)}`;
}

type Words = { readonly say: string; readonly hint: string };

/** A mistake at the place of the value: in the file, or in the environment variable that gave it. */
function mistakeAt(
  path: readonly PropertyKey[],
  file: SettingsFile,
  origins: Origins,
  { say, hint }: Words,
): Mistake {
  const key = SETTING_KEYS.find((one) => one.path.every((name, depth) => path[depth] === name));
  const origin = key === undefined ? undefined : origins[key.key];
  const name = path.join('.');
  const told = { code: 'SETTING_INVALID', say: `${name}: ${say}`, hint };
  const start: Place = { line: 1, column: 1 };
  if (key !== undefined && origin === key.variable) return { file: key.variable, ...start, ...told };
  return { file: file.name, ...file.placeOf(path), ...told };
}
