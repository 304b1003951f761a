import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SimulatedClock } from '../../src/base/index.ts';
import type { TelephonyCommand } from '../../src/telephony/index.ts';
import { eventually } from '../kit/eventually.ts';
import { AdapterScene, CALLER, channel, NODE, ringCommand } from './adapter-scene.ts';

/** What differs for so long is sure to be lost. */
const SURE_MS = 1_000;

let scene: AdapterScene;
let clock: SimulatedClock;
let held: {
  channels: object[];
  bridges: Readonly<Record<string, unknown>>[];
  endpoints: object[];
  over: string[];
};

beforeEach(async () => {
  scene = await AdapterScene.open();
  clock = scene.stopClock();
  held = { channels: [], bridges: [], endpoints: [], over: [] };
  scene.ari.reply = ({ method, path }) => {
    if (method !== 'GET') return undefined;
    if (path === '/channels') return { status: 200, body: held.channels };
    if (path === '/bridges') return { status: 200, body: held.bridges };
    const bridge = held.bridges.find(({ id }) => path === `/bridges/${id}`);
    if (bridge !== undefined) return { status: 200, body: bridge };
    if (path === '/endpoints/PJSIP') return { status: 200, body: held.endpoints };
    if (path.startsWith('/endpoints/PJSIP/')) return { status: 200, body: held.endpoints[0] };
    if (path.endsWith('/variable')) return { status: 200, body: { value: '' } };
    const isOver = held.over.some((id) => path.endsWith(id));
    return isOver ? { status: 404, body: { message: 'not found' } } : undefined;
  };
  await scene.listen();
});

afterEach(() => scene.close());

const dialplan = (args: string): object => ({ app_name: 'Stasis', app_data: `cordboard,${args}` });
const caller = (id: string, more: Readonly<Record<string, unknown>> = {}): object =>
  channel(id, { dialplan: dialplan(`caller,${id},1800000000,100`), ...more });

/** Two looks, far enough apart to be sure. Resolves with the doubt of each. */
async function looks(): Promise<readonly boolean[]> {
  const first = await scene.telephony.look();
  clock.advance(SURE_MS);
  const second = await scene.telephony.look();
  return [first.isInDoubt, second.isInDoubt];
}

const since = (count: number): readonly object[] => scene.events.slice(count);

async function arrived(id: string): Promise<number> {
  const before = scene.kinds().filter((kind) => kind === 'callerArrived').length;
  held.channels.push(caller(id));
  scene.arrives(id);
  await scene.heard('callerArrived', before + 1);
  return scene.events.length;
}

