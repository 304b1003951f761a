import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CallRecord, Entry } from '../../src/journal/index.ts';
import { type OperatorId, Scene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
}, 60_000);
afterAll(() => scene.close());
afterEach(() => scene.clear());

type OfferEnded = Extract<Entry, { kind: 'offerEnded' }>;

/** Who was offered the call, and how each offer ended. */
async function offersOf(record: CallRecord): Promise<readonly string[]> {
  const { timeline } = await scene.hotline.api.story(record.callId);
  const ends = timeline.filter((entry): entry is OfferEnded => entry.kind === 'offerEnded');
  return ends.map((entry) => `${entry.operator} ${entry.outcome}`);
}

/** Who has been ready for longer is offered the call first and does not take it; Boris does. */
async function thenBoris(first: OperatorId, behaviour: Parameters<Scene['ready']>[1]): Promise<CallRecord> {
  await scene.ready(first, behaviour);
  await scene.ready('boris');
  const call = await (await scene.call('200')).answered();
  await scene.talks('boris', call);
  call.hangUp();
  return scene.recordOf(call);
}

describe('the next operator is offered the call when the first', () => {
  test('does not answer, and the first is taken out', async () => {
    const record = await thenBoris('anna', { kind: 'ring' });
    expect(record).toMatchObject({ outcome: 'answered', operator: 'boris', offersCount: 2 });
    expect(await offersOf(record)).toEqual(['anna missed', 'boris answered']);
    expect(await scene.hotline.api.operator('anna')).toMatchObject({ presence: 'missed', unit: 'free' });
  });

  test('declines, and stays ready', async () => {
    const record = await thenBoris('vera', { kind: 'refuse', status: 603, afterMs: 100 });
    expect(await offersOf(record)).toEqual(['vera declined', 'boris answered']);
    expect(await scene.hotline.api.operator('vera')).toMatchObject({ presence: 'ready', unit: 'free' });
  });

  test('is busy with something of their own', async () => {
    const record = await thenBoris('gleb', { kind: 'refuse', status: 486 });
    expect(await offersOf(record)).toEqual(['gleb busy', 'boris answered']);
  });

  test('has a phone that nobody can reach', async () => {
    const record = await thenBoris('dina', { kind: 'dead' });
    expect(await offersOf(record)).toEqual(['dina unreachable', 'boris answered']);
  });
});

test('an operator whose phone is not registered is not offered anything', async () => {
  await scene.setState('anna', 'ready');
  const call = await (await scene.call('200')).answered();
  await scene.waitsIn('support', call.number);
  expect(await scene.hotline.api.operator('anna')).toMatchObject({ phone: 'unreachable', unit: 'free' });
  await scene.register('anna', { kind: 'answer', afterMs: 20 });
  await scene.talks('anna', call);
  call.hangUp();
  const record = await scene.recordOf(call);
  expect(await offersOf(record)).toEqual(['anna answered']);
});

test('two phones of one operator ring; the first to answer gets the call, the other is told', async () => {
  const desk = await scene.ready('anna', { kind: 'ring' });
  const mobile = await scene.secondPhone('anna', { kind: 'answer', afterMs: 200 });
  const call = await (await scene.call('200')).answered();
  await scene.talks('anna', call, mobile.name);
  await scene.diary.until(
    'the desk phone stops',
    (e) => e.callId === desk.calls[0]?.callId && e.kind === 'ringingEnded',
  );
  expect(desk.calls[0]?.cancelReason).toMatch(/cause=26|answered.elsewhere|completed.elsewhere/i);
  call.hangUp();
  const record = await scene.recordOf(call);
  expect(await offersOf(record)).toEqual(['anna answered']);
});
