import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Callback } from '../../src/callbacks/index.ts';
import { eventually } from '../kit/eventually.ts';
import { freePort } from '../kit/free-port.ts';
import { type Behaviour, type IncomingCall, OperatorPhone, type OutgoingCall } from '../kit/phones/index.ts';
import { Ear } from '../kit/tones.ts';
import { outBundle, VOICES } from './out-bundle.ts';
import { Scene } from './scene.ts';

const CARRIER = '127.0.0.9';
/** A part that died is there again within this time. */
const RECOVERY_MS = 20_000;
/** A customer who comes first is called when it is looked for free operators, every five seconds. */
const RING_MS_MAX = 8_000;
const ANSWERS: Behaviour = { kind: 'answer', afterMs: 100 };

let folder: string;
let scene: Scene;
/** The mobile phones of all callers. */
let outside: OperatorPhone;
beforeAll(async () => {
  folder = outBundle('callbacks');
  const port = await freePort();
  const trunks = {
    local: { match: ['127.0.0.2/32'] },
    carrier: { match: [CARRIER], host: `${CARRIER}:${port}`, calls_per_second: 100 },
  };
  scene = await Scene.open({ CORDBOARD_BUNDLE: folder, CORDBOARD_TRUNKS: JSON.stringify(trunks) });
  const account = { user: 'outside', password: '' };
  outside = await OperatorPhone.open({
    account,
    diary: scene.diary,
    behaviour: ANSWERS,
    host: CARRIER,
    port,
  });
}, 60_000);
afterAll(async () => {
  await outside.close();
  await scene.close();
  rmSync(folder, { recursive: true });
});
afterEach(async () => {
  outside.hangUp();
  outside.behave(ANSWERS);
  const cel = await scene.clear();
  expect(cel.openChannels(), 'what Asterisk has begun it has ended').toEqual([]);
  expect(outside.current, 'nobody rings or talks outside').toBeUndefined();
});

const passes = (ms: number): Promise<void> => new Promise((passed) => setTimeout(passed, ms));
const heardBy = (call: OutgoingCall | IncomingCall): readonly string[] =>
  new Ear(call.media!, VOICES).sounds().map(({ what }) => what);

/** Somebody calls, is promised to be called back, and hears the end of the call. */
async function promised(dialled: string, number?: string): Promise<OutgoingCall> {
  const call = await (number === undefined ? scene.call(dialled) : scene.line.call(number, dialled));
  await call.answered();
  await call.ended;
  return call;
}

const promiseOf = (number: string, place = 0): Promise<Callback> =>
  eventually(`a promise to ${number}`, async () => (await scene.hotline.api.callbacksOf(number))[place]);

/** Resolves when the promise is as it is wanted. */
const promiseIs = (number: string, is: (callback: Callback) => boolean, ms?: number): Promise<Callback> =>
  eventually(
    `the promise to ${number} comes so far`,
    async () => {
      const callback = (await scene.hotline.api.callbacksOf(number)).at(-1);
      return callback !== undefined && is(callback) ? callback : undefined;
    },
    ms,
  );

const ends = (number: string, outcome: Callback['outcome']): Promise<Callback> =>
  promiseIs(number, (callback) => callback.outcome === outcome);

/** It rings at the customer's own phone. */
const ringsAt = (number: string): Promise<IncomingCall> =>
  eventually(
    `it rings at ${number}`,
    () => (outside.current?.calledNumber === number ? outside.current : undefined),
    RING_MS_MAX,
  );

const talks = (call: IncomingCall): Promise<unknown> =>
  eventually('the customer hears the operator', () => (heardBy(call).includes('other') ? true : undefined));

async function killCordboard(): Promise<void> {
  const pid = await scene.hotline.pidOf('cordboard');
  process.kill(pid, 'SIGKILL');
  const isNew = async (): Promise<true | undefined> =>
    (await scene.hotline.pidOf('cordboard')) === pid ? undefined : true;
  await eventually('another Cordboard runs', isNew, RECOVERY_MS);
  const ask = async (): Promise<true | undefined> => ((await scene.hotline.api.isReady()) ? true : undefined);
  await eventually('the hotline is ready again', ask, RECOVERY_MS);
}

