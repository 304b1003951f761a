import type { Mistake } from '../base/index.ts';
import type { Bundle, LoadedBundle } from '../bundle/index.ts';
import { type BundleArchive, isSame } from './bundle-archive.ts';

/** With which bundle to start; `mistakes` are of the admin's files, which then are not the ones in use. */
export type ChosenBundle = { readonly bundle: Bundle | undefined; readonly mistakes: readonly Mistake[] };

/**
 * The files as they are, unless somebody has gone back from just these, or they have mistakes: then the version that
 * was in use last. A process that has to start anew in the middle of an admin's work must not stay down for it.
 */
export async function chooseBundle(
  folder: string,
  archive: BundleArchive,
  load: (folder: string) => Promise<LoadedBundle>,
): Promise<ChosenBundle> {
  const files = await load(folder);
  const last = archive.changes.at(-1);
  if (last === undefined) return files;
  const isRefused = last.refused !== null && isSame(last.refused, files.hashes);
  if (files.bundle !== undefined && !isRefused) return files;
  const { bundle } = await load(archive.folderOf(last.version));
  return { bundle, mistakes: files.mistakes };
}
