// The store on SQLite: entries, records and the outbox in one file, written and read by a thread of its own.
// Many entries share one commit; what the database cannot take goes to a spool file and follows later, once.
// Never: a read or a write of the disk on the thread that decides about calls.
export { backUp, type SavedFile } from './back-up.ts';
export { dumpBackup } from './dump-backup.ts';
export { openSqliteStore, type SqliteStoreOptions } from './open-sqlite-store.ts';
export { type Backup, readBackup } from './read-backup.ts';
export { prepareRestore, requireUnused } from './restore.ts';
