import { afterEach, beforeEach, expect, test } from 'vitest';
import { AdapterScene, channel } from './adapter-scene.ts';

let scene: AdapterScene;
let held: object[];
beforeEach(async () => {
  scene = await AdapterScene.open();
  held = [];
  scene.ari.reply = ({ method, path }) =>
    method === 'GET' && path === '/channels' ? { status: 200, body: held } : undefined;
});
afterEach(() => scene.close());

/** A channel that the dialplan has, in this context. */
const inDialplan = (id: string, context: string, marks: object = { cb_id: 'call', cb_role: 'caller' }) =>
  channel(id, { state: 'Up', dialplan: { app_name: 'Playback', app_data: '', context }, channelvars: marks });

test('a caller who hears the apology is told as let go, and the leg ends with the channel', async () => {
  held = [inDialplan('1', 'static-overflow')];
  await scene.listen();
  const [back] = scene.events.filter((event) => event.kind === 'exchangeBack');
  const letGo = { legId: '1', callId: 'call', role: 'caller', answered: true, isLetGo: true };
  expect(back).toMatchObject({ legs: [letGo] });
  expect((await scene.telephony.look()).legs).toMatchObject([letGo]);
  scene.ari.say({ type: 'ChannelDestroyed', cause: 16, channel: channel('1', { state: 'Up' }) });
  await scene.heard('legEnded');
  expect(scene.events.at(-1)).toMatchObject({ legId: '1', end: { q850: 16 } });
  expect(scene.events.at(-1)).not.toHaveProperty('end.isFound');
});

test('whoever else the dialplan has is no leg of ours', async () => {
  held = [
    inDialplan('1', 'trunk'),
    inDialplan('2', 'static-overflow', {}),
    inDialplan('3', 'static-overflow', { cb_id: 'call', cb_role: 'operator' }),
  ];
  await scene.listen();
  expect(scene.events.find(({ kind }) => kind === 'exchangeBack')).toMatchObject({ legs: [] });
});
