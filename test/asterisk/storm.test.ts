import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import type { OutgoingCall } from '../kit/phones/index.ts';
import { passes } from './race.ts';
import { Scene } from './scene.ts';

const CALLS = 20;
/** 100 a second. Of calls in one and the same millisecond the exchange now and then lets in more than there is room for. */
const APART_MS = 10;
/** One a second and two at once are let in by us, two and three by the exchange. */
const BURST = 3;
const PER_SECOND = 2;
const HOUR_MS = 3_600_000;
/** By then there is room for one more, by us and by the exchange. */
const ROOM_AGAIN_MS = 1_500;

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open({ CORDBOARD_LIMITS_CALLS_PER_SECOND: '1', CORDBOARD_LIMITS_BURST: '2' });
});
afterAll(() => scene.close());

test('far too many are turned away by the exchange itself, and all are on record, once', async () => {
  const { hotline, diary } = scene;
  const { api, witness } = hotline;
  await eventually('the door is kept', async () =>
    (await witness.variable('CB_DOOR_PER_S')) === '2' ? true : undefined,
  );

  const fromMs = performance.now();
  const calls: OutgoingCall[] = [];
  while (calls.length < CALLS) {
    calls.push(await scene.call('100'));
    await passes(APART_MS);
  }
  const isThrough = (): true | undefined =>
    calls.every(({ state }) => state !== 'calling') ? true : undefined;
  await eventually('all are answered or turned away', isThrough);
  const passMax = BURST + Math.ceil((PER_SECOND * (performance.now() - fromMs)) / 1_000);
  const refused = calls.filter(({ state }) => state === 'ended');
  for (const call of refused) expect(await call.ended).toEqual({ by: 'peer', status: 503 });
  const records = await Promise.all(refused.map(({ number }) => api.recordsOf(number)));
  const byExchange = records.filter((each) => each.length === 0).length;
  expect(byExchange, 'Cordboard was not asked about them').toBeGreaterThanOrEqual(CALLS - passMax);

  // An urgent number is none of those that the exchange turns away.
  const urgent = await Promise.all(Array.from({ length: 4 }, () => scene.call('300')));
  await Promise.all(urgent.map((call) => call.answered()));

  // The exchange's clock is set back by an hour: that shuts the door for nobody.
  await witness.setVariable('CB_DOOR_FULL_AT', String(Date.now() + HOUR_MS));
  await passes(ROOM_AGAIN_MS);
  const late = [await scene.call('100'), await scene.call('100')];
  await passes(ROOM_AGAIN_MS);
  // Of whom the exchange turns away nothing is on record.
  for (const { number } of late) expect(await api.recordsOf(number)).toHaveLength(1);
  late.push(await scene.call('100'));
  await late.at(-1)!.answered();
  calls.push(...late);

  const arrived = async (): Promise<number> => (await api.reportOf('number', '100'))?.arrived ?? 0;
  await eventually('all are counted', async () => ((await arrived()) === calls.length ? true : undefined));
  for (const call of calls) call.hangUp();
  await Promise.all([...calls, ...urgent].map(({ ended }) => ended));
  await witness.isEmpty();
  expect(diary.count('wasHungUp')).toBe(urgent.length);
}, 60_000);
