import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { ProcessMark } from './proc.ts';
import { writeFile } from './write-file.ts';

/**
 * Notes which process does a part's work. A full disk takes no new file, and whoever works must work on all the same:
 * then the note of before is written over in its place, which needs no room. False when there is none: the next parent
 * will not know this process.
 */
export function keepMark(path: string, mark: ProcessMark): boolean {
  const text = `${JSON.stringify(mark)}\n`;
  try {
    writeFile(path, text);
    return true;
  } catch {
    return isWrittenOver(path, text);
  }
}

function isWrittenOver(path: string, text: string): boolean {
  try {
    const file = openSync(path, 'r+');
    try {
      writeSync(file, text, 0);
      ftruncateSync(file, Buffer.byteLength(text));
    } finally {
      closeSync(file);
    }
    return true;
  } catch {
    return false;
  }
}
