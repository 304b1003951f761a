import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eventually } from './eventually.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what is asked and never answers is given up, with what it was', async () => {
  const ending = expect(eventually('the door is open', () => new Promise<never>(() => {}))).rejects.toThrow(
    'not so within 5000 ms: the door is open',
  );
  await vi.advanceTimersByTimeAsync(16_000);
  await ending;
});

test('it is asked until there is an answer, whatever went wrong before', async () => {
  let count = 0;
  const answer = eventually('there are three', () => {
    count += 1;
    if (count < 3) throw new Error('not yet');
    return count;
  });
  await vi.advanceTimersByTimeAsync(100);
  expect(await answer).toBe(3);
});
