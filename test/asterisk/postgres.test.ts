import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
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
  await scene.ready('anna');
  // A read sees what was written before it: after this one Anna is in the database.
  await scene.hotline.api.audit();
  const pid = await scene.hotline.pidOf('cordboard');
  process.kill(pid, 'SIGKILL');
  await eventually(
    'another Cordboard is ready, and knows from the database that Anna is',
    async () => {
      const isOther = (await scene.hotline.pidOf('cordboard')) !== pid;
      return isOther && (await scene.hotline.api.operator('anna')).presence === 'ready' ? true : undefined;
    },
    20_000,
  );
}, 60_000);
