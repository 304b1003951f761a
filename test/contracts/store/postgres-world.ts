import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { openPostgresStore } from '../../../src/store/postgres/index.ts';
import type { PostgresProcess } from '../../kit/postgres-process.ts';
import { FOR_EVER, OpenStores, type StoreWorld } from './world.ts';

const log = pino({ level: 'silent' });

/** A schema of the test's own on a server that many tests share. `port`: that of a gate before the server. */
export async function postgresWorld(
  server: PostgresProcess,
  port?: number,
): Promise<StoreWorld & { readonly url: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'cordboard-store-'));
  const schema = await server.newSchema();
  const url = server.url(schema, port);
  const stores = new OpenStores();
  return {
    url,
    open: (webhookEvents = ['call.ended'], keep = FOR_EVER) =>
      stores.add(openPostgresStore({ url, spoolPath: join(folder, 'spool'), log, webhookEvents, keep })),
    close: (store) => stores.close(store),
    async kept() {
      const { rows } = await server.ask(
        (client) => client.query<{ body: string }>('SELECT body::text FROM entries ORDER BY id'),
        schema,
      );
      return rows.map(({ body }) => body);
    },
    run: (sql) => server.ask(async (client) => void (await client.query(sql)), schema),
    async lock() {
      const other = new pg.Client({ connectionString: server.url(schema) });
      await other.connect();
      await other.query('BEGIN; LOCK TABLE entries, records, runs, outbox, presences IN SHARE MODE');
      return () => other.end();
    },
    lockedError: /^55P03/,
    async end() {
      await stores.closeAll();
      rmSync(folder, { recursive: true });
    },
  };
}