describe('legs', () => {
  test('nothing is told where nothing was missed', async () => {
    const before = await arrived('1');
    expect(await looks()).toEqual([false, false]);
    expect(since(before)).toEqual([]);
  });

  test('a caller whose arrival was lost arrives at the second look, once', async () => {
    held.channels = [caller('1')];
    expect(await looks()).toEqual([true, false]);
    const arrival = { callId: '1', legId: '1', dialled: '100', arrivedWallMs: 1_800_000_000_000 };
    expect(since(1)).toEqual([{ kind: 'callerArrived', node: NODE, caller: CALLER, ...arrival }]);
    expect(await looks()).toEqual([false, false]);
    expect(scene.events).toHaveLength(2);
  });

  test('an arrival that was only late comes by its event', async () => {
    held.channels = [caller('1')];
    expect((await scene.telephony.look()).isInDoubt).toBe(true);
    scene.arrives('1');
    await scene.heard('callerArrived');
    await looks();
    expect(scene.kinds().filter((kind) => kind === 'callerArrived')).toHaveLength(1);
  });

  test('an answer is told at the first look, and never taken back', async () => {
    const before = await arrived('1');
    held.channels = [caller('1', { state: 'Up' })];
    await scene.telephony.look();
    expect(since(before)).toEqual([{ kind: 'legAnswered', legId: '1' }]);
    held.channels = [caller('1')];
    await looks();
    expect(since(before)).toHaveLength(1);
  });

  test('one that the exchange no longer has, or has sent elsewhere, has ended', async () => {
    await arrived('1');
    const before = await arrived('2');
    held.channels = [caller('2', { dialplan: { app_name: 'Playback', app_data: 'sorry' } })];
    await looks();
    const end = { q850: null, sip: null, byUs: false, isFound: true };
    expect(since(before)).toEqual([
      { kind: 'legEnded', legId: '1', end },
      { kind: 'legEnded', legId: '2', end },
    ]);
  });

  test('a leg that has ended and whose channel lingers does not arrive again', async () => {
    await arrived('1');
    scene.ari.say({ type: 'ChannelStateChange', channel: channel('1', { state: 'Up' }) });
    scene.ari.say({ type: 'ChannelHangupRequest', channel: channel('1') });
    await scene.heard('legEnded');
    await looks();
    expect(scene.kinds().filter((kind) => kind === 'callerArrived')).toHaveLength(1);
  });

  test("a leg that was rung and given up can be told to end by its channel's name", async () => {
    const channelvars = { cb_id: 'call-9', cb_role: 'operator' };
    held.channels = [channel('op-9-1-1', { state: 'Up', dialplan: dialplan('leg'), channelvars })];
    await looks();
    scene.telephony.execute({ kind: 'hangUp', legId: 'op-9-1', reason: 'normal' });
    await eventually('it is hung up', () => scene.ari.requests('DELETE', '/channels/op-9-1-1')[0]);
  });

  test('a contact that rings on behind the answer of another is told to end', async () => {
    scene.telephony.execute(ringCommand('op-9-1'));
    await eventually('it is dialled', () => scene.ari.requests('POST', '/channels/op-9-1-1/dial')[0]);
    const leg = { dialplan: dialplan('leg'), channelvars: { cb_id: 'call', cb_role: 'operator' } };
    held.channels = [channel('op-9-1-1', leg), channel('op-9-1-2', leg)];
    await looks();
    await eventually('the other is hung up', () => scene.ari.requests('DELETE', '/channels/op-9-1-2')[0]);
    expect(scene.ari.requests('DELETE', '/channels/op-9-1-1')).toEqual([]);
  });

  test('a channel that was to learn of phones, and stayed, is removed', async () => {
    held.channels = [channel('probe-1', { dialplan: dialplan('probe') })];
    await looks();
    await eventually('it is hung up', () => scene.ari.requests('DELETE', '/channels/probe-1')[0]);
  });
});

