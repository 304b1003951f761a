import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Failure } from '../../base/index.ts';

/** A file of the data folder, with its path below it. */
export type SavedFile = { readonly path: string; readonly body: Buffer };

export type BackupNote = { readonly atMs: number; readonly withSecrets: boolean };

/** Pages of one step; between two steps this process can do something else. */
const PAGES_PER_STEP = 100;

/**
 * Copies the database, which may be written meanwhile, and these files into one new file, which is a SQLite database
 * itself. It holds all that was committed when the copying began: the copy is made inside one read transaction, so that
 * what others write neither gets into it nor makes it begin anew. The file is seen when it is whole and checked, and
 * only by its owner. Rejects with `Failure` BACKUP_IMPOSSIBLE.
 */
export async function backUp(
  path: string,
  to: string,
  files: readonly SavedFile[],
  note: BackupNote,
): Promise<void> {
  if (existsSync(to)) throw new Failure('BACKUP_IMPOSSIBLE', { file: to, why: 'this file exists already' });
  const part = `${to}.part`;
  try {
    rmSync(part, { force: true });
    closeSync(openSync(part, 'wx', 0o600));
    await copyDatabase(path, part);
    putBeside(part, files, note);
    renameSync(part, to);
  } catch (error) {
    rmSync(part, { force: true });
    throw new Failure('BACKUP_IMPOSSIBLE', { file: to, why: String(error) });
  }
}

async function copyDatabase(path: string, part: string): Promise<void> {
  const source = new Database(path, { fileMustExist: true, readonly: true, timeout: 5_000 });
  try {
    source.exec('BEGIN');
    // The transaction begins with the first read.
    source.pragma('user_version');
    await source.backup(part, { progress: () => PAGES_PER_STEP });
  } finally {
    source.close();
  }
}

function putBeside(part: string, files: readonly SavedFile[], note: BackupNote): void {
  const copy = new Database(part);
  try {
    // One file, without side files, is what people carry elsewhere.
    copy.pragma('journal_mode = DELETE');
    copy.exec(`
      CREATE TABLE backup_note (note TEXT NOT NULL) STRICT;
      CREATE TABLE backup_files (path TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT`);
    copy.prepare('INSERT INTO backup_note VALUES (?)').run(JSON.stringify(note));
    const put = copy.prepare('INSERT INTO backup_files VALUES (@path, @body)');
    for (const file of files) put.run(file);
    const found = copy.pragma('integrity_check', { simple: true });
    if (found !== 'ok') throw new Error(`the copy is not sound: ${String(found)}`);
  } finally {
    copy.close();
  }
  const fd = openSync(part, 'r');
  fsyncSync(fd);
  closeSync(fd);
}
