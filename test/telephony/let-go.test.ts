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

/** A caller who waits, and whom somebody else sends there. */
async function sentTo(context: string | null): Promise<void> {
  scene.ari.reply = ({ method, path }) => {
    if (method === 'GET' && path === '/channels/1')
      return context === null ? { status: 404, body: {} } : { status: 200, body: inDialplan('1', context) };
    if (path.startsWith('/channels/1/variables')) return { status: 409, body: { message: 'not in Stasis' } };
    return method === 'GET' && path === '/channels' ? { status: 200, body: held } : undefined;
  };
  await scene.listen();
  scene.arrives('1');
  scene.ari.say({ type: 'ChannelStateChange', channel: channel('1', { state: 'Up' }) });
  await scene.heard('legAnswered');
}

test('a caller whom somebody else lets go is told so, and what was just wanted of the leg is refused', async () => {
  await sentTo('static-overflow');
  scene.telephony.execute({ kind: 'mark', legId: '1', marks: { place: '1' } });
  scene.ari.say({ type: 'StasisEnd', channel: channel('1', { state: 'Up' }) });
  await scene.heard('callerLetGo');
  await scene.heard('commandFailed');
  expect(scene.events.find(({ kind }) => kind === 'commandFailed')).toMatchObject({ reason: 'refused' });
  expect(scene.kinds()).not.toContain('legEnded');
  scene.ari.say({ type: 'ChannelDestroyed', cause: 16, channel: channel('1', { state: 'Up' }) });
  await scene.heard('legEnded');
});

test.each([['elsewhere'], [null]])('one whom it has not let go (%s) has ended', async (context) => {
  await sentTo(context);
  scene.ari.say({ type: 'StasisEnd', channel: channel('1', { state: 'Up' }) });
  await scene.heard('legEnded');
  expect(scene.kinds()).not.toContain('callerLetGo');
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
