import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Puts the files of a bundle (name → text) into a folder. */
export async function writeBundle(
  folder: string,
  files: Iterable<readonly [name: string, text: string]>,
): Promise<void> {
  for (const [name, text] of files) await writeFile(join(folder, name), text);
}
