import type { KeptSums, SumsQuery } from '../../reports/index.ts';
import type { Database } from '../index.ts';
import { Connection } from './connection.ts';
import { isPassing, isRefusal, isUnusable, openDatabase } from './database.ts';
import { PostgresTables } from './postgres-tables.ts';
import { PostgresReportSums } from './report-sums.ts';

/** The database at an address. `takesOver`: once, from whoever else holds it. */
export function postgresAt(url: string, takesOver = false): Database {
  let endsOthers = takesOver;
  const open = async (): Promise<PostgresTables> => {
    const connection = await openDatabase(url, { endsOthers });
    endsOthers = false;
    return new PostgresTables(connection);
  };
  return { open, read: (query) => read(url, query), isUnusable, isRefusal, isPassing };
}

/** In one snapshot, so that sums and what goes on are of the same moment. A writer does not wait for it. */
async function read(url: string, query: SumsQuery): Promise<KeptSums> {
  const connection = await Connection.open(url);
  try {
    return await connection.atOnce(async () => {
      await connection.ask('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      return new PostgresReportSums(connection).read(query);
    });
  } finally {
    await connection.close();
  }
}