describe('places', () => {
  const talk = (channels: readonly string[]) => ({
    id: 'br-1',
    name: 'talk 1',
    bridge_type: 'mixing',
    channels,
  });

  test('two whose joining nobody told of are joined, and one who left unseen is not kept in', async () => {
    const before = await arrived('1');
    held.channels.push(channel('op-1-1', { dialplan: dialplan('caller,op-1-1') }));
    scene.arrives('op-1-1');
    await scene.heard('callerArrived', 2);
    scene.telephony.execute({ kind: 'join', callId: '1', legIds: ['1', 'op-1-1'] });
    await eventually('they are joined', () => scene.ari.requests('POST', '/bridges/br-1/addChannel')[0]);
    held.bridges = [talk(['1', 'op-1-1'])];
    // Nobody waits for a look to know that: who hangs up before would not have talked.
    await eventually('it is asked who is there', () => {
      clock.advance(100);
      return scene.ari.requests('GET', '/bridges/br-1')[0];
    });
    await scene.heard('legsJoined');
    expect(since(before + 1)).toEqual([{ kind: 'legsJoined', callId: '1', legIds: ['1', 'op-1-1'] }]);
    held = { ...held, channels: [], bridges: [talk([])] };
    await looks();
    expect(scene.kinds().filter((kind) => kind === 'legEnded')).toHaveLength(2);
    await looks();
    await eventually('the bridge is removed', () => scene.ari.requests('DELETE', '/bridges/br-1')[0]);
  });

  test('who came when one seemed to wait there, and did not, has music all the same', async () => {
    const leg = (id: string): TelephonyCommand => ({ kind: 'wait', legId: id, room: 'r', music: 'default' });
    await arrived('1');
    await arrived('2');
    scene.telephony.execute(leg('1'));
    const { path } = await eventually('it is sent there', () => {
      return scene.ari.asked.find((asked) => asked.path.endsWith('/addChannel'));
    });
    const room = { id: path.split('/')[2]!, name: '', bridge_type: 'holding' };
    const enters = (id: string): void =>
      scene.ari.say({ type: 'ChannelEnteredBridge', bridge: room, channel: channel(id) });
    const starts = (): number => scene.ari.requests('POST', `/bridges/${room.id}/moh`).length;
    enters('1');
    enters('2');
    await eventually('the music is started', () => starts() === 1 || undefined);
    held.bridges = [{ ...room, channels: ['2'] }];
    await looks();
    await eventually('the music is started again', () => starts() > 1 || undefined);
  });

  test('a bridge of ours that is empty and nobody knows of is removed, others are not', async () => {
    held.bridges = [
      talk([]),
      { ...talk([]), id: 'br-2', channels: ['somebody'] },
      { ...talk([]), id: 'of-another' },
    ];
    await looks();
    await eventually('it is removed', () => scene.ari.requests('DELETE', '/bridges/br-1')[0]);
    expect(scene.ari.asked.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  });
});

describe('what ends by itself', () => {
  test('a prompt that is over and was not told is over, and one that plays is not', async () => {
    const before = await arrived('1');
    scene.telephony.execute({ kind: 'play', legId: '1', playId: 'a', sounds: ['/one'] });
    await eventually('it plays', () => scene.ari.requests('POST', '/channels/1/play/1-a-0')[0]);
    await looks();
    expect(since(before)).toEqual([]);
    held.over = ['/playbacks/1-a-0'];
    await looks();
    expect(since(before)).toEqual([{ kind: 'playFinished', legId: '1', playId: 'a', ok: true }]);
  });

  test('a recording that is over and was not told is over', async () => {
    const before = await arrived('1');
    const wish = { recordingId: 'r1', longestMs: 60_000, silenceMs: 5_000 };
    scene.telephony.execute({ kind: 'record', legId: '1', ...wish });
    await eventually('it is recorded', () => scene.ari.requests('POST', '/channels/1/record')[0]);
    await looks();
    expect(since(before)).toEqual([]);
    held.over = ['/recordings/live/cordboard-r1'];
    await scene.telephony.look();
    await scene.heard('recorded');
    expect(since(before)).toEqual([{ kind: 'recorded', legId: '1', recordingId: 'r1', ok: true }]);
  });

  test('a phone that went unheard is asked for, once for each state that it shows', async () => {
    held.endpoints = [{ resource: '1001', state: 'online' }];
    await looks();
    await eventually('its contacts are asked for', () => {
      const reads = scene.ari.asked.filter(({ path }) => path.endsWith('/variable'));
      return reads.length === 1 || undefined;
    });
    await looks();
    await looks();
    expect(scene.ari.requests('POST', '/channels/create')).toHaveLength(1);
  });
});

test('a connection that comes and goes changes nothing, however often', async () => {
  const up = { state: 'Up' };
  held.channels = [
    caller('1', up),
    caller('2', up),
    channel('op-1-1-1', {
      ...up,
      dialplan: dialplan('leg'),
      channelvars: { cb_id: '1', cb_role: 'operator' },
    }),
  ];
  held.bridges = [
    { id: 'br-1', name: 'talk 1', bridge_type: 'mixing', channels: ['1', 'op-1-1-1'] },
    { id: 'wait-1', name: 'wait r default', bridge_type: 'holding', channels: ['2'] },
  ];
  const pictures: unknown[] = [];
  for (let time = 2; time <= 6; time++) {
    scene.ari.cutListeners();
    await scene.heard('exchangeLost', time - 1);
    clock.advance(1_000);
    await scene.heard('exchangeBack', time);
    const [legs] = scene.events
      .flatMap((event) => (event.kind === 'exchangeBack' ? [event.legs] : []))
      .slice(-1);
    pictures.push(legs);
    await looks();
  }
  expect(new Set(pictures.map((picture) => JSON.stringify(picture))).size).toBe(1);
  expect(new Set(scene.kinds())).toEqual(new Set(['exchangeBack', 'exchangeLost']));
  const changing = scene.ari.asked.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/moh'));
  expect(changing.every(({ path }) => path.startsWith('/applications/cordboard'))).toBe(true);
});
