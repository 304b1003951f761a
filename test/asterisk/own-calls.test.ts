import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventually } from '../kit/eventually.ts';
import { Desks, ownCallOf } from './desks.ts';

let desks: Desks;
beforeAll(async () => {
  desks = await Desks.open();
}, 60_000);
afterAll(() => desks.close());
afterEach(() => desks.clear());

const rings = () => eventually('it rings outside', () => desks.outside.current);

test('an operator calls a number outside: busy meanwhile, put through as a route allows, and on record', async () => {
  const phone = await desks.phone('1001');
  await desks.api.setState('anna', 'ready');
  desks.outside.behave({ kind: 'answer', afterMs: 300 });
  const call = await phone.dial('030123456');
  const other = await rings();
  expect([other.calledNumber, other.callerNumber]).toEqual(['+4930123456', '+4930100']);
  expect(call.state, 'nothing is answered before the other side answers').toBe('calling');
  await call.answered();
  await desks.is('anna', { unit: 'busy' });
  const waiting = await (await desks.scene.call('600')).answered();
  await desks.scene.waitsIn('help', waiting.number);
  expect(phone.calls, 'nobody rings whoever calls').toEqual([]);
  await expect.poll(() => call.media.packetsHeard).toBeGreaterThan(20);
  call.hangUp();
  await desks.is('anna', { unit: 'wrapUp' });
  await desks.scene.diary.until('then the caller', (e) => e.phone === '1001' && e.kind === 'connected');
  waiting.hangUp();
  const { record } = await ownCallOf(desks, '101');
  expect(record).toMatchObject({ direction: 'outgoing', operator: 'anna', outcome: 'answered' });
  expect(record.talkMs).toBeGreaterThan(300);
});

test('operators call each other by their numbers', async () => {
  const phone = await desks.phone('1001');
  const other = await desks.phone('1002', { kind: 'answer', afterMs: 200, talkMs: 700 });
  await desks.api.setState('boris', 'paused');
  const call = await (await phone.dial('102')).answered();
  expect(other.current?.callerNumber).toBe('101');
  await desks.is('boris', { unit: 'busy' });
  expect(await call.ended).toMatchObject({ by: 'peer' });
  const { record } = await ownCallOf(desks, '101');
  expect(record).toMatchObject({ direction: 'internal', operator: 'anna', dialled: '102' });
});

test.each([
  ['no route allows', '+15551234567', 403],
  ['only flows may call', '+33123456789', 403],
])('a number that %s is refused, and nothing is dialled', async (_, dialled, status) => {
  const phone = await desks.phone('1001');
  const call = await phone.dial(dialled);
  expect(await call.ended).toMatchObject({ by: 'peer', status });
  expect(desks.outside.current).toBeUndefined();
  const { timeline } = await ownCallOf(desks, '101');
  expect(timeline.map(({ kind }) => kind)).toEqual(['ownCallBegan', 'dialRefused', 'callEnded']);
});

test('a phone at which nobody is calls nobody', async () => {
  const phone = await desks.phone('2001');
  for (const dialled of ['030123456', '102']) {
    const call = await phone.dial(dialled);
    expect(await call.ended).toMatchObject({ by: 'peer', status: 404 });
  }
  expect(desks.outside.current).toBeUndefined();
});

test('a number of the hotline that a phone dials is a call of a caller', async () => {
  const phone = await desks.phone('2001');
  const call = await (await phone.dial('+4930100')).answered();
  await desks.scene.waitsIn('help', '2001');
  call.hangUp();
  const { record } = await ownCallOf(desks, '2001');
  expect(record).toMatchObject({ direction: 'incoming', dialled: '+4930100', outcome: 'abandoned' });
});

test('a sudden death leaves the two talking, and the call goes on as it was', async () => {
  const phone = await desks.phone('1001');
  await desks.api.setState('anna', 'ready');
  desks.outside.behave({ kind: 'answer', afterMs: 100 });
  const call = await (await phone.dial('030123456')).answered();
  await new Promise((passed) => setTimeout(passed, 500));
  await desks.killed();
  expect([call.state, desks.outside.current?.state]).toEqual(['talking', 'talking']);
  const waiting = await (await desks.scene.call('600')).answered();
  await desks.scene.waitsIn('help', waiting.number);
  expect(phone.calls).toEqual([]);
  waiting.hangUp();
  await desks.scene.recordOf(waiting);
  call.hangUp();
  await eventually('the other side is let go', () =>
    desks.outside.current === undefined ? true : undefined,
  );
  const [record] = await desks.api.recordsOf('101');
  expect(record).toMatchObject({ outcome: 'answered', operator: 'anna', direction: 'outgoing' });
  // It has used what it took, and holds no more of the day's fifteen minutes: one of ten has room again.
  const next = await (await phone.dial('030123456')).answered();
  const { callId } = (await desks.api.board()).calls[0]!;
  const { timeline } = await desks.api.story(callId);
  expect(timeline).toContainEqual(expect.objectContaining({ kind: 'dialled', longestMs: 600_000 }));
  next.hangUp();
});
