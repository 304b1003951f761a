import { afterAll, beforeAll, describe } from 'vitest';
import { PostgresProcess } from '../kit/postgres-process.ts';
import { postgresCases } from './store/postgres-cases.ts';
import { postgresWorld } from './store/postgres-world.ts';
import { describeStore } from './store.contract.ts';

let server: PostgresProcess;
beforeAll(async () => {
  server = await PostgresProcess.start();
});
afterAll(() => server.end());

describeStore('the store on PostgreSQL', () => postgresWorld(server));
describe('the server and the way to it', () => postgresCases(() => server));
