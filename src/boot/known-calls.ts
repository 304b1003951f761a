import type { Bundle } from '../bundle/index.ts';
import type { Script } from '../switchboard/index.ts';
import type { BundleArchive } from './bundle-archive.ts';
import type { FolderReader } from './choose-bundle.ts';
import type { KeptCalls } from './read-kept-calls.ts';

/** Calls of the process before, and the older versions of the bundle in which some of them are. */
export type KnownCalls = KeptCalls & {
  readonly older: readonly Bundle[];
  /** Hash → the flows of this version; one that is kept no more is not in it. */
  readonly scripts: ReadonlyMap<string, Script>;
};

/** Finds the flows in which these calls go on: those in use, and what the archive has of those before. */
export async function knownCalls(
  { calls, over }: KeptCalls,
  inUse: readonly Bundle[],
  archive: Pick<BundleArchive, 'changes' | 'folderOf'>,
  load: FolderReader['load'],
): Promise<KnownCalls> {
  const wanted = new Set(calls.map(({ flowHash }) => flowHash));
  const older: Bundle[] = [];
  for (const hash of wanted) {
    if (inUse.some(({ flowHash }) => flowHash === hash)) continue;
    const change = archive.changes.findLast(({ flowHash }) => flowHash === hash);
    if (change === undefined) continue;
    const { bundle } = await load(archive.folderOf(change.version));
    if (bundle?.flowHash === hash) older.push(bundle);
  }
  const scripts = [...inUse, ...older].map(({ flowHash, flows }) => [flowHash, { flowHash, flows }] as const);
  return { calls, over, older, scripts: new Map(scripts) };
}
