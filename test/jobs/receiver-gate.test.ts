import { beforeEach, expect, test } from 'vitest';
import { type DeliveryResult, ReceiverGate } from '../../src/jobs/index.ts';

const FAILED = { kind: 'failed', why: 'status 500' } as const;

let gate: ReceiverGate;
let nowMs: number;
beforeEach(() => {
  gate = new ReceiverGate();
  nowMs = 1_000;
});

const ends = (result: DeliveryResult) =>
  gate.try(
    async () => result,
    () => nowMs,
  );

test('a receiver that fails five times in a row is left alone, then tried with one message', async () => {
  for (let time = 0; time < 4; time++) await ends(FAILED);
  expect(gate.stateAt(nowMs)).toEqual({ kind: 'go' });
  await ends(FAILED);
  expect(gate.stateAt(nowMs)).toEqual({ kind: 'rests', untilMs: 31_000 });
  nowMs = 31_000;
  const one = Promise.withResolvers<DeliveryResult>();
  const trying = gate.try(
    () => one.promise,
    () => nowMs,
  );
  expect(gate.stateAt(nowMs)).toEqual({ kind: 'busy' });
  one.resolve({ kind: 'delivered' });
  await trying;
  expect(gate.stateAt(nowMs)).toEqual({ kind: 'go' });
  expect(gate.shownAt(nowMs)).toEqual({
    ...{ deliveredCount: 1, failedTriesCount: 5, restsUntilMs: null, isGone: false },
  });
});

test('a failure after a rest makes the next one', async () => {
  for (let time = 0; time < 5; time++) await ends(FAILED);
  nowMs = 31_000;
  await ends(FAILED);
  expect(gate.stateAt(nowMs)).toEqual({ kind: 'rests', untilMs: 61_000 });
});

test('a receiver that asks for a pause gets it', async () => {
  await ends({ ...FAILED, againMs: 7_000 });
  expect(gate.stateAt(nowMs)).toEqual({ kind: 'rests', untilMs: 8_000 });
  expect(gate.stateAt(8_000)).toEqual({ kind: 'go' });
});

test('a receiver that hangs holds five messages and no more', () => {
  for (let time = 0; time < 5; time++) {
    expect(gate.stateAt(nowMs)).toEqual({ kind: 'go' });
    void gate.try(
      () => new Promise(() => {}),
      () => nowMs,
    );
  }
  expect(gate.stateAt(nowMs)).toEqual({ kind: 'busy' });
});

test('a receiver that is gone for good is believed for an hour', async () => {
  await ends({ kind: 'gone' });
  expect(gate.stateAt(nowMs + 3_599_999)).toEqual({ kind: 'gone' });
  expect(gate.shownAt(nowMs).isGone).toBe(true);
  expect(gate.stateAt(nowMs + 3_600_000)).toEqual({ kind: 'go' });
});
