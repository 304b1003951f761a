import { DIMENSIONS, FOLD_VERSION, isGreatest, MEASURES } from '../../reports/index.ts';
import { LEVELS_MS, LONGEST_MS } from '../index.ts';
import type { Connection } from './database.ts';

/** In the place of the last entry that is counted, while sums that are to be counted anew are still being deleted. */
export const FORGETTING = -1;

/** So many rows are deleted in one transaction: no entry waits long for it. */
const FORGET_COUNT = 5_000;

const VERSION = `${FOLD_VERSION} ${MEASURES.join(' ')}`;

const SUMS = `
  CREATE TABLE report_sums (
    dimension TEXT NOT NULL, level_ms INTEGER NOT NULL, start_ms INTEGER NOT NULL, value TEXT NOT NULL,
    ${MEASURES.map((measure) => `"${measure}" INTEGER NOT NULL DEFAULT 0`).join(', ')},
    PRIMARY KEY (dimension, level_ms, start_ms, value)
  ) STRICT, WITHOUT ROWID`;

/**
 * Makes the tables of sums, with a column for each measure. When this Cordboard counts otherwise than the one that
 * filled them, all entries are to be counted anew, bit by bit, in the background.
 */
export function makeReportTables(connection: Connection): void {
  connection
    .transaction(() => {
      connection.exec(`
        CREATE TABLE IF NOT EXISTS report_state (
          version TEXT NOT NULL, counted_id INTEGER NOT NULL, from_ms INTEGER NOT NULL
        ) STRICT;
        -- Calls and operators of which something is still to be counted, as JSON.
        CREATE TABLE IF NOT EXISTS report_open (
          kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)
        ) STRICT, WITHOUT ROWID;
      `);
      if (versionOf(connection) === VERSION) return;
      replaceSums(connection);
      forget(connection, VERSION);
    })
    .immediate();
}

/** By which rules the sums were counted; undefined before the first start. */
export const versionOf = (connection: Connection): string | undefined =>
  connection.prepare('SELECT version FROM report_state').pluck().get() as string | undefined;

/**
 * A table with all columns, in which only the rows are that nobody can count again. To add a column to a strict table
 * would read all of it, each time.
 */
function replaceSums(connection: Connection): void {
  const before = connection.prepare("SELECT name FROM pragma_table_info('report_sums')").pluck().all();
  if (before.length === 0) {
    connection.exec(SUMS);
    return;
  }
  connection.exec(`ALTER TABLE report_sums RENAME TO report_sums_before; ${SUMS}`);
  const known = new Set<unknown>([...MEASURES, 'dimension', 'level_ms', 'start_ms', 'value']);
  const kept = before.filter((name) => known.has(name)).map((name) => `"${String(name)}"`);
  connection
    .prepare(
      `INSERT INTO report_sums (${kept.join(', ')}) SELECT ${kept.join(', ')} FROM report_sums_before
       WHERE start_ms < ?`,
    )
    .run(firstWholeMs(connection));
  connection.exec('DROP TABLE report_sums_before');
  fillLongest(connection);
}

/** Rows of the longest stretches, where those of hours have outlived their entries: a table of before has none. */
function fillLongest(connection: Connection): void {
  const names = MEASURES.map((measure) => `"${measure}"`).join(', ');
  const sums = MEASURES.map((measure) => `${isGreatest(measure) ? 'max' : 'sum'}("${measure}")`).join(', ');
  connection.exec(`
    INSERT OR IGNORE INTO report_sums (dimension, level_ms, start_ms, value, ${names})
    SELECT dimension, ${LONGEST_MS}, start_ms - start_ms % ${LONGEST_MS}, value, ${sums}
    FROM report_sums WHERE level_ms = ${LEVELS_MS[1]} GROUP BY 1, 2, 3, 4`);
}

/**
 * Forgets what can be counted again, the first rows at once. Where old entries have been deleted, sums of before stay:
 * those up to the first quarter of a day of which all entries are there.
 */
export function forget(connection: Connection, version: string): void {
  connection.exec('DELETE FROM report_open; DELETE FROM report_state;');
  connection
    .prepare('INSERT INTO report_state VALUES (?, ?, ?)')
    .run(version, FORGETTING, firstWholeMs(connection));
  forgetSome(connection);
}

/** Deletes some of the sums that are to be counted anew; when none is left, the counting begins. */
export function forgetSome(connection: Connection): void {
  const fromMs = connection.prepare('SELECT from_ms FROM report_state').pluck().get();
  const drop = connection.prepare(
    `DELETE FROM report_sums WHERE (dimension, level_ms, start_ms, value) IN (
       SELECT dimension, level_ms, start_ms, value FROM report_sums
       WHERE dimension = ? AND level_ms = ? AND start_ms >= ? LIMIT ?)`,
  );
  let left = FORGET_COUNT;
  for (const by of DIMENSIONS)
    for (const levelMs of LEVELS_MS) if (left > 0) left -= drop.run(by, levelMs, fromMs, left).changes;
  if (left > 0) connection.exec('UPDATE report_state SET counted_id = 0');
}

function firstWholeMs(connection: Connection): number {
  const first = connection
    .prepare("SELECT id, at_ms AS atMs FROM entries WHERE kind <> 'audited' ORDER BY id LIMIT 1")
    .get() as { readonly id: number; readonly atMs: number } | undefined;
  const isWhole =
    first === undefined || connection.prepare('SELECT min(id) FROM entries').pluck().get() === 1;
  return isWhole ? 0 : Math.ceil(first.atMs / LONGEST_MS) * LONGEST_MS;
}
