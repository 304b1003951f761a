import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SimulatedClock } from '../../src/base/index.ts';
import { Whereabouts } from '../../src/telephony/ari/whereabouts.ts';
import { eventually } from '../kit/eventually.ts';
import { AdapterScene, channel } from './adapter-scene.ts';

/** What differs for so long is sure to be no command of ours on its way. */
const SURE_MS = 1_000;
const TALK = { id: 'br-1', name: 'talk 1', bridge_type: 'mixing' } as const;
const AT = '2026-01-05T10:00:00.000+0000';
const FOREIGN = { id: 'of-another', name: '', bridge_type: 'mixing' } as const;

let scene: AdapterScene;
let clock: SimulatedClock;
let bridges: readonly object[];

beforeEach(async () => {
  scene = await AdapterScene.open();
  clock = scene.stopClock();
  bridges = [];
  scene.ari.reply = ({ method, path }) => {
    if (method !== 'GET') return undefined;
    const dialplan = { app_name: 'Stasis', app_data: 'cordboard,caller,1,1800000000,100' };
    if (path === '/channels') return { status: 200, body: [channel('1', { dialplan })] };
    if (path === '/bridges') return { status: 200, body: bridges };
    return path === '/bridges/br-1' ? { status: 200, body: { ...TALK, channels: [] } } : undefined;
  };
  await scene.listen();
  scene.telephony.execute({ kind: 'join', callId: '1', legIds: ['1', 'op-1-1'] });
  await broughtInto('br-1', 1);
  bridges = [{ ...TALK, channels: ['1', 'op-1-1'] }];
});

afterEach(() => scene.close());

const broughtInto = (bridgeId: string, times: number): Promise<true> =>
  eventually(`${times} × into ${bridgeId}`, () => comings(bridgeId) === times || undefined);
const comings = (bridgeId: string): number =>
  scene.ari.requests('POST', `/bridges/${bridgeId}/addChannel`).length;
const enters = (bridge: object): void =>
  scene.ari.say({ type: 'ChannelEnteredBridge', bridge, channel: channel('1') });
const moves = (): readonly object[] => scene.events.filter(({ kind }) => kind === 'legMoved');

async function looks(): Promise<void> {
  await scene.telephony.look();
  clock.advance(SURE_MS);
  await scene.telephony.look();
}

test('a leg in a bridge of somebody else is put back at once, and once, though it is told twice', async () => {
  const { reply } = scene.ari;
  const isTaken = Promise.withResolvers<undefined>();
  scene.ari.reply = (asked) => (asked.path.endsWith('/addChannel') ? isTaken.promise : reply(asked));
  enters(FOREIGN);
  enters(FOREIGN);
  scene.ari.say({ type: 'ChannelDtmfReceived', digit: '1', timestamp: AT, channel: channel('1') });
  await eventually('both were heard', () => scene.events.find(({ kind }) => kind === 'digitPressed'));
  isTaken.resolve(undefined);
  await broughtInto('br-1', 2);
  expect(moves()).toEqual([{ kind: 'legMoved', legId: '1', isGivenUp: false }]);
});

test('one that was only taken out is put back by the second look', async () => {
  bridges = [{ ...TALK, channels: ['op-1-1'] }];
  await scene.telephony.look();
  expect(moves()).toEqual([]);
  await looks();
  await broughtInto('br-1', 2);
  expect(moves()).toHaveLength(1);
});

test('one in a bridge of ours where it does not belong is put back by the second look', async () => {
  bridges = [
    { ...TALK, channels: ['op-1-1'] },
    { id: 'br-2', name: 'talk 2', bridge_type: 'mixing', channels: ['1'] },
  ];
  enters({ id: 'br-2' });
  await looks();
  await broughtInto('br-1', 2);
  expect(moves()).toHaveLength(1);
});

test('where the next command has put it meanwhile it stays', async () => {
  scene.telephony.execute({ kind: 'enterConference', legId: '1', conference: 'lobby' });
  const isInLobby = ({ path }: { readonly path: string }): boolean => /conf-.*addChannel/.test(path);
  await eventually('it is sent there', () => scene.ari.asked.find(isInLobby));
  enters(FOREIGN);
  await eventually('it is sent there again', () => scene.ari.asked.filter(isInLobby)[1]);
  expect(comings('br-1')).toBe(1);
});

test('one whose command is still on its way is not astray', async () => {
  const { reply } = scene.ari;
  const isTaken = Promise.withResolvers<undefined>();
  scene.ari.reply = (asked) => (asked.path.endsWith('/addChannel') ? isTaken.promise : reply(asked));
  scene.telephony.execute({ kind: 'enterConference', legId: '1', conference: 'lobby' });
  await eventually('it is sent there', () =>
    scene.ari.asked.find(({ path }) => /conf-.*addChannel/.test(path)),
  );
  await looks();
  isTaken.resolve(undefined);
  expect(moves()).toEqual([]);
});

test('one that is to be nowhere is taken out of the bridge of somebody else', async () => {
  scene.telephony.execute({ kind: 'part', legId: '1', callId: '1' });
  await eventually('the talk is over', () => scene.ari.requests('DELETE', '/bridges/br-1')[0]);
  bridges = [{ ...FOREIGN, channels: ['1'] }];
  await looks();
  await eventually(
    'it is taken out',
    () => scene.ari.requests('POST', '/bridges/of-another/removeChannel')[0],
  );
  expect(comings('br-1')).toBe(1);
});

test('nobody fights: the fourth time it is left there, and not looked for any more', async () => {
  bridges = [{ ...FOREIGN, channels: ['1'] }];
  for (let time = 1; time <= 5; time++) {
    await looks();
    await broughtInto('br-1', Math.min(time, 3) + 1);
  }
  expect(moves().map((event) => 'isGivenUp' in event && event.isGivenUp)).toEqual([
    false,
    false,
    false,
    true,
  ]);
  expect((await scene.telephony.look()).isInDoubt).toBe(false);
});

test('nobody fights either when the bridge has gone from which it was moved', () => {
  const whereabouts = new Whereabouts();
  const room = { bridgeId: 'wait-1', type: 'holding', name: 'wait r default' } as const;
  whereabouts.put('2', room);
  whereabouts.put('1', room).isGivenUp = true;
  whereabouts.closed('wait-1');
  expect(whereabouts.of('2')).toBeUndefined();
  expect(whereabouts.ofStray('1').isGivenUp).toBe(true);
  whereabouts.put('1', room);
  expect(whereabouts.ofStray('1').isGivenUp, 'the next command counts anew').toBe(false);
});

test('one that could not be put back is looked for again', async () => {
  const { reply } = scene.ari;
  scene.ari.reply = (asked) =>
    asked.path.endsWith('/addChannel') && comings('br-1') === 2
      ? { status: 500, body: { message: 'no' } }
      : reply(asked);
  enters(FOREIGN);
  await broughtInto('br-1', 2);
  // The refusal has been asked for, and is taken in behind whatever the adapter asks next.
  await scene.telephony.look();
  bridges = [{ ...FOREIGN, channels: ['1'] }];
  await looks();
  await broughtInto('br-1', 3);
  expect(moves()).toHaveLength(2);
});

test('whom somebody else has put together does not talk', async () => {
  bridges = [{ ...FOREIGN, channels: ['1', 'op-1-1'] }];
  const [leg] = (await scene.telephony.look()).legs;
  expect(leg).toMatchObject({ legId: '1', hears: [] });
});
