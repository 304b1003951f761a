import { afterAll, beforeAll, describe } from 'vitest';
import { postgresAt } from '../../src/store/postgres/postgres-database.ts';
import { PostgresProcess } from '../kit/postgres-process.ts';
import { postgresCases } from './store/postgres-cases.ts';
import { postgresWorld } from './store/postgres-world.ts';
import { sumsCases } from './store/sums-cases.ts';
import { describeStore } from './store.contract.ts';

let server: PostgresProcess;
beforeAll(async () => {
  server = await PostgresProcess.start();
});
afterAll(() => server.end());

describeStore('the store on PostgreSQL', () => postgresWorld(server));
describe('the server and the way to it', () => postgresCases(() => server));
describe('sums of reports in PostgreSQL', { timeout: 60_000 }, () =>
  sumsCases(async () => {
    const schema = await server.newSchema();
    return {
      open: async () => postgresAt(server.url(schema)).open(),
      run: (sql) => server.ask(async (client) => void (await client.query(sql)), schema),
      end: async () => {},
    };
  }),
);
