import { closeSync, existsSync, fdatasyncSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import Database from 'better-sqlite3';
import { Failure } from '../../base/index.ts';

/** A file of the data folder, with its path below it. */
export type SavedFile = { readonly path: string; readonly body: Buffer };

export type BackupNote = { readonly atMs: number; readonly withSecrets: boolean };

/** Pages of one step, 4 MiB with pages as we make them. */
const PAGES_PER_STEP = 1_000;
/** The longest pause behind a step: a disk that was busy once is not so for ever. */
const PAUSE_MS_MAX = 2_000;

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
  const fd = openSync(part, 'r+');
  const progress = (): number => {
    letOthersWrite(fd);
    return PAGES_PER_STEP;
  };
  try {
    source.exec('BEGIN');
    // The transaction begins with the first read.
    source.pragma('user_version');
    await source.backup(part, { progress });
  } finally {
    source.close();
    closeSync(fd);
  }
}

/**
 * What was copied so far goes to the disk, and then the disk is left to others for as long as that took: whoever
 * must have an entry there now waits behind some megabytes, not behind the whole copy, which the system would hold
 * back and then write at once. This process has nothing else to do meanwhile.
 */
function letOthersWrite(fd: number): void {
  const fromMs = performance.now();
  fdatasyncSync(fd);
  const pauseMs = Math.min(PAUSE_MS_MAX, performance.now() - fromMs);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
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
