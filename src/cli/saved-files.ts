import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import type { SavedFile } from '../store/sqlite/index.ts';

/** What of the data folder goes into every backup: versions of the bundle, emergencies, entries on their way, seals. */
const ALWAYS = ['bundles', 'emergencies.json', 'spool.jsonl', 'audit-seals.jsonl'];
const SECRETS = 'secrets';

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
 * Puts the files of a backup into the data folder. What is there in their place is moved aside under the name with
 * `suffix`; secrets are left alone when the backup has none. Returns the names that were moved.
 */
export function putSavedFiles(data: string, files: readonly SavedFile[], suffix: string): readonly string[] {
  const hasSecrets = files.some(({ path }) => path.startsWith(`${SECRETS}/`));
  const moved = (hasSecrets ? [...ALWAYS, SECRETS] : ALWAYS).filter((name) => existsSync(join(data, name)));
  for (const name of moved) renameSync(join(data, name), join(data, `${name}${suffix}`));
  for (const { path, body } of files.filter(isOurs)) {
    const place = join(data, path);
    mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
    writeFileSync(place, body, { mode: 0o600 });
  }
  return moved;
}

/** A backup is a file that may come from anywhere: nothing of it is written where no backup puts it. */
function isOurs({ path }: SavedFile): boolean {
  const [first = ''] = path.split('/');
  return normalize(path) === path && [...ALWAYS, SECRETS].includes(first);
}
