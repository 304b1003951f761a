import type { KeptSums, SumsQuery } from '../../reports/index.ts';
import type { Database } from '../index.ts';
import { isPassing, isRefusal, isUnusable, openDatabase, openForReading } from './database.ts';
import { ReportSumsTable } from './report-sums-table.ts';
import { SqliteTables } from './sqlite-tables.ts';

/** The database in a file. */
export function sqliteAt(path: string): Database {
  const open = (): SqliteTables => new SqliteTables(openDatabase(path));
  return { open, read: (query) => read(path, query), isUnusable, isRefusal, isPassing };
}

/** In one transaction, so that sums and what goes on are of the same moment. A writer does not wait for it. */
function read(path: string, query: SumsQuery): KeptSums {
  const connection = openForReading(path);
  try {
    return connection.transaction(() => new ReportSumsTable(connection).read(query))();
  } finally {
    connection.close();
  }
}
