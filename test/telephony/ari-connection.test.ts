import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import { AdapterScene, CALLER, channel, NODE, PASSWORD, USER } from './adapter-scene.ts';
import { infoReply, type Reply } from './fake-ari.ts';

/** As many requests are under way at once. */
const CONNECTIONS = 16;

let scene: AdapterScene;

beforeEach(async () => {
  scene = await AdapterScene.open();
});

afterEach(() => scene.close());

test('the password is in a header, never in an address', async () => {
  await scene.listen();
  expect(scene.kinds()).toContain('exchangeBack');
  const expected = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
  expect(scene.ari.socketAuthorization).toBe(expected);
  expect(new Set(scene.ari.asked.map(({ authorization }) => authorization))).toEqual(new Set([expected]));
  const addresses = [scene.ari.socketUrl, ...scene.ari.asked.map(({ url }) => url)].join(' ');
  expect(addresses).not.toMatch(/secret|api_key/);
});

test('an event of an unknown type, or none at all, is passed over, and the next one is heard', async () => {
  await scene.listen();
  scene.ari.say({ type: 'SomethingNewInAsterisk30', channel: channel('1') });
  scene.ari.say('this is not JSON');
  scene.arrives('1');
  await scene.heard('callerArrived');
  expect(scene.telephony.exchange().connected).toBe(true);
});

test('the exchange is asked for the events that are heard, and for all phones', async () => {
  await scene.listen();
  const [filter] = scene.ari.requests('PUT', '/applications/cordboard/eventFilter');
  const allowed = (JSON.parse(filter!.body) as { allowed: { type: string }[] }).allowed.map(
    ({ type }) => type,
  );
  expect(allowed).toContain('StasisStart');
  expect(allowed).not.toContain('ChannelVarset');
  const [subscription] = scene.ari.requests('POST', '/applications/cordboard/subscription');
  expect(subscription!.query.get('eventSource')).toBe('endpoint:PJSIP');
});

test('the same event twice, as the subscription to the phone brings it, is one digit', async () => {
  await scene.listen();
  scene.arrives('1');
  const press = (timestamp: string, digit: string): void => {
    const pressed = { type: 'ChannelDtmfReceived', digit, timestamp, channel: channel('1') };
    scene.ari.say(pressed);
    scene.ari.say(pressed);
  };
  press('2026-01-01T00:00:00.100+0000', '2');
  press('2026-01-01T00:00:00.300+0000', '2');
  press('2026-01-01T00:00:00.300+0000', '3');
  await scene.heard('digitPressed', 3);
  scene.ari.say({ type: 'ChannelDestroyed', cause: 16, channel: channel('1') });
  await scene.heard('legEnded');
  const digits = scene.events.flatMap((event) => (event.kind === 'digitPressed' ? [event.digit] : []));
  expect(digits).toEqual(['2', '2', '3']);
});

test('a request that is never answered fails when its time is up', async () => {
  const clock = scene.stopClock();
  await scene.listen();
  scene.ari.reply = ({ path }) => (path === '/channels/1/answer' ? 'silent' : undefined);
  scene.telephony.execute({ kind: 'answer', legId: '1' });
  await eventually('it is asked', () => scene.ari.requests('POST', '/channels/1/answer')[0]);
  expect(scene.kinds()).not.toContain('commandFailed');
  clock.advance(2000);
  await scene.heard('commandFailed');
  expect(scene.events.at(-1)).toMatchObject({ command: 'answer', legId: '1', reason: 'timeout' });
});

test('a command that waited in line while another process took over does not reach the exchange', async () => {
  await scene.listen();
  const { promise: answered, resolve: answer } = Promise.withResolvers<undefined>();
  const asked = () => scene.ari.asked.filter(({ path }) => path.endsWith('/answer')).length;
  scene.ari.reply = ({ path }) => (path.endsWith('/answer') ? answered : undefined);
  for (let leg = 1; leg <= CONNECTIONS + 5; leg++)
    scene.telephony.execute({ kind: 'answer', legId: String(leg) });
  await eventually('every connection is in use', () => (asked() === CONNECTIONS ? true : undefined));
  scene.mayAct = false;
  answer(undefined);
  await scene.heard('commandFailed', 5);
  expect(asked()).toBe(CONNECTIONS);
});

test('another process that takes the application over is left alone', async () => {
  await scene.listen();
  scene.ari.say({ type: 'ApplicationReplaced', timestamp: '2026-01-01T00:00:00.000+0000' });
  await scene.heard('exchangeLost');
  expect(scene.replacements).toBe(1);
  scene.telephony.execute({ kind: 'answer', legId: '1' });
  await scene.heard('commandFailed');
  expect(scene.events.at(-1)).toMatchObject({ reason: 'away' });
  await eventually('nobody listens', () => scene.ari.listeners === 0 || undefined);
  expect(scene.ari.requests('POST', '/channels/1/answer')).toEqual([]);
  expect(scene.telephony.exchange().connected).toBe(false);
});

