import { expect, test } from 'vitest';
import {
  type Callback,
  type CallbackEntry,
  foldCallback,
  isCallbackEntry,
} from '../../src/callbacks/index.ts';
import { bookedEntry, delayedEntry, dialledEntry, endedEntry, triedEntry } from './promise.ts';

const after = (...entries: readonly CallbackEntry[]): Callback | undefined =>
  entries.reduce<Callback | undefined>(foldCallback, undefined);

test('a promise is what was booked, due from then on, and over when its window is', () => {
  expect(after(bookedEntry('p', 1_000, { dueMs: 5_000 }))).toMatchObject({
    ...{ callbackId: 'p', bookedMs: 1_000, dueMs: 5_000, untilMs: 86_405_000, outcome: null },
    ...{ triesCount: 0, attemptsCount: 0, trying: null, lastWhy: null, endedMs: null },
  });
});

test('a call of ours goes on until the promise is put off', () => {
  const [booked, tried, dialled] = [
    bookedEntry('p', 1),
    triedEntry('p', 'p-1', 2),
    dialledEntry('p', 'p-1', 3),
  ];
  expect(after(booked, tried)).toMatchObject({ triesCount: 1, trying: { callId: 'p-1', isDialled: false } });
  expect(after(booked, tried, dialled)).toMatchObject({
    ...{ triesCount: 1, attemptsCount: 1, trying: { callId: 'p-1', isDialled: true } },
  });
  expect(after(booked, tried, dialled, delayedEntry('p', 4, 900))).toMatchObject({
    ...{ trying: null, dueMs: 900, untilMs: 1_900, lastWhy: 'busy', triesCount: 1, attemptsCount: 1 },
  });
});

test('it ends once, and nothing changes it then', () => {
  const over = after(
    bookedEntry('p', 1),
    endedEntry('p', 2, 'merged'),
    endedEntry('p', 3),
    triedEntry('p', 'p-1', 4),
  );
  expect(over).toMatchObject({ outcome: 'merged', endedMs: 2, triesCount: 0 });
});

test('what is told of a promise that nobody knows makes none, and one that is booked twice is one', () => {
  expect(after(triedEntry('p', 'p-1', 1), endedEntry('p', 2))).toBeUndefined();
  const twice = after(bookedEntry('p', 1), triedEntry('p', 'p-1', 2), bookedEntry('p', 3));
  expect(twice).toMatchObject({ bookedMs: 1, triesCount: 1 });
});

test('other entries are none of a promise', () => {
  expect(isCallbackEntry(bookedEntry('p', 1))).toBe(true);
  expect(isCallbackEntry({ kind: 'callbackWished' })).toBe(false);
});
