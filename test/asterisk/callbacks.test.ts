import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Callback } from '../../src/callbacks/index.ts';
import { eventually } from '../kit/eventually.ts';
import type { OperatorPhone } from '../kit/phones/index.ts';
import { ANSWERS, CallbackScene, heardBy, RECOVERY_MS, talks } from './callback-scene.ts';
import { passes } from './race.ts';
import type { Scene } from './scene.ts';

let house: CallbackScene;
let scene: Scene;
/** The mobile phones of all callers. */
let outside: OperatorPhone;
beforeAll(async () => {
  house = await CallbackScene.open();
  ({ scene, outside } = house);
}, 60_000);
afterAll(() => house.close());
afterEach(async () => {
  outside.hangUp();
  outside.behave(ANSWERS);
  const cel = await scene.clear();
  expect(cel.openChannels(), 'what Asterisk has begun it has ended').toEqual([]);
  expect(outside.current, 'nobody rings or talks outside').toBeUndefined();
});

const promiseOf = (number: string): Promise<Callback> => house.promiseIs(number, () => true);

describe('a promise', () => {
  test('is kept: the operator first, then the customer, who sees the number of the house', async () => {
    const call = await house.promised('200');
    expect((await scene.hotline.api.closedRecord(call.number)).outcome).toBe('callback_booked');
    const anna = await scene.ready('anna');
    const customer = await house.ringsAt(call.number);
    expect(customer.callerNumber).toBe('+4930100');
    await talks(customer);
    await eventually('the operator hears the customer', () =>
      heardBy(anna.current!).includes('other') ? true : undefined,
    );
    customer.hangUp();
    await house.ends(call.number, 'reached');
    const records = await eventually('both records are closed', async () => {
      const found = await scene.hotline.api.recordsOf(call.number);
      return found.length === 2 && found.every(({ outcome }) => outcome !== null) ? found : undefined;
    });
    expect(records.map(({ outcome }) => outcome)).toEqual(['callback_booked', 'answered']);
    expect(records[1]).toMatchObject({ operator: 'anna', queue: 'help', endedBy: 'caller' });
  });

  test('keeps the place in the line: who came later is served later', async () => {
    const first = await (await scene.call('300')).answered();
    await scene.waitsIn('help', first.number);
    const later = await (await scene.call('100')).answered();
    await scene.waitsIn('help', later.number);
    await first.media.press('1');
    await first.ended;
    const anna = await scene.ready('anna');
    await eventually('the operator is asked first', () =>
      heardBy(anna.current ?? anna.calls[0]!).includes('hello') ? true : undefined,
    );
    expect(outside.current, 'nobody is called before the key').toBeUndefined();
    await anna.current!.media!.press('1');
    await talks(await house.ringsAt(first.number));
    expect(later.state).toBe('talking');
    outside.hangUp();
    await scene.talks('anna', later);
  });

  test('is refused for a number that no route allows, and made once for one number', async () => {
    const before = outside.calls.length;
    const stranger = await house.promised('200', '+88216123456');
    expect((await scene.recordOf(stranger)).labels).toEqual(['refused']);
    const call = await house.promised('200');
    const again = await house.promised('200', call.number);
    const records = await scene.hotline.api.recordsOf(again.number);
    expect(records.map(({ labels }) => labels[0])).toEqual(['booked', 'exists']);
    await scene.hotline.api.cancelCallback((await promiseOf(call.number)).callbackId);
    await scene.ready('anna');
    await passes(500);
    expect(outside.calls).toHaveLength(before);
    await house.ends(call.number, 'cancelled');
  });

  test('whose customer does not answer is tried again, until all attempts were made', async () => {
    const call = await house.promised('200');
    outside.behave({ kind: 'refuse', status: 486 });
    await scene.ready('anna');
    const first = await house.promiseIs(
      call.number,
      ({ attemptsCount, trying }) => attemptsCount === 1 && !trying,
    );
    expect(first).toMatchObject({ lastWhy: 'busy', outcome: null });
    expect(first.dueMs - Date.now()).toBeGreaterThan(50_000);
    expect(await scene.hotline.api.operator('anna')).toMatchObject({ presence: 'ready', unit: 'free' });
    outside.behave({ kind: 'ring' });
    await scene.hotline.api.moveCallback(first.callbackId, Date.now());
    expect(await house.promiseIs(call.number, ({ outcome }) => outcome !== null, 15_000)).toMatchObject({
      ...{ outcome: 'unreached', attemptsCount: 2 },
    });
    const records = await scene.hotline.api.recordsOf(call.number);
    expect(records.map(({ outcome }) => outcome)).toEqual(['callback_booked', 'unreached', 'unreached']);
  }, 30_000);

  test('is over when the customer calls in: that call has the place', async () => {
    const first = await house.promised('200');
    const later = await (await scene.call('100')).answered();
    await scene.waitsIn('help', later.number);
    const again = await (await scene.line.call(first.number, '100')).answered();
    await scene.waitsIn('help', first.number);
    await house.ends(first.number, 'merged');
    await scene.ready('anna');
    await scene.diary.until(
      'anna answers the call that has the place',
      (e) => e.kind === 'connected' && e.phone === '1001' && e.peer === again.number,
    );
    expect(outside.current).toBeUndefined();
    again.hangUp();
    await scene.talks('anna', later);
  });

  test('puts the customer first where the flow says so: by the key into the line', async () => {
    const call = await house.promised('400');
    await scene.ready('anna');
    const customer = await house.ringsAt(call.number);
    await eventually('the customer is asked', () => (heardBy(customer).includes('hello') ? true : undefined));
    await passes(300);
    await customer.media!.press('1');
    await talks(customer);
    await house.ends(call.number, 'reached');
  }, 20_000);
});

