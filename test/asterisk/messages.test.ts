import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Entry, KeptRecording } from '../../src/journal/index.ts';
import { eventually } from '../kit/eventually.ts';
import type { OutgoingCall } from '../kit/phones/index.ts';
import { loudness, readWav, toneLevel } from '../kit/sound.ts';
import { Scene } from './scene.ts';

/** What a caller says: a tone, which is found again in what was kept. */
const VOICE_HERTZ = 600;
/** In parts of the sound in which somebody speaks all the time, where full scale is 1. */
const SPOKEN_MIN = 0.05;
const BEEP_MS = 800;

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
    expect(Math.abs(kept.soundMs - 10_000)).toBeLessThan(1_000);
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
