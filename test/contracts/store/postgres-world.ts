import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { type SchemaFound, TABLES } from '../../../src/store/index.ts';
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
    async texts(table, column) {
      const { rows } = await server.ask(
        (client) => client.query<{ text: string }>(`SELECT ${column} AS text FROM ${table}`),
        schema,
      );
      return rows.map(({ text }) => text);
    },
    async schema() {
      const { rows } = await server.ask(
        (client) => client.query<SchemaFound>('SELECT version, minimum FROM schema_version'),
        schema,
      );
      return rows[0]!;
    },
    setSchema: ({ version, minimum }) =>
      server.ask(async (client) => {
        await client.query(`UPDATE schema_version SET version = ${version}, minimum = ${minimum ?? 0}`);
        if (minimum === null) await client.query('ALTER TABLE schema_version DROP COLUMN minimum');
      }, schema),
    async lock() {
      const other = new pg.Client({ connectionString: server.url(schema) });
      await other.connect();
      await other.query(`BEGIN; LOCK TABLE ${TABLES.join(', ')} IN SHARE MODE`);
      return () => other.end();
    },
    lockedError: /^55P03/,
    async end() {
      await stores.closeAll();
      rmSync(folder, { recursive: true });
    },
  };
}
