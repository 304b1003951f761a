import { Connection } from './connection.ts';
import { OUR_LOCK } from './database.ts';

/** PostgreSQL shows a lock of one 64-bit number as two halves (its manual, "pg_locks"). */
const END = `
SELECT pg_terminate_backend(locks.pid) AS ended FROM pg_locks AS locks, (SELECT ${OUR_LOCK} AS number) AS ours
WHERE locks.locktype = 'advisory' AND locks.granted AND locks.objsubid = 1 AND locks.pid <> pg_backend_pid()
  AND locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND locks.classid = ((ours.number >> 32) & 4294967295)::oid AND locks.objid = (ours.number & 4294967295)::oid`;

/**
 * Ends the connections of whoever else holds this database as a Cordboard. For one that has the lease, and so knows
 * that the other one may act no more: a process that is frozen would hold it for as long as it is. Resolves with how
 * many were ended. Rejects when the server does not answer, or does not let us.
 */
export async function endOtherHolders(url: string): Promise<number> {
  const connection = await Connection.open(url);
  try {
    const ended = await connection.rows<{ readonly ended: boolean }>(END);
    return ended.filter((row) => row.ended).length;
  } finally {
    await connection.close();
  }
}
