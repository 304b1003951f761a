import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Of folders that are made for a file: what lies there is the business of its owner. */
const FOLDER_MODE = 0o700;

/**
 * Puts a text into a file, in the place of what it held, with this mode (less the umask); folders that are missing are
 * made. The text is on the disk before it has its name: behind a sudden death the file holds the old text or the new
 * one, and nobody ever reads half of it. Of two writers at once the later wins. Throws when the disk does not take it;
 * then the file is as it was, and nothing is left beside it.
 */
export function replaceFile(path: string, text: string, { mode }: { readonly mode: number }): void {
  mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE });
  const beside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeSafely(beside, text, mode);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

function writeSafely(path: string, text: string, mode: number): void {
  const file = openSync(path, 'wx', mode);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
