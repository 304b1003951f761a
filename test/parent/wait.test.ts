import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { pause } from '../../src/parent/wait.ts';

test('pauses that end by themselves leave nothing on a signal that lives for long', async () => {
  const { signal } = new AbortController();
  for (let time = 0; time < 3; time++) await pause(1, signal);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('a pause ends as soon as the signal fires, and does not begin when it has', async () => {
  const ending = new AbortController();
  const pausing = pause(60_000, ending.signal);
  ending.abort();
  await pausing;
  await pause(60_000, ending.signal);
  expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
});
