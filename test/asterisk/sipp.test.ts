import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../kit/free-port.ts';
import type { Address } from '../kit/phones/index.ts';
import { runSipp, startSipp } from '../kit/sipp/index.ts';
import { expectSameTalk, PHONES, Scene } from './scene.ts';

const CALLS = 4;

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
}, 60_000);
afterAll(() => scene.close());

const at = async (host: string): Promise<Address> => ({ host, port: await freePort() });

test('SIPp and Asterisk agree with our records: each caller pressed 2 and had a talk', async () => {
  const { hotline } = scene;
  const scratch = hotline.launched.data;
  const account = hotline.account(PHONES.anna);
  const server = hotline.sip;
  const desk = { here: await at('127.0.0.1'), server, service: PHONES.anna };
  await runSipp(
    { ...desk, scenario: 'register', password: account.password, calls: 1, withinMs: 5_000 },
    scratch,
  );
  const operator = await startSipp(
    { ...desk, scenario: 'operator', calls: CALLS, hertz: 1_000, withinMs: 30_000 },
    scratch,
  );
  await scene.setState('anna', 'ready');
  const words = { caller: '+7903000000', digit: '2' };
  const callers = { scenario: 'caller', here: await at('127.0.0.2'), server, service: '100', words } as const;
  const result = await runSipp({ ...callers, calls: CALLS, callsPerSecond: 4, withinMs: 30_000 }, scratch);
  expect(result).toEqual({ created: CALLS, successful: CALLS, failed: 0 });
  expect(await operator.result).toEqual({ created: CALLS, successful: CALLS, failed: 0 });
  const cel = await scene.clear();
  expect(cel.talks()).toHaveLength(CALLS);
  for (let number = 1; number <= CALLS; number++) {
    const record = await hotline.api.closedRecord(`${words.caller}${number}`);
    expect(record).toMatchObject({
      outcome: 'answered',
      operator: 'anna',
      queue: 'billing',
      endedBy: 'operator',
    });
    expectSameTalk(record, cel);
  }
}, 60_000);
