import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Entry, KeptRecording } from '../../src/journal/index.ts';
import { eventually } from '../kit/eventually.ts';
import { filesHolding } from '../kit/left-behind.ts';
import type { OperatorPhone, OutgoingCall } from '../kit/phones/index.ts';
import { loudness, readWav, type Sides, sidesIn, strongest, toneLevel } from '../kit/sound.ts';
import { Scene } from './scene.ts';

/** What a caller says: a tone, which is found again in what was kept. */
const VOICE_HERTZ = 600;
/** In parts of the sound in which somebody speaks all the time, where full scale is 1. */
const SPOKEN_MIN = 0.05;
const BEEP_MS = 800;
const OPERATOR_HERTZ = 1_000;
/** One of the two tones of the key 4. */
const SECRET_HERTZ = 750;
/** As long as no file holds it by chance. */
const SECRET_KEYS = '40917365';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open({}, 'messages');
}, 60_000);
afterAll(async () => {
  await scene.clear();
  await scene.close();
});

const passes = (ms: number): Promise<void> => new Promise((passed) => setTimeout(passed, ms));

/** Somebody calls, and the beep is over. */
async function speaks(dialled = '100'): Promise<OutgoingCall> {
  const call = await (await scene.call(dialled)).answered();
  await began(call);
  await passes(BEEP_MS);
  call.media.play({ kind: 'tone', hertz: VOICE_HERTZ });
  return call;
}

async function storyOf(call: OutgoingCall): Promise<readonly Entry[]> {
  const [record] = await scene.hotline.api.recordsOf(call.number);
  return record === undefined ? [] : (await scene.hotline.api.story(record.callId)).timeline;
}

const began = (call: OutgoingCall): Promise<true> =>
  eventually(`${call.number} is recorded`, async () =>
    (await storyOf(call)).some(({ kind }) => kind === 'recordingBegan') ? true : undefined,
  );

async function recordingsOf(call: OutgoingCall): Promise<readonly KeptRecording[]> {
  return scene.hotline.api.recordings(`caller=${encodeURIComponent(call.number)}`);
}

/** The one message of this caller, and its sound. */
async function messageOf(
  call: OutgoingCall,
): Promise<{ readonly kept: KeptRecording; readonly samples: Int16Array }> {
  const [kept, ...more] = await recordingsOf(call);
  expect([kept?.about, more]).toEqual([{ kind: 'voicemail', box: 'help' }, []]);
  return { kept: kept!, samples: readWav(await scene.hotline.api.sound(kept!.recordingId)) };
}

const stepEntered = (call: OutgoingCall, step: string): Promise<true> =>
  eventually(`${call.number} is at ${step}`, async () =>
    (await storyOf(call)).some((entry) => entry.kind === 'stepEntered' && entry.step === step)
      ? true
      : undefined,
  );

/** What the caller said, and what the caller heard. */
const sidesOf = async (recordingId: string): Promise<Sides> =>
  sidesIn(await scene.hotline.api.sound(recordingId));

/** Nothing of it lies anywhere in the clear: neither on our disk nor any more at the exchange. */
function expectNothingInTheClear(): void {
  const { data } = scene.hotline.launched;
  const kept = join(data, 'recordings');
  for (const name of readdirSync(kept))
    expect(readFileSync(join(kept, name)).includes('RIFF'), name).toBe(false);
  expect(readdirSync(join(data, 'run/asterisk/spool/recording'))).toEqual([]);
}

