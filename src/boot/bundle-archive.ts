import { appendFile, cp, lstat, mkdir, readFile, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { Failure } from '../base/index.ts';
import type { BundleHashes } from '../bundle/index.ts';
import type { BundleVersion } from '../http/index.ts';

/** So many changes are remembered, and so many versions kept at most. */
const CHANGES_MAX = 50;

/** One line of the history. `refused`: the files that were in the folder when another version took their place. */
export type ArchivedChange = BundleVersion & { readonly refused: BundleHashes | null };

/**
 * Every version of the bundle that was in use, as files: one can be gone back to, and it can be seen who changed what
 * when. Lies in the data folder; the admin's own folder is never written to.
 */
export class BundleArchive {
  readonly #folder: string;
  #changes: readonly ArchivedChange[] = [];

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Rejects with `Failure` STORE_UNUSABLE when the folder cannot be made or read. */
  static async open(folder: string): Promise<BundleArchive> {
    const archive = new BundleArchive(folder);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      archive.#changes = await readChanges(archive.#historyFile);
    } catch (error) {
      throw new Failure('STORE_UNUSABLE', { path: folder, why: String(error) });
    }
    return archive;
  }

  /** The newest last. */
  get changes(): readonly ArchivedChange[] {
    return this.#changes;
  }

  /** Throws `Failure` BUNDLE_VERSION_UNKNOWN. */
  folderOf(version: number): string {
    if (!this.#changes.some((change) => versionsOf(change).includes(version))) {
      throw new Failure('BUNDLE_VERSION_UNKNOWN', { version });
    }
    return join(this.#folder, String(version));
  }

  /** The number under which these files are kept. */
  versionOf(hashes: BundleHashes): number | undefined {
    return this.#changes.findLast((change) => isSame(change, hashes))?.version;
  }

  /** These files are in use from now on, or tried; a version that was kept before is not copied again. */
  async keep(
    from: string,
    { flowHash, floorHash }: BundleHashes,
    { by, atMs, trial }: Pick<ArchivedChange, 'by' | 'atMs' | 'trial'>,
  ): Promise<number> {
    const known = this.versionOf({ flowHash, floorHash });
    const version = known ?? Math.max(0, ...this.#changes.map((change) => change.version)) + 1;
    if (known === undefined) {
      const top = await realpath(from);
      const filter = (path: string): Promise<boolean> | boolean => path === from || isKept(path, from, top);
      const to = join(this.#folder, String(version));
      // What a copy left behind that did not come to its end must not mix with this one.
      await rm(to, { recursive: true, force: true });
      // A link would lead to what the admin changes later.
      await cp(from, to, { recursive: true, dereference: true, filter });
    }
    const last = this.#changes.at(-1);
    if (last?.version !== version || !isSameTrial(last.trial, trial)) {
      await this.note({ flowHash, floorHash, version, atMs, by, trial, refused: null });
    }
    return version;
  }

  async note(change: ArchivedChange): Promise<void> {
    await appendFile(this.#historyFile, `${JSON.stringify(change)}\n`, { mode: 0o600 });
    const forgotten = this.#changes.slice(0, Math.max(0, this.#changes.length + 1 - CHANGES_MAX));
    this.#changes = [...this.#changes, change].slice(-CHANGES_MAX);
    for (const version of forgotten.flatMap(versionsOf)) {
      if (this.#changes.some((kept) => versionsOf(kept).includes(version))) continue;
      await rm(join(this.#folder, String(version)), { recursive: true, force: true });
    }
  }

  /** The file that grows with each change. */
  static historyIn(folder: string): string {
    return join(folder, 'history.jsonl');
  }

  get #historyFile(): string {
    return BundleArchive.historyIn(this.#folder);
  }
}

/**
 * Whether a path in the admin's folder `from` belongs to the version: files and folders, and links to those of the
 * folder (`top` is what it is in truth). A link to anything else could stand for the whole disk, and one to a folder
 * that is not at the top for a circle.
 */
async function isKept(path: string, from: string, top: string): Promise<boolean> {
  if (/^\.|^schema$/.test(basename(path))) return false;
  const found = await lstat(path);
  if (!found.isSymbolicLink()) return found.isFile() || found.isDirectory();
  const place = await realpath(path).catch(() => '');
  if (!place.startsWith(`${top}${sep}`)) return false;
  const meant = await lstat(place);
  return meant.isFile() || (meant.isDirectory() && dirname(path) === from);
}

/** The version that came into use, and the one beside which it was tried. */
const versionsOf = ({ version, trial }: ArchivedChange): readonly number[] =>
  trial === null ? [version] : [version, trial.before];

const isSameTrial = (one: BundleVersion['trial'], other: BundleVersion['trial']): boolean =>
  one?.percent === other?.percent && one?.before === other?.before;

export const isSame = (one: BundleHashes, other: BundleHashes): boolean =>
  one.flowHash === other.flowHash && one.floorHash === other.floorHash;

/** As a line says it: one of an older Cordboard knows no trial. */
type Known = Omit<ArchivedChange, 'trial'> & Partial<Pick<ArchivedChange, 'trial'>>;

/** A line that a power cut left half written is passed over. */
async function readChanges(file: string): Promise<readonly ArchivedChange[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : [{ trial: null, ...(JSON.parse(line) as Known) }];
      } catch {
        return [];
      }
    })
    .slice(-CHANGES_MAX);
}
