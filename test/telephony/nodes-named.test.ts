import { afterEach, beforeEach, expect, test } from 'vitest';
import { AdapterScene, CALLER, channel, NODE } from './adapter-scene.ts';

let scene: AdapterScene;
beforeEach(async () => {
  scene = await AdapterScene.open();
});
afterEach(() => scene.close());

const dialplan = { app_name: 'Stasis', app_data: 'cordboard,caller,visit-9,1800000000,100,1' };
const channelvars = { cb_id: 'visit-9', cb_role: 'caller', cb_rehomed: '1' };
const again = channel('south-7', { dialplan, channelvars });

test('a caller whose node has died arrives under the id of before, and as such', async () => {
  await scene.listen();
  const args = ['caller', 'visit-9', '1800000000', '100', '1'];
  scene.ari.say({ type: 'StasisStart', args, channel: again });
  await scene.heard('callerArrived');
  expect(scene.events.at(-1)).toEqual({
    ...{ kind: 'callerArrived', node: NODE, callId: 'visit-9', legId: 'south-7', dialled: '100' },
    ...{ caller: CALLER, arrivedWallMs: 1_800_000_000_000, isRehomed: true },
  });
});

test('every other caller does not, also where the dialplan hands on an empty word', async () => {
  await scene.listen();
  const args = ['caller', '8', '1800000000', '100', ''];
  scene.ari.say({ type: 'StasisStart', args, channel: channel('8') });
  await scene.heard('callerArrived');
  expect(scene.events.at(-1)).not.toHaveProperty('isRehomed');
});

test('what the exchange holds says on which node it is, and who was brought there', async () => {
  scene.ari.reply = ({ method, path }) =>
    method === 'GET' && path === '/channels' ? { status: 200, body: [again] } : undefined;
  await scene.listen();
  const [back] = scene.events;
  expect(back).toMatchObject({ kind: 'exchangeBack', node: NODE });
  const leg = { node: NODE, legId: 'south-7', callId: 'visit-9', marks: { rehomed: '1' } };
  expect(back?.kind === 'exchangeBack' && back.legs).toMatchObject([leg]);
  scene.ari.cutListeners();
  await scene.heard('exchangeLost');
  expect(scene.events.find(({ kind }) => kind === 'exchangeLost')).toEqual({
    kind: 'exchangeLost',
    node: NODE,
  });
});
