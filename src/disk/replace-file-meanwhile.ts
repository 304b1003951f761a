import { rename, rm, writeFile } from 'node:fs/promises';

/**
 * As `replaceFile`, while others go on: nobody waits for the disk, and it is not asked to have taken anything. Behind
 * the death of a process the file holds the old text or the new one; behind a power cut it may hold neither. The folder
 * has to be there, and one writer at a time. Rejects when the disk does not take it: then the file is as it was.
 */
export async function replaceFileMeanwhile(
  path: string,
  text: string,
  { mode }: { readonly mode: number },
): Promise<void> {
  const unfinished = `${path}.new`;
  try {
    await writeFile(unfinished, text, { mode });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
}
