import { unwatchFile, watchFile } from 'node:fs';
import { flushCompileCache } from 'node:module';
import type { Readable } from 'node:stream';
import { BEGIN } from '../parent/index.ts';
import type { WarmReader } from './warm-reader.ts';

export type SpareParts = {
  /** Where the parent says when to begin. */
  readonly word: Readable;
  readonly reader: WarmReader;
  /** Folder of the bundle. */
  readonly folder: string;
  /** Grows whenever another version of the bundle comes into use. */
  readonly history: string;
  /** Everything is loaded. */
  readonly onLoaded: () => void;
  /** For tests: how often it is looked at. */
  readonly lookEveryMs?: number;
};

const LOOK_EVERY_MS = 2_000;

/**
 * What was compiled so far is there for whoever starts after a sudden death, which keeps nothing. Only a process that
 * waits may do it: it has held the loop for 0.1 to 0.9 s.
 */
export const keepCompiled = (): void => flushCompileCache();

/**
 * Waits with the bundle read and checked until the parent says that the process is to begin; false when it will never
 * say so, since it has ended.
 */
export async function standReady({
  word,
  reader,
  folder,
  history,
  onLoaded,
  lookEveryMs: interval = LOOK_EVERY_MS,
}: SpareParts): Promise<boolean> {
  const warm = (): Promise<void> => reader.warm(folder).then(keepCompiled);
  void warm().then(onLoaded);
  watchFile(history, { interval, persistent: false }, warm);
  let said = '';
  try {
    for await (const piece of word) {
      said += String(piece);
      if (said.includes(BEGIN)) return true;
    }
    return false;
  } finally {
    unwatchFile(history);
  }
}
