import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { OutgoingCall } from '../kit/phones/index.ts';
import { expectSameTalk, type OperatorId, PHONES, Scene } from './scene.ts';

const OPERATORS = Object.keys(PHONES) as OperatorId[];
const CALLERS = 30;

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
}, 60_000);
afterAll(() => scene.close());
afterEach(() => scene.clear());

test('two callers, one operator: the earlier first, the later when the operator is free again', async () => {
  await scene.ready('anna', { kind: 'answer', afterMs: 30, talkMs: 300 });
  const calls = [await (await scene.call('200')).answered(), await (await scene.call('200')).answered()];
  await Promise.all(calls.map((call) => call.ended));
  const offers = scene.diary.of(PHONES.anna).filter((event) => event.kind === 'rang');
  expect(offers.map((event) => event.peer)).toEqual(calls.map((call) => call.number));
  for (const call of calls) {
    expect(await scene.recordOf(call)).toMatchObject({
      outcome: 'answered',
      offersCount: 1,
      endedBy: 'operator',
    });
  }
});

test('thirty callers and five operators: everybody is served, in the order in which they came', async () => {
  const calls: OutgoingCall[] = [];
  for (let count = 0; count < CALLERS; count++) {
    const call = await (await scene.call('200')).answered();
    await scene.waitsIn('support', call.number);
    calls.push(call);
  }
  const from = scene.diary.events.length;
  for (const id of OPERATORS) await scene.ready(id, { kind: 'answer', afterMs: 20, talkMs: 200 });
  const ends = await Promise.all(calls.map((call) => call.ended));
  expect(new Set(ends.map((end) => end.by))).toEqual(new Set(['peer']));
  const offers = scene.diary.events.slice(from).filter((event) => event.kind === 'rang');
  expect(offers.map((event) => event.peer).toSorted()).toEqual(calls.map((call) => call.number).toSorted());
  const rangAtMs = new Map(offers.map((event) => [event.peer, event.atMs]));
  expect(overtakings(calls.map((call) => rangAtMs.get(call.number)!))).toEqual([]);
  expect(new Set(offers.map((event) => event.phone)).size, 'all five work').toBe(OPERATORS.length);
  const cel = await scene.clear();
  for (const call of calls) {
    const record = await scene.recordOf(call);
    expect(record).toMatchObject({ outcome: 'answered', endedBy: 'operator' });
    expectSameTalk(record, cel);
  }
  expect(await offersInOrder(calls), 'the journal has the offers in the order of arrival').toEqual(
    calls.map((call) => call.number),
  );
});

/** The callers in the order in which they were offered, as the journal has it: whole milliseconds, so by arrival too. */
async function offersInOrder(calls: readonly OutgoingCall[]): Promise<readonly string[]> {
  const offered = await Promise.all(
    calls.map(async (call) => {
      const { callId } = await scene.recordOf(call);
      const { timeline } = await scene.hotline.api.story(callId);
      return { number: call.number, atMs: timeline.find(({ kind }) => kind === 'offered')!.atMs };
    }),
  );
  return offered.toSorted((one, other) => one.atMs - other.atMs).map(({ number }) => number);
}

/**
 * Phones that are rung in the same moment hear of it on threads of their own, which may pass each other;
 * somebody is overtaken only when a later caller's phone rings earlier by more than that. An offer that the exchange is
 * slow to begin holds up those after it for 100 ms at most, and a busy machine is slow. The journal has the order itself.
 */
const SAME_MOMENT_MS = 300;

/** For callers in the order in which they came: by how much (ms) the one before each rang too late. */
function overtakings(rangAtMs: readonly number[]): readonly number[] {
  const late = rangAtMs.slice(1).map((atMs, index) => rangAtMs[index]! - atMs);
  return late.filter((ms) => ms > SAME_MOMENT_MS);
}
