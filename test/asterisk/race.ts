import { expect } from 'vitest';
import type { CallRecord } from '../../src/journal/index.ts';
import { eventually } from '../kit/eventually.ts';
import type { OperatorPhone, OutgoingCall } from '../kit/phones/index.ts';
import { storyFaults } from '../kit/story-faults.ts';
import { type OperatorId, PHONES, type Scene } from './scene.ts';

/** `npm run races` walks through a race in steps; `npm test` takes a few points of it. */
export const IS_FULL = process.env.RACES === 'all';
/** A drill repeats such a race so often. */
export const TIMES = Number(process.env.RACES_TIMES ?? 1);
const STEP_MS = 20;

/** When the second acts, counted from the first: every step of the span, or the few points. */
export function momentsMs(fromMs: number, toMs: number, few: readonly number[]): readonly number[] {
  const count = Math.floor((toMs - fromMs) / STEP_MS) + 1;
  return IS_FULL ? Array.from({ length: count }, (_, index) => fromMs + STEP_MS * index) : few;
}

export const passes = (ms: number): Promise<void> =>
  ms > 0 ? new Promise((passed) => setTimeout(passed, ms)) : Promise.resolve();

/** What one of two does: at once, or with a promise of it. */
type Act = () => unknown;

/** Two act at once: the second so long after the first, or before it where `afterMs` is negative. */
export async function atOnce(first: Act, second: Act, afterMs: number): Promise<void> {
  const late = async (act: Act, ms: number): Promise<void> => {
    await passes(ms);
    await act();
  };
  await Promise.all([late(first, -afterMs), late(second, afterMs)]);
}

/** Answers that the other was quicker: the call is over, or nobody talks in it any more. */
const TOO_LATE = /: (404|409) .*(CALL_UNKNOWN|CALL_NOT_TALKING|NOBODY_CONSULTED|OPERATOR_NOT_FREE)/s;

/**
 * Asks for something that the other side may have made impossible; resolves with whether it was done. Any other refusal
 * is a defect.
 */
export async function mayBeDone(ask: Promise<void>): Promise<boolean> {
  return ask.then(
    () => true,
    (err: unknown) => {
      if (!TOO_LATE.test(String(err))) throw err;
      return false;
    },
  );
}

/**
 * What holds behind every race, whoever was first: no leg is left at the exchange or at a phone, the call has one
 * record whose story has one end, Asterisk's diary knows of no double talk, and these operators take calls.
 */
export async function expectAllIsOver(
  scene: Scene,
  call: OutgoingCall,
  phones: ReadonlyMap<OperatorId, OperatorPhone>,
): Promise<CallRecord> {
  const { api, witness } = scene.hotline;
  await witness.isEmpty();
  const current = (): readonly unknown[] => [...phones.values()].map((phone) => phone.current);
  await expect.poll(current, { timeout: 2_000 }).toEqual([...phones].map(() => undefined));
  const record = await scene.recordOf(call);
  expect(storyFaults(await api.story(record.callId)), call.number).toEqual([]);
  const endpoints = Object.values<string>(PHONES);
  const cel = await witness.cel((endpoint) => endpoints.includes(endpoint));
  expect(cel.doubleTalks().filter((talk) => !scene.conferring.has(talk.split(' ')[0]!))).toEqual([]);
  for (const id of phones.keys()) await isFree(scene, id);
  return record;
}

/** Resolves when the operator takes calls and has none. */
export async function isFree(scene: Scene, id: OperatorId): Promise<void> {
  await eventually(`${id} is free`, async () => {
    const { presence, unit, callId } = await scene.hotline.api.operator(id);
    if (presence !== 'ready' || unit !== 'free' || callId !== null)
      throw new Error(`${presence} ${unit} ${callId}`);
    return true;
  });
}
