import { existsSync, readFileSync } from 'node:fs';
import { replaceFile } from '../disk/index.ts';

/** Puts a text into a file that its owner alone may read. False when the file had this text already. */
export function writeFile(path: string, text: string): boolean {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return false;
  replaceFile(path, text, { mode: 0o600 });
  return true;
}