describe.concurrent('a message', () => {
  test('that a key ends is kept, is heard by whoever may, and is erased with its caller', async () => {
    const call = await speaks();
    await passes(2_000);
    await call.press('7');
    expect(await call.ended).toMatchObject({ by: 'peer' });
    const { labels, outcome, callId } = await scene.recordOf(call);
    expect([labels, outcome]).toEqual([['saved'], 'voicemail']);
    const { kept, samples } = await messageOf(call);
    expect(kept.soundMs).toBeGreaterThan(1_500);
    expect(kept.soundMs).toBeLessThan(4_000);
    expect(toneLevel(samples, VOICE_HERTZ)).toBeGreaterThan(SPOKEN_MIN);
    expect((await recordingsOf(call))[0]!.heardMs).not.toBeNull();
    expect(await scene.hotline.api.eraseOf(call.number)).toBe(1);
    expect(await recordingsOf(call)).toEqual([]);
    await expect(scene.hotline.api.sound(kept.recordingId)).rejects.toThrow('RECORDING_UNKNOWN');
    const { timeline } = await scene.hotline.api.story(callId);
    expect(timeline.slice(-2).map(({ kind }) => kind)).toEqual(['recordingHeard', 'recordingErased']);
  });

  test('ends by a silence, and the flow goes on', async () => {
    const call = await speaks();
    await passes(1_500);
    call.media.play({ kind: 'silence' });
    expect(await call.ended).toMatchObject({ by: 'peer' });
    expect(await scene.recordOf(call)).toMatchObject({
      labels: ['saved'],
      outcome: 'voicemail',
      endedBy: 'system',
    });
    expect(loudness((await messageOf(call)).samples)).toBeGreaterThan(SPOKEN_MIN);
  });

  test('in which nobody says anything is none', async () => {
    const call = await (await scene.call('100')).answered();
    call.media.play({ kind: 'silence' });
    expect(await call.ended).toMatchObject({ by: 'peer' });
    expect(await scene.recordOf(call)).toMatchObject({ labels: ['empty'], outcome: 'self_served' });
    expect(await recordingsOf(call)).toEqual([]);
  });

  test('of a caller who hangs up in the middle is kept', async () => {
    const call = await speaks();
    await passes(1_500);
    call.hangUp();
    expect(await scene.recordOf(call)).toMatchObject({
      labels: ['gone'],
      outcome: 'voicemail',
      endedBy: 'caller',
    });
    expect(toneLevel((await messageOf(call)).samples, VOICE_HERTZ)).toBeGreaterThan(SPOKEN_MIN);
  });

  test('is cut at its longest time', async () => {
    const call = await speaks();
    expect(await call.ended).toMatchObject({ by: 'peer' });
    await scene.recordOf(call);
    const { kept } = await messageOf(call);
    expect(Math.abs(kept.soundMs - 10_000)).toBeLessThan(1_500);
  });
});

test.concurrent('an answer by voice is kept with its question, and the next question follows', async () => {
  const call = await speaks('200');
  await passes(1_000);
  await call.press('0');
  await passes(1_500);
  await call.press('4');
  expect(await call.ended).toMatchObject({ by: 'peer' });
  await scene.recordOf(call);
  const answers = (await storyOf(call)).filter((entry) => entry.kind === 'surveyed');
  expect(answers).toMatchObject([
    { question: 'why', recordingId: expect.any(String) },
    { question: 'how', score: 4 },
  ]);
  const [kept] = await recordingsOf(call);
  expect(kept).toMatchObject({ about: { kind: 'survey', survey: 'after', question: 'why' } });
});

test('a call is recorded on both sides, but for what the caller presses in secret', async () => {
  const phone = await scene.ready('anna', { kind: 'answer', afterMs: 0 });
  const call = await speaks('300');
  await passes(1_500);
  await call.press('1');
  await stepEntered(call, 'pin');
  // A phone that sends its keys as sound, too.
  call.media.play({ kind: 'tone', hertz: SECRET_HERTZ });
  await passes(1_500);
  call.media.play({ kind: 'tone', hertz: VOICE_HERTZ });
  await passes(200);
  await call.press(SECRET_KEYS);
  await scene.talks('anna', call);
  phone.current!.media!.play({ kind: 'tone', hertz: OPERATOR_HERTZ });
  await passes(2_000);
  call.hangUp();
  const { callId } = await scene.recordOf(call);
  const parts = (await bothParts(call)).toReversed();
  expect(parts.map(({ about, recordingId }) => [about.kind, recordingId])).toEqual([
    ...[1, 2].map((part) => ['call', `${callId}-t${part}`]),
  ]);
  const [first, second] = await Promise.all(parts.map(async ({ recordingId }) => sidesOf(recordingId)));
  expect(toneLevel(first!.left, VOICE_HERTZ)).toBeGreaterThan(SPOKEN_MIN);
  expect(loudness(first!.right), 'the prompt').toBeGreaterThan(0.01);
  expect(toneLevel(second!.left, VOICE_HERTZ)).toBeGreaterThan(SPOKEN_MIN);
  expect(toneLevel(second!.right, OPERATOR_HERTZ)).toBeGreaterThan(SPOKEN_MIN);
  expect(toneLevel(second!.left, OPERATOR_HERTZ)).toBeLessThan(SPOKEN_MIN);
  for (const { left, right } of [first!, second!])
    for (const side of [left, right])
      expect(strongest(side, SECRET_HERTZ), 'the secret').toBeLessThan(SPOKEN_MIN);
  expectNothingInTheClear();
  const pressed = (await storyOf(call)).flatMap((entry) =>
    entry.kind === 'digitPressed' ? entry.digit : [],
  );
  expect(pressed.join('')).toBe(`1${'•'.repeat(SECRET_KEYS.length)}`);
  expect(filesHolding([SECRET_KEYS], scene.hotline.launched.data)).toEqual([]);
});