describe('kill -9', () => {
  test('leaves the promise with its place', async () => {
    const first = await house.promised('200');
    await house.kill('cordboard');
    const later = await (await scene.call('100')).answered();
    await scene.waitsIn('help', later.number);
    await scene.ready('anna');
    await talks(await house.ringsAt(first.number));
    await house.ends(first.number, 'reached');
    outside.hangUp();
    await scene.talks('anna', later);
  }, 40_000);

  test('between dial and answer rings nobody twice at once, and nobody is forgotten', async () => {
    const call = await house.promised('200');
    outside.behave({ kind: 'ring' });
    await scene.ready('anna');
    const customer = await house.ringsAt(call.number);
    const before = outside.calls.length;
    await house.kill('cordboard');
    const open = await promiseOf(call.number);
    expect(open).toMatchObject({ outcome: null, attemptsCount: 1 });
    await eventually(
      'the leg of before is gone',
      () => (customer.state === 'ended' ? true : undefined),
      40_000,
    );
    expect(outside.calls).toHaveLength(before);
    // What has become of the call before is not known at once.
    await expect(scene.hotline.api.moveCallback(open.callbackId, Date.now())).rejects.toThrow('UNDER_WAY');
    const goesOn = ({ trying }: Callback): boolean => trying === null;
    await house.promiseIs(call.number, goesOn, RECOVERY_MS);
    await scene.hotline.api.moveCallback(open.callbackId, Date.now());
    outside.behave(ANSWERS);
    await talks(await house.ringsAt(call.number));
    await house.ends(call.number, 'reached');
  }, 90_000);
});

test('a call back that is asked for from outside comes at its time', async () => {
  await scene.ready('anna');
  const number = '+79165550001';
  await scene.hotline.api.bookCallback({
    ...{ number, queue: 'help', at: new Date(Date.now() + 2_000).toISOString() },
  });
  const open = await promiseOf(number);
  expect(outside.current).toBeUndefined();
  await talks(await house.ringsAt(number));
  expect(Date.now()).toBeGreaterThanOrEqual(open.dueMs);
  await house.ends(number, 'reached');
});
