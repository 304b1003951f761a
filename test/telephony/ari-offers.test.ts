import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import { AdapterScene, ringCommand } from './adapter-scene.ts';
import type { Reply } from './fake-ari.ts';

const early: Reply = { status: 409, body: { message: 'Channel not in Stasis application' } };

let scene: AdapterScene;

beforeEach(async () => {
  scene = await AdapterScene.open();
});

afterEach(() => scene.close());

test('a leg says which process made it', async () => {
  await scene.listen();
  scene.telephony.execute(ringCommand('op-1'));
  const made = await eventually('it is made', () => scene.ari.requests('POST', '/channels/create')[0]);
  expect(JSON.parse(made.body)).toMatchObject({ variables: { cb_epoch: '7' } });
});

test('a leg says whether the exchange was told to ring it', async () => {
  await scene.listen();
  scene.telephony.execute(ringCommand('op-1'));
  const noted = await eventually(
    'that is noted',
    () => scene.ari.requests('POST', '/channels/op-1-1/variables')[0],
  );
  const [made] = scene.ari.requests('POST', '/channels/create');
  expect(JSON.parse(made!.body)).toMatchObject({ variables: { cb_rung: 'no' } });
  expect(JSON.parse(noted.body)).toEqual({ variables: { cb_rung: 'yes' } });
  expect(scene.ari.requests('POST', '/channels/op-1-1/dial'), 'it is told first').toHaveLength(1);
});

test('a dial that comes too early is given again until the leg is there', async () => {
  await scene.listen();
  const replies: Reply[] = Array.from({ length: 5 }, () => early);
  scene.ari.reply = ({ path }) => (path.endsWith('/dial') ? (replies.shift() ?? { status: 204 }) : undefined);
  scene.telephony.execute(ringCommand('op-1'));
  await eventually('the dial is given', () => scene.ari.requests('POST', '/channels/op-1-1/dial')[5]);
  expect(scene.kinds()).not.toContain('commandFailed');
});

test('a leg that was made by a request whose answer was lost is dialled all the same', async () => {
  await scene.listen();
  const replies: Reply[] = ['cut', { status: 409, body: { message: 'id already exists' } }];
  scene.ari.reply = ({ path }) => (path === '/channels/create' ? replies.shift() : undefined);
  scene.telephony.execute(ringCommand('op-2'));
  await eventually('it is dialled', () => scene.ari.requests('POST', '/channels/op-2-1/dial')[0]);
  expect(scene.ari.requests('POST', '/channels/create')).toHaveLength(2);
  expect(scene.kinds()).not.toContain('commandFailed');
});

test('a hang-up whose answer was lost has happened', async () => {
  await scene.listen();
  scene.arrives('1');
  await scene.heard('callerArrived');
  const replies: Reply[] = ['cut', { status: 404, body: { message: 'Channel not found' } }];
  scene.ari.reply = ({ method }) => (method === 'DELETE' ? replies.shift() : undefined);
  scene.telephony.execute({ kind: 'hangUp', legId: '1', reason: 'busy' });
  scene.telephony.execute({ kind: 'answer', legId: '1' });
  await eventually('the next is given', () => scene.ari.requests('POST', '/channels/1/answer')[0]);
  expect(scene.ari.requests('DELETE', '/channels/1').map(({ query }) => query.get('reason_code'))).toEqual([
    '17',
    '17',
  ]);
  expect(scene.kinds()).not.toContain('commandFailed');
});

test('offers reach the exchange in the order in which they were made, however long one takes', async () => {
  // On a clock that stands still no offer takes so long that it is overtaken.
  scene.stopClock();
  await scene.listen();
  const first = Promise.withResolvers<void>();
  scene.ari.reply = async ({ query }) => {
    if (query.get('channelId') === 'op-3-1') await first.promise;
    return undefined;
  };
  scene.telephony.execute(ringCommand('op-3', 'call-3'));
  scene.telephony.execute(ringCommand('op-4', 'call-4'));
  await eventually('the first is made', () => ofOffers()[0]);
  await new Promise((passed) => setTimeout(passed, 30));
  expect(ofOffers()).toEqual(['create op-3-1']);
  first.resolve();
  await eventually('both are dialled', () => ofOffers().length === 4 || undefined);
  const dials = ofOffers().filter((line) => line.startsWith('dial'));
  expect(dials).toEqual(['dial op-3-1', 'dial op-4-1']);
});

