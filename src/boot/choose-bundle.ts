import type { Mistake } from '../base/index.ts';
import type { Bundle, BundleHashes, LoadedBundle } from '../bundle/index.ts';
import { type BundleArchive, isSame } from './bundle-archive.ts';
import { type BundleTrial, fitsBeside } from './bundle-trial.ts';

/** With which bundle to start; `mistakes` are of the admin's files, which then are not the ones in use. */
export type ChosenBundle = {
  readonly bundle: Bundle | undefined;
  readonly mistakes: readonly Mistake[];
  /** A trial that was going on goes on. */
  readonly trial: BundleTrial | null;
};

/** How the files of a folder are read; `hashes` without a look at what they mean. */
export type FolderReader = {
  readonly load: (folder: string) => Promise<LoadedBundle>;
  readonly hashes: (folder: string) => Promise<BundleHashes>;
};

/**
 * The files as they are, unless somebody has gone back from just these, or they have mistakes: then the version that
 * was in use last. A process that has to start anew in the middle of an admin's work must not stay down for it.
 */
export async function chooseBundle(
  folder: string,
  archive: BundleArchive,
  reader: FolderReader,
): Promise<ChosenBundle> {
  const last = archive.changes.at(-1);
  if (last === undefined) return { ...(await reader.load(folder)), trial: null };
  const { trial, lost } = await trialOf(last, archive, reader);
  const isRefused = last.refused !== null && isSame(last.refused, await reader.hashes(folder));
  const read = isRefused ? undefined : await reader.load(folder);
  const files = read && trial ? fitsBeside(read, trial) : read;
  if (files?.bundle !== undefined) return { bundle: files.bundle, mistakes: lost, trial };
  const { bundle } = await reader.load(archive.folderOf(last.version));
  return { bundle, mistakes: [...(files?.mistakes ?? []), ...lost], trial };
}

type Last = BundleArchive['changes'][number];
type Found = { readonly trial: BundleTrial | null; readonly lost: readonly Mistake[] };

async function trialOf({ trial, atMs }: Last, archive: BundleArchive, reader: FolderReader): Promise<Found> {
  if (trial === null) return { trial: null, lost: [] };
  const { percent, before: beforeVersion } = trial;
  const { bundle: before } = await reader.load(archive.folderOf(beforeVersion));
  if (before !== undefined) return { trial: { percent, before, beforeVersion, sinceMs: atMs }, lost: [] };
  const say = `version ${beforeVersion} can no longer be used: everybody meets the flows that were being tried`;
  const hint = 'see ./cordboard history, and go back to another version with ./cordboard rollback VERSION';
  return { trial: null, lost: [{ file: 'bundle.yaml', line: 1, column: 1, code: 'TRIAL_LOST', say, hint }] };
}
