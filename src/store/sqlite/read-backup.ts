import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Failure } from '../../base/index.ts';
import type { BackupNote, SavedFile } from './back-up.ts';
import { SCHEMA, schemaIn } from './database.ts';

export type Backup = { readonly note: BackupNote; readonly files: readonly SavedFile[] };

/**
 * What a backup holds beside the database, after the whole file was checked. Throws `Failure` BACKUP_UNUSABLE for what
 * is none, is damaged, or was made by a Cordboard whose schema is too new for this one.
 */
export function readBackup(path: string): Backup {
  if (!existsSync(path)) throw unusable(path, 'there is no such file');
  try {
    const connection = new Database(path, { fileMustExist: true, readonly: true });
    try {
      return contentOf(path, connection);
    } finally {
      connection.close();
    }
  } catch (error) {
    throw error instanceof Failure ? error : unusable(path, String(error));
  }
}

function contentOf(path: string, connection: Database.Database): Backup {
  const found = connection.pragma('integrity_check', { simple: true });
  if (found !== 'ok') throw unusable(path, `it is damaged: ${String(found)}`);
  const isBackup = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'backup_note'").get();
  if (isBackup === undefined) throw unusable(path, 'it was not made by ./cordboard backup');
  SCHEMA.requireUsable(schemaIn(connection));
  const note = connection.prepare('SELECT note FROM backup_note').pluck().get() as string;
  const files = connection.prepare('SELECT path, body FROM backup_files ORDER BY path').all() as SavedFile[];
  return { note: JSON.parse(note) as BackupNote, files };
}

function unusable(file: string, why: string): Failure {
  return new Failure('BACKUP_UNUSABLE', { file, why });
}
