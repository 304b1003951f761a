import type { Database } from '../index.ts';
import { isPassing, isRefusal, isUnusable, openDatabase } from './database.ts';
import { PostgresTables } from './postgres-tables.ts';

/** The database at an address. */
export function postgresAt(url: string): Database {
  const open = async (): Promise<PostgresTables> => new PostgresTables(await openDatabase(url));
  return { open, isUnusable, isRefusal, isPassing };
}
