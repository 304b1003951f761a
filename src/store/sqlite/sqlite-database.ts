import type { Database } from '../index.ts';
import { isPassing, isRefusal, isUnusable, openDatabase } from './database.ts';
import { SqliteTables } from './sqlite-tables.ts';

/** The database in a file. */
export function sqliteAt(path: string): Database {
  return { open: () => new SqliteTables(openDatabase(path)), isUnusable, isRefusal, isPassing };
}
