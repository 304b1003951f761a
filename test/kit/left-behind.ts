import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processesOf } from './processes.ts';

/** Every file and folder below this one, with its path below it. */
function below(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' });
}

/** Files and folders that somebody else than their owner may read, write or enter, whoever may enter the top one. */
export function openToOthers(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const facts = lstatSync(path);
    if (facts.isSymbolicLink() || (facts.mode & 0o077) === 0) return [];
    return [path, ...(facts.isDirectory() ? openToOthers(path) : [])];
  });
}

/** The generated secrets of a hotline: passwords, tokens and keys, each as it could be found somewhere. */
export function secretsIn(data: string): readonly string[] {
  const folder = join(data, 'secrets');
  return below(folder)
    .filter((path) => lstatSync(join(folder, path)).isFile())
    .flatMap((path) => readFileSync(join(folder, path), 'utf8').match(/[\w-]{20,}/g) ?? []);
}

/** Files below these folders that hold one of the words, by their paths. */
export function filesHolding(words: readonly string[], ...folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) =>
    below(folder)
      .filter((path) => lstatSync(join(folder, path)).isFile())
      .filter((path) => holds(readFileSync(join(folder, path)), words))
      .map((path) => join(folder, path)),
  );
}

/** Processes of a hotline whose command line or environment holds one of the words. */
export function processesHolding(words: readonly string[], data: string): readonly string[] {
  return processesOf(data)
    .filter(({ pid }) =>
      ['cmdline', 'environ'].some((name) => holds(readFileSync(`/proc/${pid}/${name}`), words)),
    )
    .map(({ command }) => command);
}

const holds = (bytes: Buffer, words: readonly string[]): boolean =>
  words.some((word) => bytes.includes(word));
