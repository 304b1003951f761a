import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Failure } from '../../base/index.ts';
import type { Entry } from '../../journal/index.ts';
import { CallBook } from '../index.ts';
import { openDatabase } from './database.ts';
import { SqliteTables } from './sqlite-tables.ts';

/**
 * Throws `Failure` STORE_IN_USE when any process has this database open: only who is alone may leave the mode of many
 * readers. A file that is no database any more is in nobody's use.
 */
export function requireUnused(path: string): void {
  if (!existsSync(path)) return;
  try {
    const connection = new Database(path, { timeout: 0 });
    try {
      connection.pragma('journal_mode = DELETE');
    } finally {
      connection.close();
    }
  } catch (error) {
    if (String(error instanceof Error && 'code' in error && error.code).startsWith('SQLITE_BUSY'))
      throw new Failure('STORE_IN_USE', { path });
  }
}

/**
 * Makes the database of a backup ready beside the place of another one, and notes in it that this was done. The
 * function that it returns swaps the two: what was there is moved aside under its name with `suffix`. To be called for
 * a backup that was read before, while nobody has the store open.
 */
export async function prepareRestore(
  backup: string,
  path: string,
  fact: Entry,
): Promise<(suffix: string) => void> {
  const fresh = `${path}.restored`;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  rmSync(fresh, { force: true });
  copyFileSync(backup, fresh);
  const connection = openDatabase(fresh);
  try {
    connection.exec('DROP TABLE backup_note; DROP TABLE backup_files');
    await new CallBook(new SqliteTables(connection), []).append(randomUUID(), [[1, fact]]);
    connection.pragma('journal_mode = DELETE');
  } finally {
    connection.close();
  }
  return (suffix) => {
    // The side files of a damaged database must not be taken for those of the new one.
    for (const side of ['', '-wal', '-shm'])
      if (existsSync(path + side)) renameSync(path + side, path + suffix + side);
    renameSync(fresh, path);
  };
}
