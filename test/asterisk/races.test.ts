import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OperatorPhone, OutgoingCall } from '../kit/phones/index.ts';
import { IS_FULL, TIMES } from './race.ts';
import { Scene } from './scene.ts';

/**
 * `npm run races` walks every 20 ms through a second, a drill several times, and every 2 ms around the answer; `npm
 * test` takes a few points of it.
 */
const ANSWER_AFTER_MS = IS_FULL ? 500 : 40;
const everyMs = (stepMs: number, fromMs: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => fromMs + stepMs * index);
const CALLER_HANGS_UP_MS = IS_FULL
  ? [
      ...Array.from({ length: TIMES }, () => everyMs(20, 0, 51)).flat(),
      ...everyMs(2, ANSWER_AFTER_MS - 9, 25),
    ]
  : [0, 38, 40, 42, 200];
const OPERATOR_HANGS_UP_MS = IS_FULL ? [...everyMs(20, 0, 51), ...everyMs(2, 1, 20)] : [0, 10, 40, 200];
/** Two who were together for less than this may have been called a talk or not. */
const BLINK_MS = 100;

/** A talk that nothing is wrong with. */
const SHORT_TALK = { kind: 'answer', afterMs: 20, talkMs: 100 } as const;

let scene: Scene;
let phones: readonly OperatorPhone[];
beforeAll(async () => {
  scene = await Scene.open();
  phones = [await scene.ready('anna'), await scene.ready('boris')];
}, 60_000);
afterAll(() => scene.close());

test.each(CALLER_HANGS_UP_MS)('the caller hangs up %i ms after the phone began to ring', async (afterMs) => {
  for (const phone of phones) phone.behave({ kind: 'answer', afterMs: ANSWER_AFTER_MS });
  const call = await (await scene.call('200')).answered();
  const rang = await scene.diary.until('a phone rings', (e) => e.kind === 'rang' && e.peer === call.number);
  await hangUpAt(call, rang.atMs + afterMs);
  await expectAllIsWell(call);
});

test.each(OPERATOR_HANGS_UP_MS)('the operator hangs up %i ms after the answer', async (afterMs) => {
  // Who hangs up before the two were joined sends the caller back into the line, to the other operator.
  for (const phone of phones) {
    phone.behave({ kind: 'answer', afterMs: 20, talkMs: afterMs });
    phone.onTalking = () => {
      for (const each of phones) each.behave(SHORT_TALK);
    };
  }
  const call = await (await scene.call('200')).answered();
  expect(await call.ended).toMatchObject({ by: 'peer' });
  await expectAllIsWell(call);
});

async function hangUpAt(call: OutgoingCall, atMs: number): Promise<void> {
  const waitMs = atMs - performance.now();
  if (waitMs > 0) await new Promise((passed) => setTimeout(passed, waitMs));
  call.hangUp();
  await call.ended;
}

/** Nothing is left, there is one record that Asterisk's diary bears out, and both operators take calls. */
async function expectAllIsWell(call: OutgoingCall): Promise<void> {
  const { api, witness } = scene.hotline;
  await witness.isEmpty();
  await expect
    .poll(() => phones.map((phone) => phone.current), { timeout: 2_000 })
    .toEqual([undefined, undefined]);
  const record = await scene.recordOf(call);
  const cel = await witness.cel((endpoint) => phones.some((phone) => phone.name === endpoint));
  expect(cel.doubleTalks()).toEqual([]);
  const talkMs = cel
    .talks()
    .filter((talk) => talk.caller === call.number)
    .reduce((sum, talk) => sum + talk.toMs - talk.fromMs, 0);
  if (talkMs > BLINK_MS) expect(record.outcome).toBe('answered');
  if (talkMs === 0) expect(record).toMatchObject({ outcome: 'abandoned', abandonedWhere: 'ringing' });
  expect(Math.abs(record.talkMs - talkMs)).toBeLessThan(1_000);
  const { operators } = await api.board();
  const atWork = operators.filter(({ presence }) => presence !== 'offline');
  expect(atWork.map(({ presence, unit, callId }) => `${presence} ${unit} ${callId}`)).toEqual([
    'ready free null',
    'ready free null',
  ]);
}
