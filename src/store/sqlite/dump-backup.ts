import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { type DumpRow, TABLES, type TableDump } from '../index.ts';
import { type Connection, openDatabase } from './database.ts';

const ROWS_PER_BATCH = 1_000;

/**
 * Reads the tables of a backup, for whoever fills another database with them. It may be older than this Cordboard: a
 * copy of it at `scratch` is brought up to date first, and is gone when `work` has ended.
 */
export async function dumpBackup(
  backup: string,
  scratch: string,
  work: (tables: Iterable<TableDump>) => Promise<void>,
): Promise<void> {
  mkdirSync(dirname(scratch), { recursive: true, mode: 0o700 });
  rmSync(scratch, { force: true });
  copyFileSync(backup, scratch);
  try {
    const connection = openDatabase(scratch);
    try {
      await work(TABLES.map((table) => ({ table, batches: batchesOf(connection, table) })));
    } finally {
      connection.close();
    }
  } finally {
    for (const side of ['', '-wal', '-shm']) rmSync(scratch + side, { force: true });
  }
}

function* batchesOf(connection: Connection, table: string): Generator<readonly DumpRow[]> {
  let batch: DumpRow[] = [];
  for (const row of connection.prepare(`SELECT * FROM ${table}`).iterate()) {
    batch.push(row as DumpRow);
    if (batch.length < ROWS_PER_BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
