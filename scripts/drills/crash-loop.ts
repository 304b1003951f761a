import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { eventually } from '../../test/kit/eventually.ts';
import type { Hotline } from '../../test/kit/hotline.ts';
import type { PostgresProcess } from '../../test/kit/postgres-process.ts';
import { killNow } from './killed.ts';

/** A parent that has seen several deaths waits for up to five seconds, and a start takes some. */
const WRITES_MS = 40_000;
const NEW_LINE = 0x0a;

/** `pid`: the last one that was killed; `waiting`: how many entries had waited for the database, at each death. */
export type CrashLoop = { readonly pid: number; readonly waiting: readonly number[] };

/**
 * Kills one Cordboard after the other, so many of them, each in the middle of a transaction in which it hands in what
 * has waited: a start hands that in before the process serves anybody.
 */
export function killedHandingIn(
  hotline: Hotline,
  server: PostgresProcess,
  deaths: number,
): Promise<CrashLoop> {
  return server.ask(async (client) => {
    const waiting: number[] = [];
    let [pid, killedMs] = [0, 0];
    while (waiting.length < deaths) {
      await anotherWrites(client, killedMs);
      pid = await hotline.pidOf('cordboard');
      killNow(pid);
      killedMs = Date.now();
      waiting.push(spooledCount(hotline));
    }
    return { pid, waiting };
  });
}

/**
 * Resolves as soon as somebody has written and not committed whose connection is younger than that (wall time): the
 * database may see the death of who spoke with it a little later, and tidies up by itself now and then.
 */
function anotherWrites(client: pg.Client, sinceMs: number): Promise<true> {
  const isWriting = async (): Promise<true | undefined> => {
    const { rows } = await client.query(
      `SELECT 1 FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND backend_type = 'client backend'
        AND pid <> pg_backend_pid() AND backend_start > to_timestamp($1)`,
      [sinceMs / 1_000],
    );
    return rows.length > 0 ? true : undefined;
  };
  return eventually('Cordboard hands in what has waited', isWriting, WRITES_MS);
}

/** How many entries wait on the disk: lines, and zeros behind them. */
function spooledCount({ launched }: Hotline): number {
  const bytes = readFileSync(join(launched.data, 'spool.jsonl'));
  return bytes.filter((byte) => byte === NEW_LINE).length;
}
