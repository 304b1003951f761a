import type { Dropped, DropWish } from '../index.ts';
import type { Connection } from './connection.ts';

const ENTRIES = `
  WITH seen AS (SELECT id, at_ms FROM entries WHERE id > $1 ORDER BY id LIMIT $2),
  gone AS (
    DELETE FROM entries WHERE id IN (SELECT id FROM seen)
    AND at_ms < CASE kind WHEN 'audited' THEN $3::bigint ELSE $4::bigint END)
  SELECT id, at_ms AS "atMs" FROM seen ORDER BY id DESC LIMIT 1`;

/** Scores go with the record of their call: without it nobody knows whose call it was. */
const RECORDS = `
  WITH old AS (
    SELECT call_id FROM records WHERE arrived_ms < $1 AND outcome IS NOT NULL
    AND NOT EXISTS (SELECT FROM recordings WHERE recordings.call_id = records.call_id)
    ORDER BY arrived_ms LIMIT $2),
  scored AS (DELETE FROM scores WHERE call_id IN (SELECT call_id FROM old))
  DELETE FROM records WHERE call_id IN (SELECT call_id FROM old)`;

const MESSAGES = `
  DELETE FROM outbox WHERE number IN (
    SELECT number FROM (SELECT * FROM outbox ORDER BY number LIMIT $2) AS oldest
    WHERE settled IS NOT NULL AND coalesce(settled_ms, taken_ms, 0) < $1)`;

/** One that is not done stays, however old; with it go its facts and the names of its calls. */
const CONTACTS = `
  WITH old AS (SELECT contact_id FROM contacts WHERE changed_ms < $1 AND state = 'done' ORDER BY changed_ms LIMIT $2),
  facts AS (DELETE FROM contact_facts WHERE contact_id IN (SELECT contact_id FROM old)),
  calls AS (DELETE FROM contact_calls WHERE contact_id IN (SELECT contact_id FROM old))
  DELETE FROM contacts WHERE contact_id IN (SELECT contact_id FROM old)`;
const CALLBACKS = `
  DELETE FROM callbacks WHERE callback_id IN (
    SELECT callback_id FROM callbacks WHERE booked_ms < $1 AND outcome IS NOT NULL ORDER BY booked_ms LIMIT $2)`;

/** Deletes rows that are too old; their room is used again after the server's own cleaning. */
export function dropOld(connection: Connection, wish: DropWish): Promise<Dropped> {
  const { after, rows, recordsBeforeMs, journalBeforeMs } = wish;
  return connection.atOnce(async () => {
    const limits = [after, rows, recordsBeforeMs, journalBeforeMs];
    const [newest] = await connection.rows<NonNullable<Dropped['newest']>>(ENTRIES, limits);
    const records = await connection.ask(RECORDS, [recordsBeforeMs, rows]);
    const messages = await connection.ask(MESSAGES, [journalBeforeMs, rows]);
    const contacts = await connection.ask(CONTACTS, [recordsBeforeMs, rows]);
    const callbacks = await connection.ask(CALLBACKS, [recordsBeforeMs, rows]);
    const others = [records, messages, contacts, callbacks];
    return { newest, othersCount: others.reduce((sum, { count }) => sum + count, 0) };
  });
}