/** Anna talks with a caller of the queue that records its talks, who speaks all the time. */
async function recordedTalk(): Promise<{ readonly phone: OperatorPhone; readonly call: OutgoingCall }> {
  await scene.clear();
  const phone = await scene.ready('anna', { kind: 'answer', afterMs: 0 });
  const call = await (await scene.call('400')).answered();
  call.media.play({ kind: 'tone', hertz: VOICE_HERTZ });
  await scene.talks('anna', call);
  return { phone, call };
}

/** The two parts of a call that was paused once, the later one first. */
const bothParts = (call: OutgoingCall): Promise<readonly KeptRecording[]> =>
  eventually('both parts are kept', async () => {
    const found = await recordingsOf(call);
    return found.length === 2 ? found : undefined;
  });

test('a queue records its talk behind the notice, but for what was said in a pause', async () => {
  const { phone, call } = await recordedTalk();
  const kinds = (await storyOf(call)).map(({ kind }) => kind);
  expect(kinds.indexOf('said'), 'the notice is said while the phone rings').toBeLessThan(
    kinds.indexOf('offerEnded'),
  );
  phone.current!.media!.play({ kind: 'tone', hertz: OPERATOR_HERTZ });
  await passes(1_500);
  const callId = (await scene.hotline.api.recordsOf(call.number))[0]!.callId;
  await scene.hotline.api.withTalk(callId, 'recording', { to: 'pause' });
  call.media.play({ kind: 'tone', hertz: SECRET_HERTZ });
  await passes(1_000);
  call.media.play({ kind: 'tone', hertz: VOICE_HERTZ });
  await passes(300);
  await scene.hotline.api.withTalk(callId, 'recording', { to: 'resume' });
  await passes(1_500);
  call.hangUp();
  await scene.recordOf(call);
  const parts = await bothParts(call);
  for (const { recordingId } of parts) {
    const { left, right } = await sidesOf(recordingId);
    expect(toneLevel(left, VOICE_HERTZ)).toBeGreaterThan(SPOKEN_MIN);
    expect(toneLevel(right, OPERATOR_HERTZ)).toBeGreaterThan(SPOKEN_MIN);
    expect(strongest(left, SECRET_HERTZ), 'what was said in the pause').toBeLessThan(SPOKEN_MIN);
  }
  expectNothingInTheClear();
});

test('what is said in a pause is on no disk, whoever dies, and whatever is lost with it', async () => {
  const { call } = await recordedTalk();
  await passes(1_500);
  const { hotline } = scene;
  const callId = (await hotline.api.recordsOf(call.number))[0]!.callId;
  await hotline.api.withTalk(callId, 'recording', { to: 'pause' });
  await passes(300);
  // The next process knows what is on the legs, as one on another machine would.
  rmSync(join(hotline.launched.data, 'calls.jsonl'));
  const pid = await hotline.pidOf('cordboard');
  process.kill(pid, 'SIGKILL');
  await hotline.anotherIsReady(pid, 30_000);
  call.media.play({ kind: 'tone', hertz: SECRET_HERTZ });
  await passes(1_500);
  call.media.play({ kind: 'tone', hertz: VOICE_HERTZ });
  await passes(300);
  await hotline.api.withTalk(callId, 'recording', { to: 'resume' });
  await passes(1_500);
  call.hangUp();
  await scene.recordOf(call);
  const parts = await bothParts(call);
  for (const { recordingId } of parts) {
    const { left } = await sidesOf(recordingId);
    expect(toneLevel(left, VOICE_HERTZ)).toBeGreaterThan(SPOKEN_MIN);
    expect(strongest(left, SECRET_HERTZ), 'what was said in the pause').toBeLessThan(SPOKEN_MIN);
  }
});

test('what a caller was saying when Cordboard died is kept by the next one', async () => {
  const call = await speaks();
  await passes(1_000);
  process.kill(await scene.hotline.pidOf('cordboard'), 'SIGKILL');
  await passes(500);
  await call.press('1');
  const kept = await eventually(
    'the message is kept',
    async () => (await recordingsOf(call).catch(() => []))[0],
    30_000,
  );
  const samples = readWav(await scene.hotline.api.sound(kept.recordingId));
  expect(toneLevel(samples, VOICE_HERTZ)).toBeGreaterThan(SPOKEN_MIN);
  call.hangUp();
  expectNothingInTheClear();
});
