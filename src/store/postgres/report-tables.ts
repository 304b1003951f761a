import { FOLD_VERSION, isGreatest, MEASURES } from '../../reports/index.ts';
import { LEVELS_MS, LONGEST_MS } from '../index.ts';
import type { Connection } from './connection.ts';

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

/** Rows of the longest stretches, where those of hours have outlived their entries: a table of before has none. */
const FILL_LONGEST = `
  INSERT INTO report_sums (dimension, level_ms, start_ms, value,
    ${MEASURES.map((measure) => `"${measure}"`).join(', ')})
  SELECT dimension, ${LONGEST_MS}, start_ms - start_ms % ${LONGEST_MS}, value,
    ${MEASURES.map((measure) => `${isGreatest(measure) ? 'max' : 'sum'}("${measure}")::bigint`).join(', ')}
  FROM report_sums WHERE level_ms = ${LEVELS_MS[1]} GROUP BY 1, 2, 3, 4 ON CONFLICT DO NOTHING`;

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
    await connection.ask(FILL_LONGEST);
  });
}

async function versionOf(connection: Connection): Promise<string | undefined> {
  const [found] = await connection.rows("SELECT to_regclass('report_state') AS present");
  if (found?.present === null) return undefined;
  return (await connection.rows<{ readonly version: string }>('SELECT version FROM report_state'))[0]
    ?.version;
}

/**
 * Forgets what can be counted again. Where old entries have been deleted, sums of before stay: those up to the first
 * quarter of a day of which all entries are there.
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
  await connection.ask('DELETE FROM report_sums WHERE start_ms >= $1', [fromMs]);
  await connection.ask('DELETE FROM report_open');
  await connection.ask('DELETE FROM report_state');
  await connection.ask('INSERT INTO report_state VALUES ($1, 0, $2)', [VERSION, fromMs]);
}
