import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from '../base/index.ts';
import type { SavedFile } from '../store/sqlite/index.ts';

/** What of the data folder goes into every backup: versions of the bundle, emergencies, entries on their way, seals. */
const FILES = ['emergencies.json', 'spool.jsonl', 'audit-seals.jsonl'];
const BUNDLES = 'bundles';
const ALWAYS = [BUNDLES, ...FILES];
const SECRETS = 'secrets';
const FOLDERS = [BUNDLES, SECRETS];
/** What file systems take, with room for the data folder in front. */
const [NAME_BYTES_MAX, PATH_MAX, SHOWN_MAX] = [255, 2_000, 100] as const;

/** The files of a data folder that a backup holds, with their paths below it. */
export function filesToSave(data: string, withSecrets: boolean): readonly SavedFile[] {
  const names = withSecrets ? [...ALWAYS, SECRETS] : ALWAYS;
  return names.flatMap((name) => filesBelow(data, name));
}

function filesBelow(data: string, name: string): readonly SavedFile[] {
  const place = join(data, name);
  if (!existsSync(place)) return [];
  const isFolder = readdirSync(data, { withFileTypes: true }).some(
    (at) => at.name === name && at.isDirectory(),
  );
  if (!isFolder) return [{ path: name, body: withoutZeros(readFileSync(place)) }];
  return readdirSync(place, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path: path.slice(data.length + 1), body: readFileSync(path) };
    });
}

/** The spool file is as large as it may become: behind its lines are zeros. */
function withoutZeros(body: Buffer): Buffer {
  const end = body.indexOf(0);
  return end === -1 ? body : body.subarray(0, end);
}

/**
 * A backup is a file that may come from anywhere: one that holds a file which no backup of ours puts there is refused
 * as a whole, before anything is moved. Throws `Failure` BACKUP_UNUSABLE, which names both.
 */
export function requireOurs(backup: string, files: readonly SavedFile[]): void {
  const foreign = files.find(({ path }) => !isOurs(path));
  if (foreign === undefined) return;
  const named = JSON.stringify(foreign.path.slice(0, SHOWN_MAX));
  const why = `it would write ${named}, which no backup of ours holds: make it anew where it comes from`;
  throw new Failure('BACKUP_UNUSABLE', { file: backup, why });
}

/** Below a folder of ours each part is a name that the disk can take; else it is one of our files. */
function isOurs(path: string): boolean {
  const [first = '', ...parts] = path.split('/');
  if (!FOLDERS.includes(first)) return FILES.includes(path);
  return parts.length > 0 && path.length <= PATH_MAX && parts.every(isName);
}

const isName = (part: string): boolean =>
  !/^\.{0,2}$|\0/.test(part) && part.isWellFormed() && Buffer.byteLength(part) <= NAME_BYTES_MAX;

/**
 * Puts the files of a backup, which `requireOurs` has let pass, into the data folder. What is there in their place is
 * moved aside under the name with `suffix`; secrets are left alone when the backup has none. Returns the names that
 * were moved.
 */
export function putSavedFiles(data: string, files: readonly SavedFile[], suffix: string): readonly string[] {
  const hasSecrets = files.some(({ path }) => path.startsWith(`${SECRETS}/`));
  const moved = (hasSecrets ? [...ALWAYS, SECRETS] : ALWAYS).filter((name) => existsSync(join(data, name)));
  for (const name of moved) renameSync(join(data, name), join(data, `${name}${suffix}`));
  for (const { path, body } of files) {
    const place = join(data, path);
    mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
    writeFileSync(place, body, { mode: 0o600 });
  }
  return moved;
}
