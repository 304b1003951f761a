import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PhoneEvent } from '../kit/phones/index.ts';
import { expectSameTalk, PHONES, Scene } from './scene.ts';

/** A phone that rings for nobody must stop within this time (I8). */
const RINGING_MS_MAX = 2_000;

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
}, 60_000);
afterAll(() => scene.close());
afterEach(() => scene.clear());

describe('the caller hangs up', () => {
  test('in the flow', async () => {
    const call = await (await scene.call('100')).answered();
    call.hangUp();
    expect(await scene.recordOf(call)).toMatchObject({
      outcome: 'abandoned',
      abandonedWhere: 'flow',
      queue: null,
    });
  });

  test('before anybody has answered', async () => {
    const call = await scene.call('100');
    call.hangUp();
    await call.ended;
    await scene.clear();
    const records = await scene.hotline.api.recordsOf(call.number);
    expect(records.length, 'Asterisk may never have told us').toBeLessThanOrEqual(1);
    for (const record of records)
      expect(record).toMatchObject({ outcome: 'abandoned', abandonedWhere: 'flow' });
  });

  test('in the queue', async () => {
    const call = await (await scene.call('200')).answered();
    await scene.waitsIn('support', call.number);
    call.hangUp();
    expect(await scene.recordOf(call)).toMatchObject({
      outcome: 'abandoned',
      abandonedWhere: 'queue',
      queue: 'support',
      offersCount: 0,
    });
  });

  test('while a phone rings, which stops, and the operator is not blamed', async () => {
    await scene.ready('anna', { kind: 'ring' });
    const call = await (await scene.call('200')).answered();
    await scene.diary.until('anna rings', (e) => e.kind === 'rang' && e.peer === call.number);
    call.hangUp();
    const stops = (e: PhoneEvent): boolean => e.kind === 'ringingEnded' && e.peer === call.number;
    await scene.diary.until('it stops', stops, RINGING_MS_MAX);
    expect(await scene.recordOf(call)).toMatchObject({
      outcome: 'abandoned',
      abandonedWhere: 'ringing',
      offersCount: 1,
      talkMs: 0,
    });
    expect(await scene.hotline.api.operator('anna')).toMatchObject({ presence: 'ready', unit: 'free' });
  });

  test('in talk', async () => {
    await scene.ready('anna');
    const call = await (await scene.call('200')).answered();
    await scene.talks('anna', call);
    call.hangUp();
    await scene.diary.until('anna is let go', (e) => e.phone === PHONES.anna && e.kind === 'wasHungUp');
    const record = await scene.recordOf(call);
    expect(record).toMatchObject({ outcome: 'answered', operator: 'anna', endedBy: 'caller' });
    expectSameTalk(record, await scene.clear());
  });
});

test('the operator hangs up: the caller is let go and the record says who did it', async () => {
  const anna = await scene.ready('anna');
  const call = await (await scene.call('200')).answered();
  await scene.talks('anna', call);
  anna.hangUp();
  expect(await call.ended).toEqual({ by: 'peer', status: 200 });
  const record = await scene.recordOf(call);
  expect(record).toMatchObject({ outcome: 'answered', operator: 'anna', endedBy: 'operator' });
  expectSameTalk(record, await scene.clear());
});

test('the flow ends the call of somebody who only listened', async () => {
  const call = await (await scene.call('300')).answered();
  expect(await call.ended).toMatchObject({ by: 'peer' });
  expect(call.media.packetsHeard).toBeGreaterThan(5);
  expect(await scene.recordOf(call)).toMatchObject({
    outcome: 'self_served',
    endedBy: 'system',
    queue: null,
  });
});
