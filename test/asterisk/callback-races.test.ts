import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import type { OperatorPhone, OutgoingCall } from '../kit/phones/index.ts';
import { storyFaults } from '../kit/story-faults.ts';
import { CallbackScene, talks } from './callback-scene.ts';
import { atOnce, IS_FULL, isFree, momentsMs, passes } from './race.ts';
import { PHONES, type Scene } from './scene.ts';

/** The operator answers after so long, then the customer. */
const OPERATOR_MS = 50;
const CUSTOMER_MS = 200;
/** From the moment at which the operator is ready to one at which both have talked for a while. */
const CALLS_IN_MS = momentsMs(-60, 600, [0, 120, 320, 360]);
/** Who could not be joined are kept apart for five seconds (docs/routing.md); then she is rung, and picks up. */
const RUNG_AGAIN_MS = 10_000;
/** From the moment at which the customer's phone rings. */
const HANGS_UP_MS = momentsMs(0, 400, [180, 200, 220]);

let house: CallbackScene;
let scene: Scene;
let anna: OperatorPhone;
beforeAll(async () => {
  house = await CallbackScene.open();
  ({ scene } = house);
  house.outside.behave({ kind: 'answer', afterMs: CUSTOMER_MS });
  anna = await scene.ready('anna', { kind: 'answer', afterMs: OPERATOR_MS });
  await scene.setState('anna', 'paused');
}, 60_000);
afterAll(() => house.close());

/** Nothing is left behind, and every call of this customer has one record whose story has one end. */
async function allIsOver(number: string): Promise<readonly (string | null)[]> {
  const { api, witness } = scene.hotline;
  await witness.isEmpty();
  expect([anna.current, house.outside.current]).toEqual([undefined, undefined]);
  const records = await eventually(`the records of ${number} are closed`, async () => {
    const found = await api.recordsOf(number);
    return found.every(({ outcome }) => outcome !== null) ? found : undefined;
  });
  for (const { callId } of records) expect(storyFaults(await api.story(callId)), callId).toEqual([]);
  const endpoints = Object.values<string>(PHONES);
  const cel = await witness.cel((endpoint) => endpoints.includes(endpoint));
  expect(cel.doubleTalks()).toEqual([]);
  await isFree(scene, 'anna');
  await scene.setState('anna', 'paused');
  return records.map(({ outcome }) => outcome);
}

/** True when the last call that came in from this number, and none of ours, has reached her. */
async function talksWithAnna(number: string): Promise<true | undefined> {
  const { api } = scene.hotline;
  const cameIn = (await api.recordsOf(number)).findLast(({ callId }) => !callId.startsWith('cb-'));
  const { timeline } = await api.story(cameIn?.callId ?? '');
  return timeline.some((entry) => entry.kind === 'talkBegan' && entry.operator === 'anna') ? true : undefined;
}

test.each(CALLS_IN_MS)(
  'the customer calls in %i ms after an operator is ready to call back',
  async (afterMs) => {
    const { number } = await house.promised('200');
    const calls: OutgoingCall[] = [];
    const callsIn = async (): Promise<void> => void calls.push(await scene.line.call(number, '100'));
    await atOnce(() => scene.setState('anna', 'ready'), callsIn, afterMs);
    const call = await calls[0]!.answered();
    const { outcome } = await house.promiseIs(number, (callback) => callback.outcome !== null);
    if (outcome === 'reached') {
      await talks(house.outside.current!);
      house.outside.hangUp();
    }
    await eventually('anna talks with the call that came in', () => talksWithAnna(number));
    await passes(100);
    call.hangUp();
    await call.ended;
    const outcomes = await allIsOver(number);
    const others = outcomes.slice(1).filter((each) => each !== 'unreached');
    expect(outcomes[0]).toBe('callback_booked');
    expect(others, `it was ${outcome}`).toEqual(
      outcome === 'reached' ? ['answered', 'answered'] : ['answered'],
    );
    expect(['reached', 'merged']).toContain(outcome);
  },
);

test.each(HANGS_UP_MS)('the operator hangs up %i ms after it rings at the customer', async (afterMs) => {
  const { number } = await house.promised('200');
  await scene.setState('anna', 'ready');
  await house.ringsAt(number);
  await passes(afterMs);
  anna.hangUp();
  const { callbackId, outcome } = await house.promiseIs(
    number,
    (callback) => callback.outcome !== null || callback.trying === null,
    RUNG_AGAIN_MS,
  );
  // Whom she has left in the very moment of the answer she is offered again, and talks with.
  anna.hangUp();
  house.outside.hangUp();
  if (outcome === null) await scene.hotline.api.cancelCallback(callbackId);
  expect(['reached', null]).toContain(outcome);
  const [, called] = await allIsOver(number);
  expect(['answered', 'unreached', 'abandoned']).toContain(called);
  expect(called === 'answered').toBe(outcome === 'reached');
});

// What is more than a minute away is a job in Redis, not a timer of the process.
test('a time that was promised outlives Cordboard and Redis, and comes once', async ({ skip }) => {
  skip(!IS_FULL, 'it takes more than a minute: npm run races');
  const number = '+79165550002';
  const atMs = Date.now() + 70_000;
  await scene.hotline.api.bookCallback({ number, queue: 'help', at: new Date(atMs).toISOString() });
  await passes(2_000);
  await house.kill('redis');
  await house.kill('cordboard');
  await scene.setState('anna', 'ready');
  const before = house.outside.calls.length;
  const customer = await house.ringsAt(number, atMs + 8_000 - Date.now());
  expect(Date.now()).toBeGreaterThanOrEqual(atMs);
  await talks(customer);
  await house.ends(number, 'reached');
  await passes(6_000);
  expect(house.outside.calls).toHaveLength(before + 1);
  house.outside.hangUp();
  await allIsOver(number);
}, 120_000);
