import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import type { OperatorPhone, OutgoingCall, PhoneMedia } from '../kit/phones/index.ts';
import { type OperatorId, Scene } from './scene.ts';
import { voicesAt } from './voices.ts';

/** Whose voice it is, in hertz. */
const VOICES = { caller: 600, anna: 1_000, boris: 1_600 } as const;
type Voice = keyof typeof VOICES;

let scene: Scene;
let anna: OperatorPhone;
let boris: OperatorPhone;
beforeAll(async () => {
  scene = await Scene.open();
  anna = await scene.ready('anna', { kind: 'answer', afterMs: 20 });
  boris = await scene.register('boris', { kind: 'answer', afterMs: 20 });
  boris.onTalking = ({ media }) => media?.play({ kind: 'tone', hertz: VOICES.boris });
}, 60_000);
afterEach(async () => {
  await scene.line.hangUpAll();
  await scene.hotline.witness.isEmpty();
  await scene.setState('boris', 'offline');
  await scene.setState('anna', 'ready');
});
afterAll(async () => {
  const cel = await scene.clear();
  expect(cel.talks().length).toBeGreaterThan(0);
  await scene.close();
});

async function hear(
  media: () => PhoneMedia | undefined,
  voices: readonly Voice[],
  who: string,
): Promise<void> {
  await eventually(`${who} hears ${voices.join(' and ') || 'nobody'}`, async () => {
    const heard = await voicesAt(media(), VOICES);
    return heard.join() === voices.join() ? true : undefined;
  });
}

const atAnna = () => anna.current?.media;
const atBoris = () => boris.current?.media;

/** A caller who talks with anna; boris is ready. */
async function inTalk(): Promise<{
  call: OutgoingCall;
  callId: string;
  with: (what: string, body?: object) => Promise<void>;
}> {
  const call = await (await scene.call('200')).answered();
  await scene.talks('anna', call);
  await scene.setState('boris', 'ready');
  const { calls } = await scene.hotline.api.board();
  const { callId } = calls.find(({ caller }) => caller === call.number)!;
  return { call, callId, with: (what, body) => scene.hotline.api.withTalk(callId, what, body) };
}

const timelineOf = async (callId: string): Promise<readonly string[]> =>
  (await scene.hotline.api.story(callId)).timeline.map((entry) =>
    'operator' in entry ? `${entry.kind} ${entry.operator}` : entry.kind,
  );

async function isFree(id: OperatorId): Promise<void> {
  await eventually(`${id} is free`, async () =>
    (await scene.hotline.api.operator(id)).unit === 'free' ? true : undefined,
  );
}

test('a caller on hold hears music and not the operator, and then the operator again', async () => {
  const { call, callId, with: asks } = await inTalk();
  await hear(() => call.media, ['anna'], 'the caller');
  await asks('hold');
  await hear(() => atAnna(), [], 'anna');
  expect(await voicesAt(call.media, VOICES)).not.toContain('anna');
  const packets = call.media.packetsHeard;
  await new Promise((passed) => setTimeout(passed, 300));
  expect(call.media.packetsHeard - packets, 'packets of music').toBeGreaterThan(10);
  await asks('resume');
  await hear(() => call.media, ['anna'], 'the caller');
  await hear(() => atAnna(), ['caller'], 'anna');
  call.hangUp();
  const record = await scene.recordOf(call);
  expect(record).toMatchObject({ outcome: 'answered', operator: 'anna' });
  expect(await timelineOf(callId)).toEqual(expect.arrayContaining(['held anna', 'resumed anna']));
});

test('a caller who is given to another operator talks with that one, and the first is free', async () => {
  const { call, callId, with: asks } = await inTalk();
  await asks('transfer', { operator: 'boris' });
  await hear(() => call.media, ['boris'], 'the caller');
  await hear(() => atBoris(), ['caller'], 'boris');
  await isFree('anna');
  boris.hangUp();
  expect(await call.ended).toMatchObject({ by: 'peer' });
  expect(await scene.recordOf(call)).toMatchObject({ outcome: 'answered', operator: 'boris' });
  expect((await timelineOf(callId)).filter((what) => what.startsWith('talk'))).toEqual([
    ...['talkBegan anna', 'talkEnded anna', 'talkBegan boris', 'talkEnded boris'],
  ]);
});

