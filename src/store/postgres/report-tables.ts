import { FOLD_VERSION, isGreatest, MEASURES, type Measure } from '../../reports/index.ts';
import { LEVELS_MS, LONGEST_MS } from '../index.ts';
import type { Connection } from './connection.ts';

/** In the place of the last entry that is counted, while sums that are to be counted anew are still being deleted. */
export const FORGETTING = -1;

/** So many rows are deleted in one transaction: no entry waits long for it. */
const FORGET_COUNT = 5_000;

const VERSION = `${FOLD_VERSION} ${MEASURES.join(' ')}`;

const TABLES = `
  CREATE TABLE IF NOT EXISTS report_state (
    version text NOT NULL, counted_id bigint NOT NULL, from_ms bigint NOT NULL
  );
  CREATE TABLE IF NOT EXISTS report_sums (
    dimension text NOT NULL, level_ms bigint NOT NULL, start_ms bigint NOT NULL, value text NOT NULL,
    PRIMARY KEY (dimension, level_ms, start_ms, value)
  );
  -- Calls and operators of which something is still to be counted.
  CREATE TABLE IF NOT EXISTS report_open (
    kind text NOT NULL, id text NOT NULL, body json NOT NULL, PRIMARY KEY (kind, id)
  )`;

const COLUMNS = MEASURES.map(
  (measure) => `ADD COLUMN IF NOT EXISTS "${measure}" bigint NOT NULL DEFAULT 0`,
).join(', ');

const together = (measure: Measure): string => `${isGreatest(measure) ? 'max' : 'sum'}("${measure}")::bigint`;
const quoted = (measure: Measure): string => `"${measure}"`;

/** Rows of the longest stretches, where those of hours have outlived their entries: a table of before has none. */
const FILL_LONGEST = `
  INSERT INTO report_sums (dimension, level_ms, start_ms, value, ${MEASURES.map(quoted).join(', ')})
  SELECT dimension, ${LONGEST_MS}, start_ms - start_ms % ${LONGEST_MS}, value, ${MEASURES.map(together).join(', ')}
  FROM report_sums, report_state WHERE level_ms = ${LEVELS_MS[1]} AND start_ms < from_ms
  GROUP BY 1, 2, 3, 4 ON CONFLICT DO NOTHING`;

/**
 * Makes the tables of sums, and a column for each measure that has none. When this Cordboard counts otherwise than the
 * one that filled them, all entries are to be counted anew, bit by bit, in the background.
 */
export async function makeReportTables(connection: Connection): Promise<void> {
  if ((await versionOf(connection)) === VERSION) return;
  await connection.atOnce(async () => {
    await connection.runScript(TABLES);
    await connection.runScript(`ALTER TABLE report_sums ${COLUMNS}`);
    await forgetSums(connection);
    await connection.runScript(FILL_LONGEST);
  });
}

async function versionOf(connection: Connection): Promise<string | undefined> {
  const [found] = await connection.rows("SELECT to_regclass('report_state') AS present");
  if (found?.present === null) return undefined;
  return (await connection.rows<{ readonly version: string }>('SELECT version FROM report_state'))[0]
    ?.version;
}

/**
 * Forgets what can be counted again, the first rows at once. Where old entries have been deleted, sums of before stay:
 * those up to the first quarter of a day of which all entries are there.
 */
export async function forgetSums(connection: Connection): Promise<void> {
  const [first] = await connection.rows<{
    readonly id: number;
    readonly atMs: number;
    readonly least: number;
  }>(
    `SELECT id, at_ms AS "atMs", (SELECT min(id) FROM entries) AS least FROM entries
     WHERE kind <> 'audited' ORDER BY id LIMIT 1`,
  );
  const isWhole = first === undefined || first.least === 1;
  const fromMs = isWhole ? 0 : Math.ceil(first.atMs / LONGEST_MS) * LONGEST_MS;
  await connection.ask('DELETE FROM report_open');
  await connection.ask('DELETE FROM report_state');
  await connection.ask('INSERT INTO report_state VALUES ($1, $2, $3)', [VERSION, FORGETTING, fromMs]);
  await forgetSome(connection);
}

/** Deletes some of the sums that are to be counted anew; when none is left, the counting begins. */
export async function forgetSome(connection: Connection): Promise<void> {
  const dropped = await connection.ask(
    `DELETE FROM report_sums WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM report_sums WHERE start_ms >= (SELECT from_ms FROM report_state) LIMIT ${FORGET_COUNT}))`,
  );
  if (dropped.count < FORGET_COUNT) await connection.ask('UPDATE report_state SET counted_id = 0');
}
