import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pino } from 'pino';
import type { Database } from '../../../src/store/index.ts';
import { openPostgresStore } from '../../../src/store/postgres/index.ts';
import { postgresAt } from '../../../src/store/postgres/postgres-database.ts';
import { openSqliteStore } from '../../../src/store/sqlite/index.ts';
import { sqliteAt } from '../../../src/store/sqlite/sqlite-database.ts';
import { PostgresProcess } from '../../../test/kit/postgres-process.ts';
import type { BenchStore } from './measure-reports.ts';

const BACK_UP = fileURLToPath(new URL('./back-up-process.ts', import.meta.url));

const log = pino({ level: 'warn' });
const forEver = { recordsMs: Number.MAX_SAFE_INTEGER, journalMs: Number.MAX_SAFE_INTEGER };
const rest = { log, webhookEvents: [], keep: forEver };

/** A database that is filled first, and then opened as the house opens it. */
export type BenchPlace = {
  readonly database: Database;
  readonly place: string;
  readonly spoolPath: string;
  /** An earlier run has filled it. */
  readonly isFull: boolean;
  open(): Promise<BenchStore>;
  /** Resolves when the copy is made, or was given up since it is wanted no more. */
  readonly backUp?: (isWanted: AbortSignal) => Promise<void>;
  end(): Promise<void>;
};

/** A file. `folder`: where it stays for the next run; without it, it goes with this one. */
export async function sqlitePlace(folder: string | undefined): Promise<BenchPlace> {
  const at = folder ?? mkdtempSync(join(tmpdir(), 'bench-reports-'));
  mkdirSync(at, { recursive: true });
  const [place, spoolPath, copy] = [join(at, 'calls.db'), join(at, 'spool'), join(at, 'copy')];
  return {
    ...{ database: sqliteAt(place), place, spoolPath, isFull: existsSync(place) },
    open: () => openSqliteStore({ path: place, spoolPath, ...rest }),
    async backUp(signal) {
      try {
        await promisify(execFile)(process.execPath, [BACK_UP, place, copy], { signal });
      } catch (error) {
        if (!signal.aborted) throw error;
      }
      for (const file of [copy, `${copy}.part`]) rmSync(file, { force: true });
    },
    async end() {
      if (folder === undefined) rmSync(at, { recursive: true });
    },
  };
}

/** A schema on a PostgreSQL of its own, with the settings that it comes with. */
export async function postgresPlace(): Promise<BenchPlace> {
  const server = await PostgresProcess.start();
  const folder = mkdtempSync(join(tmpdir(), 'bench-reports-'));
  const [place, spoolPath] = [server.url(await server.newSchema()), join(folder, 'spool')];
  return {
    ...{ database: postgresAt(place), place, spoolPath, isFull: false },
    open: () => openPostgresStore({ url: place, spoolPath, ...rest }),
    async end() {
      await server.end();
      rmSync(folder, { recursive: true });
    },
  };
}