test('a phone gives the caller away by itself, and to nobody outside', async () => {
  const { call } = await inTalk();
  await anna.current!.refer(`sip:+4930123456@${scene.hotline.sip.host}`);
  await hear(() => call.media, ['anna'], 'the caller');
  await anna.current!.refer(`sip:1002@${scene.hotline.sip.host}`);
  await hear(() => call.media, ['boris'], 'the caller');
  await isFree('anna');
  call.hangUp();
  expect(await scene.recordOf(call)).toMatchObject({ outcome: 'answered', operator: 'boris' });
});

test('a caller who is given to somebody who does not answer is served where they stood before', async () => {
  boris.behave({ kind: 'refuse', status: 603, afterMs: 50 });
  const { call, with: asks } = await inTalk();
  await asks('transfer', { operator: 'boris' });
  await scene.diary.until(
    'boris declines',
    (e) => e.phone === '1002' && e.kind === 'refused' && e.peer === call.number,
  );
  boris.behave({ kind: 'answer', afterMs: 20 });
  await hear(() => call.media, ['anna'], 'the caller');
  call.hangUp();
  expect(await scene.recordOf(call)).toMatchObject({ outcome: 'answered', operator: 'anna' });
});

test('an operator consults another one, all three talk, and whoever is left goes on', async () => {
  const { call, with: asks } = await inTalk();
  scene.conferring.add(call.number);
  await asks('consult', { operator: 'boris' });
  await hear(() => atBoris(), ['anna'], 'boris');
  await hear(() => atAnna(), ['boris'], 'anna');
  expect(await voicesAt(call.media, VOICES)).not.toContain('boris');
  await asks('consult/conference');
  await hear(() => call.media, ['anna', 'boris'], 'the caller');
  await hear(() => atBoris(), ['caller', 'anna'], 'boris');
  anna.hangUp();
  await hear(() => call.media, ['boris'], 'the caller');
  await isFree('anna');
  call.hangUp();
  expect(await scene.recordOf(call)).toMatchObject({ outcome: 'answered', operator: 'boris' });
  await isFree('boris');
});

test('the caller is handed over after a word, or comes back to the first one', async () => {
  const { call, with: asks } = await inTalk();
  scene.conferring.add(call.number);
  await asks('consult', { operator: 'boris' });
  await hear(() => atBoris(), ['anna'], 'boris');
  await asks('consult/end');
  await hear(() => call.media, ['anna'], 'the caller');
  await isFree('boris');
  await asks('consult', { operator: 'boris' });
  await hear(() => atBoris(), ['anna'], 'boris');
  await asks('consult/hand-over');
  await hear(() => call.media, ['boris'], 'the caller');
  await hear(() => atBoris(), ['caller'], 'boris');
  await isFree('anna');
});

test('a caller who is given back to the line has the old place', async () => {
  const { call, callId, with: asks } = await inTalk();
  await scene.setState('boris', 'offline');
  const second = await (await scene.call('200')).answered();
  await scene.waitsIn('support', second.number);
  await asks('transfer', { queue: 'support' });
  // Anna is free again, and both wait: who was here first is first.
  await hear(() => call.media, ['anna'], 'the caller');
  expect((await timelineOf(callId)).filter((what) => what === 'queueEntered')).toHaveLength(2);
  second.hangUp();
  call.hangUp();
  expect(await scene.recordOf(call)).toMatchObject({ outcome: 'answered', operator: 'anna' });
});

test.each([0, 30, 120])(
  'a caller who hangs up %i ms after being given away leaves nobody in a talk',
  async (afterMs) => {
    const { call, with: asks } = await inTalk();
    const given = asks('transfer', { operator: 'boris' });
    await new Promise((passed) => setTimeout(passed, afterMs));
    call.hangUp();
    await given.catch(() => {});
    expect(await scene.recordOf(call)).toMatchObject({ outcome: 'answered', endedBy: 'caller' });
    await Promise.all([isFree('anna'), isFree('boris')]);
  },
);
