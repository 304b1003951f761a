import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import type { OperatorPhone, OutgoingCall } from '../kit/phones/index.ts';
import { atOnce, expectAllIsOver, mayBeDone, momentsMs, passes } from './race.ts';
import { PHONES, Scene } from './scene.ts';

/** As the queue "rest" of the bundle says. */
const REST_MS = 1_000;
/** A phone that was free must ring within this time. */
const RINGS_MS = 500;
/** The clocks of this process and of Cordboard begin the rest at moments that differ by so much. */
const SLACK_MS = 50;
const AROUND = momentsMs(-200, 200, [-20, 0, 20]);

let scene: Scene;
let dina: OperatorPhone;
beforeAll(async () => {
  scene = await Scene.open();
  dina = await scene.ready('dina', { kind: 'answer', afterMs: 20 });
}, 60_000);
afterAll(() => scene.close());

/** Dina has had a call and rests; resolves with the moment at which it ended at her phone. */
async function rests(): Promise<number> {
  const call = await (await scene.call('500')).answered();
  await scene.talks('dina', call);
  dina.hangUp();
  const endedMs = performance.now();
  await eventually('dina rests', async () =>
    (await scene.hotline.api.operator('dina')).unit === 'wrapUp' ? true : undefined,
  );
  return endedMs;
}

/**
 * The new caller is answered after the rest, by one offer, and nothing is left behind. What a busy machine takes until
 * the caller is in the line at all is not counted.
 */
async function isServed(call: OutgoingCall, comesMs: number): Promise<void> {
  await call.answered();
  const fromMs = Math.max(comesMs, performance.now());
  const rang = await scene.diary.until('dina rings', (e) => e.kind === 'rang' && e.peer === call.number);
  expect(rang.atMs - fromMs, 'rings at once').toBeLessThan(RINGS_MS);
  await scene.talks('dina', call);
  call.hangUp();
  // Behind this call she rests again.
  await passes(REST_MS);
  const record = await expectAllIsOver(scene, call, new Map([['dina', dina]]));
  expect(record).toMatchObject({ outcome: 'answered', operator: 'dina', offersCount: 1 });
  expect(scene.diary.count('refused', PHONES.dina), 'never rung while in use').toBe(0);
}

test.each(AROUND)('a caller comes %i ms after the end of a rest', async (afterMs) => {
  const endedMs = await rests();
  await passes(endedMs + REST_MS + afterMs - performance.now());
  const call = await scene.call('500');
  const fromMs = Math.max(performance.now(), endedMs + REST_MS);
  await isServed(call, fromMs);
  const rang = scene.diary.events.find((e) => e.kind === 'rang' && e.peer === call.number);
  expect(rang!.atMs, 'not in the rest').toBeGreaterThan(endedMs + REST_MS - SLACK_MS);
});

test.each(AROUND)('a caller comes %i ms after a rest was ended before its time', async (afterMs) => {
  await rests();
  const calls: OutgoingCall[] = [];
  const comes = async (): Promise<void> => void calls.push(await scene.call('500'));
  const ends = () => mayBeDone(scene.setState('dina', 'finish_wrap_up'));
  await atOnce(ends, comes, afterMs);
  await isServed(calls[0]!, performance.now());
});
