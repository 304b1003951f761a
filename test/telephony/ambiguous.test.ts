import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import { AdapterScene, channel, ringCommand } from './adapter-scene.ts';
import type { Reply } from './fake-ari.ts';

const conflict = (message: string): Reply => ({ status: 409, body: { message } });
const GONE: Reply = { status: 404, body: { message: 'Playback not found' } };

let scene: AdapterScene;

beforeEach(async () => {
  scene = await AdapterScene.open();
  await scene.listen();
  scene.arrives('1');
  await scene.heard('callerArrived');
});

afterEach(() => scene.close());

/** Answers to the requests of this method whose path ends so, one after the other; then the usual. */
function answers(method: string, ending: string, ...replies: readonly Reply[]): void {
  const left = [...replies];
  const before = scene.ari.reply;
  scene.ari.reply = (asked) => {
    const isMeant = asked.method === method && asked.path.endsWith(ending);
    return (isMeant ? left.shift() : undefined) ?? before(asked);
  };
}

const asked = (method: string, ending: string): number =>
  scene.ari.asked.filter((each) => each.method === method && each.path.endsWith(ending)).length;

/** Commands of one leg keep their order: what is marked behind another one says that it is done. */
async function done(): Promise<void> {
  scene.telephony.execute({ kind: 'mark', legId: '1', marks: { flow: 'done' } });
  await eventually('all is done', () => scene.ari.requests('POST', '/channels/1/variables')[0]);
}

const settledAfterMs = (ms: number): Promise<void> => new Promise((passed) => setTimeout(passed, ms));

const failures = (): readonly object[] => scene.events.filter(({ kind }) => kind === 'commandFailed');
const play = (): void => scene.telephony.execute({ kind: 'play', legId: '1', playId: 'a', sounds: ['/one'] });

test('a dial whose answer was cut is not given again when it has begun: the phone would stop ringing', async () => {
  answers('POST', '/dial', 'cut');
  answers('GET', '/channels/op-1-1-1', { status: 200, body: { state: 'Down' } });
  scene.telephony.execute(ringCommand('op-1-1'));
  await eventually('it is dialled', () => asked('POST', '/dial') === 1 || undefined);
  scene.ari.say({ type: 'Dial', dialstatus: '', peer: channel('op-1-1-1') });
  await settledAfterMs(400);
  expect(asked('POST', '/dial')).toBe(1);
  expect(failures()).toEqual([]);
});

test('nor when the phone rings already, and nobody has told that', async () => {
  answers('POST', '/dial', 'cut');
  answers('GET', '/channels/op-1-1-1', { status: 200, body: { state: 'Ringing' } });
  scene.telephony.execute(ringCommand('op-1-1'));
  await eventually('it is asked for', () => asked('GET', '/channels/op-1-1-1') === 1 || undefined);
  await settledAfterMs(50);
  expect(asked('POST', '/dial')).toBe(1);
  expect(failures()).toEqual([]);
});

test('and is given again when it was lost on its way', async () => {
  answers('POST', '/dial', 'cut', conflict('Channel not in Stasis application'));
  answers('GET', '/channels/op-1-1-1', { status: 200, body: { state: 'Down' } });
  scene.telephony.execute(ringCommand('op-1-1'));
  await eventually('it is dialled', () => asked('POST', '/dial') === 3 || undefined);
  expect(failures()).toEqual([]);
});

test('a caller who was sent to the overflow by a request that was cut is there', async () => {
  answers('POST', '/continue', 'cut', conflict('Channel not in Stasis application'));
  scene.telephony.execute({ kind: 'toOverflow', legId: '1' });
  await done();
  expect(asked('POST', '/continue')).toBe(2);
  expect(failures()).toEqual([]);
});

test('what the exchange refuses behind a cut is refused', async () => {
  answers('POST', '/answer', 'cut', conflict('Channel not in Stasis application'));
  scene.telephony.execute({ kind: 'answer', legId: '1' });
  await scene.heard('commandFailed');
  expect(failures()).toMatchObject([{ command: 'answer', reason: 'refused' }]);
});

test('a prompt whose request was cut is not given again while it plays', async () => {
  answers('POST', '/play/1-a-0', 'cut');
  play();
  await done();
  expect(asked('POST', '/play/1-a-0')).toBe(1);
  expect(failures()).toEqual([]);
});

test('nor when its end was told meanwhile', async () => {
  answers('POST', '/play/1-a-0', 'cut');
  answers('GET', '/playbacks/1-a-0', GONE);
  play();
  await eventually('it is asked for', () => asked('GET', '/playbacks/1-a-0') === 1 || undefined);
  scene.ari.say({ type: 'PlaybackFinished', playback: { id: '1-a-0', state: 'done' } });
  await done();
  expect(asked('POST', '/play/1-a-0')).toBe(1);
  expect(scene.events.at(-1)).toEqual({ kind: 'playFinished', legId: '1', playId: 'a', ok: true });
});

test('one that was lost on its way is given again', async () => {
  answers('POST', '/play/1-a-0', 'cut');
  answers('GET', '/playbacks/1-a-0', GONE);
  play();
  await done();
  expect(asked('POST', '/play/1-a-0')).toBe(2);
  expect(failures()).toEqual([]);
});

test('tones are never sent twice: whether they were heard is not known', async () => {
  answers('POST', '/dtmf', 'cut');
  scene.telephony.execute({ kind: 'sendDigits', legId: '1', digits: '123', toneMs: 100, gapMs: 100 });
  await scene.heard('commandFailed');
  expect(failures()).toMatchObject([{ command: 'sendDigits', reason: 'timeout' }]);
  expect(asked('POST', '/dtmf')).toBe(1);
});

test('a channel that records a call is there when its request was cut and the next one fails', async () => {
  answers('POST', '/snoop/snoop-cordboard-r.in', 'cut', { status: 500, body: { message: 'no' } });
  scene.telephony.execute({ kind: 'recordCall', legId: '1', recordingId: 'r' });
  await done();
  expect(asked('POST', '/record')).toBe(2);
  expect(failures()).toEqual([]);
});
