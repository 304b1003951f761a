import { unwatchFile, watchFile } from 'node:fs';
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
  /** For tests: how often it is looked at. */
  readonly lookEveryMs?: number;
};

const LOOK_EVERY_MS = 2_000;

/**
 * Waits with the bundle read and checked until the parent says that the process is to begin; false when it will never
 * say so, since it has ended.
 */
export async function standReady({
  word,
  reader,
  folder,
  history,
  lookEveryMs: interval = LOOK_EVERY_MS,
}: SpareParts): Promise<boolean> {
  const warm = (): void => void reader.warm(folder);
  warm();
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
