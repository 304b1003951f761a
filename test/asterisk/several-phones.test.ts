import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { OperatorPhone } from '../kit/phones/index.ts';
import { Desks } from './desks.ts';

/** `npm run races` repeats what happens at once two hundred times. */
const REPEATS = Array.from({ length: process.env.RACES === 'all' ? 200 : 3 }, (_, index) => index + 1);

let desks: Desks;
let desk: OperatorPhone;
let mobile: OperatorPhone;
beforeAll(async () => {
  desks = await Desks.open();
}, 60_000);
afterAll(() => desks.close());
afterEach(() => desks.clear());

async function ready(...behaviours: Parameters<OperatorPhone['behave']>[0][]): Promise<void> {
  desk = await desks.phone('1001', behaviours[0]);
  mobile = await desks.phone('1003', behaviours[1]);
  await desks.is('anna', { phonesThere: ['1001', '1003'] });
  await desks.api.setState('anna', 'ready');
}

const caller = async () => (await desks.scene.call('600')).answered();
const outcomesOf = async (callId: string): Promise<readonly string[]> =>
  (await desks.api.story(callId)).timeline.flatMap((e) => (e.kind === 'offerEnded' ? [e.outcome] : []));

test('all phones ring, the first to answer has the call, and the other shows no missed one', async () => {
  await ready({ kind: 'ring' }, { kind: 'answer', afterMs: 300 });
  const call = await caller();
  await desks.talks('anna', call);
  await desks.scene.diary.until('the other stops', (e) => e.phone === '1001' && e.kind === 'ringingEnded');
  // RFC 3326, section 4: it tells by this that there is no missed call to show.
  expect(desk.calls[0]?.cancelReason).toMatch(/cause=26|elsewhere/);
  call.hangUp();
  const record = await desks.scene.recordOf(call);
  expect(record).toMatchObject({ operator: 'anna', offersCount: 1 });
});

test('each is asked to pick up by itself where the queue says so', async () => {
  await ready({ kind: 'ring' }, { kind: 'ring' });
  const call = await caller();
  const asked = (): unknown => [desk, mobile].map((phone) => phone.calls.at(-1)?.asked);
  const both = ['<sip:cordboard>;answer-after=0', '<http://cordboard>;info=alert-autoanswer'];
  await expect.poll(asked, { timeout: 5_000 }).toEqual([both, both]);
  call.hangUp();
  await desks.scene.recordOf(call);
});

test('who declines at one phone declines the call, and the other stops ringing', async () => {
  await ready({ kind: 'ring' }, { kind: 'refuse', status: 603, afterMs: 300 });
  const call = await caller();
  await desks.scene.diary.until('the other stops', (e) => e.phone === '1001' && e.kind === 'ringingEnded');
  const [waiting] = await desks.api.recordsOf(call.number);
  await expect.poll(() => outcomesOf(waiting?.callId ?? ''), { timeout: 2_000 }).toEqual(['declined']);
  call.hangUp();
  await desks.scene.recordOf(call);
});

test.each([
  ['busy', { kind: 'refuse', status: 486 }],
  ['broken', { kind: 'refuse', status: 503 }],
  ['dead', { kind: 'dead' }],
] as const)('a phone that is %s leaves the other ringing', async (_, behaviour) => {
  await ready(behaviour, { kind: 'answer', afterMs: 400 });
  const call = await caller();
  await desks.talks('anna', call);
  call.hangUp();
  const { callId } = await desks.scene.recordOf(call);
  expect(await outcomesOf(callId)).toEqual(['answered']);
});

test.each(REPEATS)('both answer at once: one talks, the other is let go, none is left (%i)', async () => {
  const answer = { kind: 'answer', afterMs: 30 } as const;
  await ready(answer, answer);
  const call = await caller();
  // On a busy machine the second one may not ring any more.
  const states = (): readonly string[] =>
    [desk, mobile].flatMap(({ calls }) => calls.at(-1)?.state ?? []).filter((state) => state !== 'ended');
  await desks.talks('anna', call);
  await expect.poll(states, { timeout: 5_000 }).toEqual(['talking']);
  call.hangUp();
  expect(await desks.scene.recordOf(call)).toMatchObject({ outcome: 'answered', operator: 'anna' });
  await expect.poll(states, { timeout: 2_000 }).toEqual([]);
});