test('the exchange is told to ring the phone before it is told to answer the caller', async () => {
  scene.stopClock();
  await scene.listen();
  scene.arrives('1');
  await scene.heard('callerArrived');
  const created = Promise.withResolvers<void>();
  scene.ari.reply = async ({ path }) => {
    if (path === '/channels/create') await created.promise;
    return undefined;
  };
  scene.telephony.execute({ kind: 'answer', legId: '1' });
  scene.telephony.execute(ringCommand('op-5', '1'));
  await eventually('the leg is made', () => ofOffers()[0]);
  await new Promise((passed) => setTimeout(passed, 30));
  const answers = (): readonly unknown[] => scene.ari.requests('POST', '/channels/1/answer');
  expect(answers()).toEqual([]);
  created.resolve();
  await eventually('the caller is answered', () => answers()[0]);
  expect(ofOffers()).toContain('dial op-5-1');
});

test('a caller is answered in a moment though the ringing of a phone hangs', async () => {
  const clock = scene.stopClock();
  await scene.listen();
  scene.arrives('1');
  await scene.heard('callerArrived');
  scene.ari.reply = ({ path }) =>
    path === '/channels/create' ? new Promise<undefined>(() => {}) : undefined;
  scene.telephony.execute({ kind: 'answer', legId: '1' });
  scene.telephony.execute(ringCommand('op-6', '1'));
  await eventually('the leg is asked for', () => ofOffers()[0]);
  clock.advance(100);
  await eventually('the caller is answered', () => scene.ari.requests('POST', '/channels/1/answer')[0]);
});

/** What was asked for the sake of offers. */
function ofOffers(): readonly string[] {
  return scene.ari.asked.flatMap(({ path, query }) => {
    if (path === '/channels/create' && query.get('appArgs') === 'leg') {
      return [`create ${query.get('channelId')}`];
    }
    const dialled = /^\/channels\/(.+)\/dial$/.exec(path)?.[1];
    return dialled === undefined ? [] : [`dial ${dialled}`];
  });
}

test('an offer that hangs holds up the next for a moment only', async () => {
  await scene.listen();
  scene.ari.reply = ({ query }) => (query.get('channelId') === 'op-3-1' ? 'silent' : undefined);
  scene.telephony.execute(ringCommand('op-3', 'call-3'));
  scene.telephony.execute(ringCommand('op-4', 'call-4'));
  await eventually('the next is dialled', () => scene.ari.requests('POST', '/channels/op-4-1/dial')[0]);
  expect(scene.kinds()).not.toContain('commandFailed');
});

test('what a phone shows cannot break out of a header', async () => {
  await scene.listen();
  scene.telephony.execute(ringCommand('op-5'));
  const [create] = await eventually('it is made', () => {
    const asked = scene.ari
      .requests('POST', '/channels/create')
      .filter(({ body }) => body.includes('cb_attempt'));
    return asked.length > 0 ? asked : undefined;
  });
  const { variables } = JSON.parse(create!.body) as { variables: Record<string, string> };
  expect(variables).toMatchObject({
    'CONNECTEDLINE(num,i)': '+7916  X-Evil: 1',
    'CONNECTEDLINE(name,i)': 'Anna  A   sip:x@y',
    'PJSIP_TRANSFER_HANDLING()': 'ari-only',
    cb_role: 'operator',
    cb_id: 'call',
    cb_attempt: '3',
  });
});

test('a phone with an impossible name is refused without a word to the exchange', async () => {
  await scene.listen();
  scene.telephony.execute(ringCommand('op-6', 'call', '1001&PJSIP/2'));
  await scene.heard('commandFailed');
  expect(scene.events.at(-1)).toMatchObject({ command: 'ring', legId: 'op-6', reason: 'refused' });
  expect(scene.ari.requests('POST', '/channels/create').filter(({ body }) => body !== '')).toEqual([]);
});
