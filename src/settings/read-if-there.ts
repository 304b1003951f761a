import { existsSync, readFileSync } from 'node:fs';

/** The text of a file, undefined when there is none. Any other trouble (no right to read) is thrown. */
export const readIfThere = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, 'utf8') : undefined;
