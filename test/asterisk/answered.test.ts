import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { loudness, readWav, toneLevel } from '../kit/sound.ts';
import { expectSameTalk, PHONES, Scene } from './scene.ts';

/** How long both talk before their sound is judged. */
const TALK_MS = 1_200;

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
}, 60_000);
afterAll(() => scene.close());
afterEach(() => scene.clear());

const passes = (ms: number): Promise<void> => new Promise((passed) => setTimeout(passed, ms));

describe('a caller who presses a key', () => {
  test('reaches the operator who has the skill, and nobody else rings', async () => {
    await scene.ready('boris');
    const anna = await scene.ready('anna');
    const call = await (await scene.call('100')).answered();
    await call.press('2');
    await scene.talks('anna', call);
    expect(anna.current).toMatchObject({ callerNumber: call.number });
    expect(scene.diary.count('rang', PHONES.boris)).toBe(0);
    call.hangUp();
    const record = await scene.recordOf(call);
    expect(record).toMatchObject({
      outcome: 'answered',
      queue: 'billing',
      operator: 'anna',
      endedBy: 'caller',
    });
    const { timeline } = await scene.hotline.api.story(record.callId);
    expect(timeline.filter((entry) => entry.kind === 'digitPressed')).toMatchObject([{ digit: '2' }]);
    const offered = timeline.find((entry) => entry.kind === 'offered');
    expect(offered).toMatchObject({ others: [{ operator: 'boris', why: 'lacks billing >= 2' }] });
    expect(anna.calls[0]?.cordboardCall).toBe(record.callId);
  });

  test('may press it in the sound, as telephones do', async () => {
    await scene.ready('anna');
    const call = await (await scene.call('100')).answered();
    await call.pressInSound('2');
    await scene.talks('anna', call);
    call.hangUp();
    expect(await scene.recordOf(call)).toMatchObject({ outcome: 'answered', queue: 'billing' });
  });

  test('and the operator hear each other, both equally in a recording of the bridge', async () => {
    const anna = await scene.ready('anna');
    const call = await (await scene.call('200')).answered();
    await scene.talks('anna', call);
    const bridge = await talkBridge();
    const stop = await scene.hotline.witness.record(bridge, `both-${call.number.slice(1)}`);
    await passes(TALK_MS);
    const recording = readWav(await stop());
    const heardByCaller = call.media.heard();
    const heardByOperator = anna.current?.media?.heard() ?? new Int16Array(0);
    call.hangUp();
    expect(toneLevel(heardByCaller.subarray(-8_000), 1_000), 'the caller hears the operator').toBeGreaterThan(
      0.15,
    );
    expect(toneLevel(heardByOperator.subarray(-8_000), 600), 'the operator hears the caller').toBeGreaterThan(
      0.15,
    );
    const ratio = toneLevel(recording, 600) / toneLevel(recording, 1_000);
    expect(ratio, 'as strong as each other').toBeGreaterThan(0.8);
    expect(ratio, 'as strong as each other').toBeLessThan(1.25);
    const record = await scene.recordOf(call);
    expectSameTalk(record, await scene.clear());
  });
});

describe('a caller for whom nobody is ready', () => {
  test('waits with music in a room for waiting, and is offered to the operator who gets ready', async () => {
    const call = await (await scene.call('200')).answered();
    await scene.waitsIn('support', call.number);
    const heardBefore = call.media.packetsHeard;
    await passes(1_000);
    expect(call.media.packetsHeard - heardBefore, 'packets of music in a second').toBeGreaterThan(45);
    const rooms = await scene.hotline.witness.bridges();
    expect(rooms.filter((room) => room.bridge_type === 'holding' && room.channels.length === 1)).toHaveLength(
      1,
    );
    await scene.ready('boris');
    await scene.talks('boris', call);
    call.hangUp();
    const record = await scene.recordOf(call);
    expect(record).toMatchObject({ outcome: 'answered', operator: 'boris', offersCount: 1 });
    expect(record.waitMs).toBeGreaterThan(1_000);
    const cel = await scene.clear();
    expect(cel.waited(call.number)).toBe(true);
    expectSameTalk(record, cel);
  });

  test('is offered at once when an operator ends a talk without wrap-up', async () => {
    const anna = await scene.ready('anna');
    const first = await (await scene.call('200')).answered();
    await scene.talks('anna', first);
    const second = await (await scene.call('200')).answered();
    await scene.waitsIn('support', second.number);
    anna.hangUp();
    await scene.diary.until(
      'anna rings for the second',
      (e) => e.kind === 'rang' && e.peer === second.number,
    );
    expect(await first.ended).toMatchObject({ by: 'peer' });
    await scene.talks('anna', second);
    second.hangUp();
    expect(await scene.recordOf(first)).toMatchObject({ outcome: 'answered', endedBy: 'operator' });
    expect(await scene.recordOf(second)).toMatchObject({ outcome: 'answered', endedBy: 'caller' });
  });
});

describe('an operator', () => {
  test('gets ready and pauses by calling a code, and hears the answer', async () => {
    const anna = await scene.register('anna', { kind: 'ring' });
    const ready = await (await anna.dial('*20')).answered();
    await ready.ended;
    expect(await scene.hotline.api.operator('anna')).toMatchObject({ presence: 'ready' });
    const pause = await (await anna.dial('*21')).answered();
    await pause.ended;
    expect(loudness(pause.media.heard()), 'the answer is spoken').toBeGreaterThan(0.01);
    expect(await scene.hotline.api.operator('anna')).toMatchObject({ presence: 'paused', unit: 'free' });
  });
});

/** The bridge in which two hear each other. */
async function talkBridge(): Promise<string> {
  const talks = (await scene.hotline.witness.bridges()).filter((each) => each.channels.length === 2);
  expect(talks.map((each) => each.bridge_type)).toEqual(['mixing']);
  return talks[0]!.id;
}