test('a place that was taken by an attempt of our own, which came late, is taken back, each time', async () => {
  const clock = scene.stopClock();
  await scene.listen();
  scene.ari.isDeaf = true;
  scene.ari.cutListeners();
  await scene.heard('exchangeLost');
  const asked = scene.ari.upgrades;
  clock.advance(1_000);
  await eventually('an attempt is made', () => scene.ari.upgrades > asked || undefined);
  clock.advance(10_000);
  scene.ari.isDeaf = false;
  // The attempt is given up, and the next one follows a pause.
  await eventually('the next attempt stands', () => {
    clock.advance(500);
    return scene.kinds().filter((kind) => kind === 'exchangeBack').length === 2 || undefined;
  });
  scene.ari.say({ type: 'ApplicationReplaced', timestamp: '2026-01-01T00:00:00.000+0000' });
  await scene.heard('exchangeLost', 2);
  expect(scene.replacements).toBe(0);
  clock.advance(1_000);
  await scene.heard('exchangeBack', 3);
  scene.ari.say({ type: 'ApplicationReplaced', timestamp: '2026-01-01T00:00:00.000+0000' });
  await scene.heard('exchangeLost', 3);
  expect(scene.replacements, 'no attempt is left that could have done it').toBe(1);
});

test('one that was taken in the moment in which the connection stands is taken back as well', async () => {
  const clock = scene.stopClock();
  await scene.listen();
  clock.advance(60_000);
  scene.ari.isDeaf = true;
  scene.ari.cutListeners();
  await scene.heard('exchangeLost');
  const asked = scene.ari.upgrades;
  clock.advance(1_000);
  await eventually('an attempt is made', () => scene.ari.upgrades > asked || undefined);
  clock.advance(10_000);
  scene.ari.isDeaf = false;
  scene.ari.greeting = { type: 'ApplicationReplaced', timestamp: '2026-01-01T00:00:00.000+0000' };
  await eventually('a later attempt stands', () => {
    clock.advance(500);
    return scene.kinds().filter((kind) => kind === 'exchangeBack').length === 2 || undefined;
  });
  expect(scene.ari.greeting, 'it was told').toBeUndefined();
  expect(scene.replacements).toBe(0);
});

test('a caller who arrives while the connection is prepared is told of after it stands', async () => {
  scene.ari.reply = ({ method, path }) => {
    if (method === 'GET' && path === '/endpoints/PJSIP') scene.arrives('1');
    return path === '/channels' ? { status: 200, body: [channel('1'), channel('2')] } : undefined;
  };
  await scene.listen();
  await scene.heard('callerArrived');
  expect(scene.kinds().slice(0, 2)).toEqual(['exchangeBack', 'callerArrived']);
  scene.ari.say({ type: 'ChannelStateChange', channel: channel('2', { state: 'Up' }) });
  await scene.heard('legAnswered');
  expect(scene.events.at(-1)).toEqual({ kind: 'legAnswered', legId: '2' });
});

test('legs from before our start are ours again, by their own names and with their marks', async () => {
  const dialplan = { app_name: 'Stasis', app_data: 'cordboard,leg' };
  const channelvars = { cb_id: 'call-9', cb_role: 'operator', cb_attempt: '2', cb_place: '' };
  const operator = channel('op-9-1-1', { state: 'Up', dialplan, channelvars });
  const caller = channel('call-9', { state: 'Up', channelvars: { cb_id: 'call-9', cb_role: 'caller' } });
  const stranger = channel('other', { dialplan: { app_name: 'Stasis', app_data: 'other,leg' } });
  const probe = channel('probe-1', { dialplan: { app_name: 'Stasis', app_data: 'cordboard,probe' } });
  const bridge = { id: 'br-call-9', name: '', bridge_type: 'mixing', channels: ['call-9', 'op-9-1-1'] };
  scene.ari.reply = ({ method, path }) => {
    if (method !== 'GET') return undefined;
    if (path === '/channels') return { status: 200, body: [operator, caller, stranger, probe] };
    return path === '/bridges' ? { status: 200, body: [bridge] } : undefined;
  };
  await scene.listen();
  expect((await scene.telephony.look()).legs).toEqual([
    {
      legId: 'op-9-1',
      node: NODE,
      callId: 'call-9',
      role: 'operator',
      answered: true,
      caller: CALLER,
      hears: ['call-9'],
      marks: { id: 'call-9', role: 'operator', attempt: '2' },
    },
    {
      legId: 'call-9',
      node: NODE,
      callId: 'call-9',
      role: 'caller',
      answered: true,
      caller: CALLER,
      hears: ['op-9-1'],
      marks: { id: 'call-9', role: 'caller' },
    },
  ]);
  scene.telephony.execute({ kind: 'hangUp', legId: 'op-9-1', reason: 'normal' });
  await eventually('it is hung up', () => scene.ari.requests('DELETE', '/channels/op-9-1-1')[0]);
  scene.ari.say({ type: 'ChannelHangupRequest', cause: 32, channel: operator });
  await scene.heard('legEnded');
  expect(scene.events.at(-1)).toMatchObject({ legId: 'op-9-1', end: { q850: 16, byUs: true } });
});

