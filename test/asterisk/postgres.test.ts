import { afterAll, beforeAll, expect, test } from 'vitest';
import { PostgresProcess } from '../kit/postgres-process.ts';
import { Scene } from './scene.ts';

let server: PostgresProcess;
let scene: Scene;
beforeAll(async () => {
  server = await PostgresProcess.start();
  scene = await Scene.open({ CORDBOARD_STORE_URL: server.url(await server.newSchema()) });
}, 90_000);
afterAll(async () => {
  await scene.close();
  await server.end();
});

test('a hotline on PostgreSQL keeps its records there, and serves callers while it is away', async () => {
  const first = await (await scene.call('400')).answered();
  expect(await scene.recordOf(first)).toMatchObject({ outcome: 'closed' });
  await server.kill();
  const second = await (await scene.call('400')).answered();
  await second.ended;
  await server.run();
  expect(await scene.recordOf(second)).toMatchObject({ outcome: 'closed', caller: second.number });
}, 60_000);
