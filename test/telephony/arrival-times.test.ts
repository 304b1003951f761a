import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SimulatedClock } from '../../src/base/index.ts';
import { AdapterScene, channel } from './adapter-scene.ts';

const DAY_MS = 86_400_000;

let scene: AdapterScene;
let clock: SimulatedClock;
let held: object[];
beforeEach(async () => {
  scene = await AdapterScene.open();
  clock = scene.stopClock();
  held = [];
  scene.ari.reply = ({ method, path }) =>
    method === 'GET' && path === '/channels' ? { status: 200, body: held } : undefined;
  await scene.listen();
});
afterEach(() => scene.close());

/** As Asterisk writes it, so long before or after now by our clock. */
const written = (offMs: number): string =>
  new Date(clock.now().wallMs + offMs).toISOString().replace('Z', '+0000');

/** How long ago (ms) the caller has come, as it was told. */
function cameAgoMs(): number | undefined {
  const arrival = scene.events.find((event) => event.kind === 'callerArrived');
  return arrival?.kind === 'callerArrived' ? clock.now().wallMs - arrival.arrivedWallMs : undefined;
}

async function comes(creationtime: string | undefined, timestamp: string | undefined): Promise<void> {
  scene.ari.say({
    ...{ type: 'StasisStart', args: ['caller', '1', '1800000000', '100'], timestamp },
    channel: channel('1', { state: 'Up', creationtime }),
  });
  await scene.heard('callerArrived');
}

test('a caller whom the dialplan has kept meanwhile has come when the channel was made', async () => {
  await comes(written(-3_500), written(0));
  expect(cameAgoMs()).toBe(3_500);
});

test('the clock of another machine may be another one: how long ago it was is by its own', async () => {
  await comes(written(-600_000 - 3_500), written(-600_000));
  expect(cameAgoMs()).toBe(3_500);
});

test.each([
  ['nothing is told', undefined, 0],
  ['it is no time', 'yesterday', 0],
  ['it is still to come', 1, 0],
  ['no call is so old', -DAY_MS - 1, 0],
])('where of its beginning %s, the caller has come when the dialplan says', async (_, created, told) => {
  const creationtime = typeof created === 'number' ? written(created) : created;
  await comes(creationtime, written(told));
  expect(clock.now().wallMs - cameAgoMs()!).toBe(1_800_000_000_000);
});

test('a caller who is found has come when the channel was made', async () => {
  const dialplan = { app_name: 'Stasis', app_data: 'cordboard,caller,1,1800000000,100' };
  held = [channel('1', { dialplan, creationtime: written(-5_000) })];
  const { legs } = await scene.telephony.look();
  expect(legs).toMatchObject([{ legId: '1', createdWallMs: clock.now().wallMs - 5_000 }]);
  clock.advance(1_000);
  await scene.telephony.look();
  expect(cameAgoMs()).toBe(6_000);
});