test('of legs from before our start, one that was made and never rung is ended and not told of', async () => {
  const dialplan = { app_name: 'Stasis', app_data: 'cordboard,leg' };
  const leg = (id: string, state: string, cb_rung: string): object =>
    channel(id, { state, dialplan, channelvars: { cb_id: '9', cb_role: 'operator', cb_rung } });
  const channels = [
    leg('op-9-1-1', 'Down', 'no'),
    leg('op-9-1-2', 'Down', 'yes'),
    leg('op-9-2-1', 'Down', 'no'),
    leg('op-9-3-1', 'Ringing', 'no'),
    leg('op-9-4-1', 'Down', ''),
  ];
  scene.ari.reply = ({ method, path }) =>
    method === 'GET' && path === '/channels' ? { status: 200, body: channels } : undefined;
  await scene.listen();
  const [back] = scene.events;
  const told = back?.kind === 'exchangeBack' ? back.legs.map(({ legId }) => legId) : [];
  expect(told, 'a phone with several contacts may ring at one of them').toEqual([
    'op-9-1',
    'op-9-3',
    'op-9-4',
  ]);
  await eventually('the others are hung up', () => scene.ari.requests('DELETE', '/channels/op-9-2-1')[0]);
  const ended = scene.ari.asked.flatMap(({ method, path }) => (method === 'DELETE' ? path : []));
  expect(ended).toEqual(['/channels/op-9-1-1', '/channels/op-9-2-1']);
});

test('an exchange that started anew is told as such, though the first attempt after it fails', async () => {
  await scene.listen();
  const refusals: Reply[] = [{ status: 500, body: { message: 'not yet' } }];
  scene.ari.reply = ({ path }) => {
    if (path === '/asterisk/info') return infoReply('2026-01-02T04:00:00.000+0000');
    return path === '/bridges' ? refusals.shift() : undefined;
  };
  scene.ari.cutListeners();
  await scene.heard('exchangeBack', 2);
  const returns = scene.events.filter((event) => event.kind === 'exchangeBack');
  expect(returns.map(({ restarted }) => restarted)).toEqual([false, true]);
  expect(refusals).toEqual([]);
  expect(scene.telephony.exchange().startedWallMs).toBe(Date.parse('2026-01-02T04:00:00Z'));
});

test('an error of whoever hears the events is theirs, and stops nothing of ours', async () => {
  const errors: unknown[] = [];
  const keep = (err: unknown): unknown => errors.push(err);
  const before = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', keep);
  try {
    await scene.telephony.listen((event) => {
      scene.events.push(event);
      if (event.kind === 'callerArrived') throw new Error('a bug of the receiver');
    });
    scene.arrives('1');
    scene.arrives('2');
    await scene.heard('callerArrived', 2);
    await eventually('both are thrown', () => errors.length === 2 || undefined);
  } finally {
    process.off('uncaughtException', keep);
    for (const listener of before) process.on('uncaughtException', listener);
  }
});

const pings = (): number => scene.ari.requests('GET', '/asterisk/ping').length;
const pingsAre = (count: number): Promise<true> =>
  eventually(`${count} pings`, () => (pings() === count ? true : undefined));
/** Until what was answered is known. */
const answersAreRead = (): Promise<void> => new Promise((passed) => setTimeout(passed, 50));

test('all connections for requests are opened at once and used again and again, so that none is given back', async () => {
  const clock = scene.stopClock();
  await scene.listen();
  for (let beats = 1; beats <= 3; beats++) {
    await pingsAre(beats * CONNECTIONS);
    expect(scene.ari.connections, 'and one for events').toBe(CONNECTIONS + 1);
    await answersAreRead();
    clock.advance(2_000);
  }
  expect(scene.kinds()).toEqual(['exchangeBack']);
});

test('what is cut off while the connection stands has had no answer, and may be asked for again at once', async () => {
  await scene.listen();
  scene.ari.reply = ({ path }) => (path === '/channels/1/answer' ? 'cut' : undefined);
  scene.telephony.execute({ kind: 'answer', legId: '1' });
  await scene.heard('commandFailed');
  expect(scene.events.at(-1)).toMatchObject({ command: 'answer', legId: '1', reason: 'timeout' });
});

test('an exchange that cuts off requests while events come counts as lost, and is back when it answers', async () => {
  const clock = scene.stopClock();
  await scene.listen();
  await pingsAre(CONNECTIONS);
  await answersAreRead();
  scene.ari.reply = ({ path }) => (path === '/asterisk/ping' ? 'cut' : undefined);
  clock.advance(2_000);
  // What was cut off is asked for once more.
  await pingsAre(3 * CONNECTIONS);
  await answersAreRead();
  expect(scene.kinds(), 'once may be chance').not.toContain('exchangeLost');
  clock.advance(2_000);
  await scene.heard('exchangeLost');
  scene.ari.reply = () => undefined;
  await answersAreRead();
  clock.advance(200);
  await scene.heard('exchangeBack', 2);
});