describe('a promise', () => {
  test('is kept: the operator first, then the customer, who sees the number of the house', async () => {
    const call = await promised('200');
    expect((await scene.hotline.api.closedRecord(call.number)).outcome).toBe('callback_booked');
    const anna = await scene.ready('anna');
    const customer = await ringsAt(call.number);
    expect(customer.callerNumber).toBe('+4930100');
    await talks(customer);
    await eventually('the operator hears the customer', () =>
      heardBy(anna.current!).includes('other') ? true : undefined,
    );
    customer.hangUp();
    await ends(call.number, 'reached');
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
    await talks(await ringsAt(first.number));
    expect(later.state).toBe('talking');
    outside.hangUp();
    await scene.talks('anna', later);
  });

  test('is refused for a number that no route allows, and made once for one number', async () => {
    const before = outside.calls.length;
    const stranger = await promised('200', '+88216123456');
    expect((await scene.recordOf(stranger)).labels).toEqual(['refused']);
    const call = await promised('200');
    const again = await promised('200', call.number);
    const records = await scene.hotline.api.recordsOf(again.number);
    expect(records.map(({ labels }) => labels[0])).toEqual(['booked', 'exists']);
    await scene.hotline.api.cancelCallback((await promiseOf(call.number)).callbackId);
    await scene.ready('anna');
    await passes(500);
    expect(outside.calls).toHaveLength(before);
    await ends(call.number, 'cancelled');
  });

  test('whose customer does not answer is tried again, until all attempts were made', async () => {
    const call = await promised('200');
    outside.behave({ kind: 'refuse', status: 486 });
    await scene.ready('anna');
    const first = await promiseIs(call.number, ({ attemptsCount, trying }) => attemptsCount === 1 && !trying);
    expect(first).toMatchObject({ lastWhy: 'busy', outcome: null });
    expect(first.dueMs - Date.now()).toBeGreaterThan(50_000);
    expect(await scene.hotline.api.operator('anna')).toMatchObject({ presence: 'ready', unit: 'free' });
    outside.behave({ kind: 'ring' });
    await scene.hotline.api.moveCallback(first.callbackId, Date.now());
    expect(await promiseIs(call.number, ({ outcome }) => outcome !== null, 15_000)).toMatchObject({
      ...{ outcome: 'unreached', attemptsCount: 2 },
    });
    const records = await scene.hotline.api.recordsOf(call.number);
    expect(records.map(({ outcome }) => outcome)).toEqual(['callback_booked', 'unreached', 'unreached']);
  }, 30_000);

  test('is over when the customer calls in: that call has the place', async () => {
    const first = await promised('200');
    const later = await (await scene.call('100')).answered();
    await scene.waitsIn('help', later.number);
    const again = await (await scene.line.call(first.number, '100')).answered();
    await scene.waitsIn('help', first.number);
    await ends(first.number, 'merged');
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
    const call = await promised('400');
    await scene.ready('anna');
    const customer = await ringsAt(call.number);
    await eventually('the customer is asked', () => (heardBy(customer).includes('hello') ? true : undefined));
    await passes(300);
    await customer.media!.press('1');
    await talks(customer);
    await ends(call.number, 'reached');
  }, 20_000);
});

describe('kill -9', () => {
  test('leaves the promise with its place', async () => {
    const first = await promised('200');
    await killCordboard();
    const later = await (await scene.call('100')).answered();
    await scene.waitsIn('help', later.number);
    await scene.ready('anna');
    await talks(await ringsAt(first.number));
    await ends(first.number, 'reached');
    outside.hangUp();
    await scene.talks('anna', later);
  }, 40_000);

  test('between dial and answer rings nobody twice at once, and nobody is forgotten', async () => {
    const call = await promised('200');
    outside.behave({ kind: 'ring' });
    await scene.ready('anna');
    const customer = await ringsAt(call.number);
    const before = outside.calls.length;
    await killCordboard();
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
    await promiseIs(call.number, goesOn, RECOVERY_MS);
    await scene.hotline.api.moveCallback(open.callbackId, Date.now());
    outside.behave(ANSWERS);
    await talks(await ringsAt(call.number));
    await ends(call.number, 'reached');
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
  await talks(await ringsAt(number));
  expect(Date.now()).toBeGreaterThanOrEqual(open.dueMs);
  await ends(number, 'reached');
});
