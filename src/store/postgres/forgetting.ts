import { type KeptEntry, withoutPerson } from '../index.ts';
import { jsonFor } from './clean.ts';
import type { Connection } from './connection.ts';

/** Calls of the number, over, and without a recording that is held: those stay as they are. */
const CALLS = `SELECT call_id AS id FROM records WHERE caller = $1 AND outcome IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM recordings WHERE recordings.call_id = records.call_id AND held_ms IS NOT NULL)
  ORDER BY arrived_ms LIMIT $2`;
/** Calls in which the number was called. */
const CALLED = `SELECT DISTINCT call_id AS id FROM entries
  WHERE kind IN ('dialled', 'outEnded') AND body ->> 'to' = $1 LIMIT $2`;
const PROMISES = 'SELECT callback_id AS id FROM callbacks WHERE number = $1 AND outcome IS NOT NULL LIMIT $2';
const ENTRIES = `SELECT id, body::text AS body FROM entries WHERE call_id = ANY ($1)
  UNION SELECT id, body::text FROM entries WHERE kind LIKE 'callback%' AND body ->> 'callbackId' = ANY ($2)`;
const PUT = `UPDATE entries SET body = e.body::json
  FROM json_to_recordset($1) AS e (id bigint, body text) WHERE entries.id = e.id`;

/**
 * Takes a person out of what is kept. Resolves with how many calls and promises it was done for; `limit` of each are
 * done at most.
 */
export async function forget(connection: Connection, number: string, limit: number): Promise<number> {
  const ids = async (sql: string): Promise<readonly string[]> =>
    (await connection.rows<{ readonly id: string }>(sql, [number, limit])).map(({ id }) => id);
  const [own, called, promises] = [await ids(CALLS), await ids(CALLED), await ids(PROMISES)];
  const entries = await connection.rows<KeptEntry>(ENTRIES, [[...own, ...called], promises]);
  await connection.ask(PUT, [jsonFor(withoutPerson(entries, number))]);
  await connection.ask("UPDATE records SET caller = '' WHERE call_id = ANY ($1)", [own]);
  await connection.ask(
    "UPDATE records SET dialled = '' WHERE call_id = ANY ($1) AND direction = 'outgoing'",
    [called],
  );
  await connection.ask('DELETE FROM callbacks WHERE callback_id = ANY ($1)', [promises]);
  // Messages that are told, or were given up, are kept for a while.
  await connection.ask('DELETE FROM outbox WHERE settled IS NOT NULL AND position($1 IN body) > 0', [number]);
  return own.length + called.length + promises.length;
}
