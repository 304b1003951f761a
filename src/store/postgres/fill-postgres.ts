import { randomUUID } from 'node:crypto';
import { Failure } from '../../base/index.ts';
import type { Entry } from '../../journal/index.ts';
import { CallBook, type DumpRow, type TableDump } from '../index.ts';
import { jsonFor } from './clean.ts';
import type { Connection } from './connection.ts';
import { openDatabase } from './database.ts';
import { PostgresTables } from './postgres-tables.ts';
import { shownUrl } from './shown-url.ts';

/**
 * Fills a database that holds nothing yet, all at once or not at all, and notes in it that this was done. Rejects with
 * `Failure` STORE_NOT_EMPTY, or STORE_UNUSABLE for one that cannot be opened or that somebody else holds.
 */
export async function fillPostgres(url: string, tables: Iterable<TableDump>, fact: Entry): Promise<void> {
  const path = shownUrl(url);
  const connection = await openDatabase(url).catch((error: unknown) => {
    throw new Failure('STORE_UNUSABLE', { path, why: String(error) });
  });
  try {
    const [found] = await connection.rows<{ readonly used: boolean }>(
      'SELECT EXISTS (SELECT FROM entries) OR EXISTS (SELECT FROM records) AS used',
    );
    if (found?.used === true) throw new Failure('STORE_NOT_EMPTY', { path });
    await connection.atOnce(async () => {
      for (const { table, batches } of tables)
        for (const batch of batches) await putRows(connection, table, batch);
      for (const [table, column] of NUMBERED) await goOnBehind(connection, table, column);
    });
    await new CallBook(new PostgresTables(connection), []).append(randomUUID(), [[1, fact]]);
  } finally {
    await connection.close();
  }
}

/** Tables whose rows the database numbers itself. */
const NUMBERED = [
  ['entries', 'id'],
  ['outbox', 'number'],
  ['contact_facts', 'number'],
  ['scores', 'number'],
] as const;

async function putRows(connection: Connection, table: string, rows: readonly DumpRow[]): Promise<void> {
  const given = table === 'entries' ? rows.map(withBody) : rows;
  await connection.ask(
    `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(NULL::${table}, $1)`,
    [jsonFor(given)],
  );
}

/** The body of an entry is JSON here, not a text that holds some. */
const withBody = (row: DumpRow): DumpRow => ({ ...row, body: JSON.parse(String(row.body)) as unknown });

async function goOnBehind(connection: Connection, table: string, column: string): Promise<void> {
  await connection.ask(
    `SELECT setval(pg_get_serial_sequence('${table}', '${column}'), max(${column})) FROM ${table}
     HAVING max(${column}) IS NOT NULL`,
  );
}
