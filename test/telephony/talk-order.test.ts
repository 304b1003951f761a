import { afterEach, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import { AdapterScene, channel } from './adapter-scene.ts';

let scene: AdapterScene;
afterEach(() => scene.close());

/** The caller's channel is "1"; two operators hear it or are about to. */
const operator = (id: string, state: string) =>
  channel(id, {
    state,
    dialplan: { app_name: 'Stasis', app_data: 'cordboard,leg' },
    channelvars: { cb_id: '1', cb_role: 'operator' },
  });

/** Lets go of the first operator, whose leg is in this state, and joins the caller with the second one. */
async function handsOver(
  state: string,
): Promise<{ readonly joins: () => number; readonly isGone: () => void }> {
  scene = await AdapterScene.open();
  const gone = Promise.withResolvers<undefined>();
  const dialplan = { app_name: 'Stasis', app_data: 'cordboard,caller,1,1800000000,100' };
  const channels = [
    channel('1', { state: 'Up', dialplan }),
    operator('op-1-1', state),
    operator('op-1-2-1', 'Up'),
  ];
  scene.ari.reply = ({ method, path }) => {
    if (method === 'DELETE') return gone.promise;
    return path === '/channels' ? { status: 200, body: channels } : undefined;
  };
  await scene.listen();
  scene.telephony.execute({ kind: 'hangUp', legId: 'op-1', reason: 'normal' });
  scene.telephony.execute({ kind: 'join', callId: '1', legIds: ['1', 'op-1-2'] });
  await eventually('the first is let go', () => scene.ari.requests('DELETE', '/channels/op-1-1')[0]);
  const joins = (): number => scene.ari.asked.filter(({ path }) => path.endsWith('/addChannel')).length;
  return { joins, isGone: () => gone.resolve(undefined) };
}

test('an operator who is let go from a talk is out before the next one is in', async () => {
  const { joins, isGone } = await handsOver('Up');
  await new Promise((passed) => setTimeout(passed, 50));
  expect(joins()).toBe(0);
  isGone();
  await eventually('the next one is in', () => joins() > 0 || undefined);
});

test('a phone that only rang keeps nobody waiting', async () => {
  const { joins, isGone } = await handsOver('Ringing');
  await eventually('the next one is in', () => joins() > 0 || undefined);
  isGone();
});
