import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inTurns, withinBudget } from '../../src/boot/in-turns.ts';

/** Work of so many steps, each of which takes a while; `log` gets a line at each. */
function* work(steps: number, stepMs: number, log: string[]): Generator<void, string, void> {
  for (let step = 0; step < steps; step++) {
    const endMs = performance.now() + stepMs;
    while (performance.now() < endMs);
    log.push('a step');
    yield;
  }
  return 'done';
}

test('long work gives way to everything else again and again', async () => {
  const log: string[] = [];
  const isDone = inTurns(work(10, 9, log));
  for (let turn = 0; turn < 12; turn++) {
    log.push('a call');
    await setImmediate();
  }
  expect(await isDone).toBe('done');
  expect(log.filter((line, at) => line === 'a step' && log[at - 1] === 'a step')).toEqual([]);
});

test('short work is done in one go', async () => {
  const log: string[] = [];
  const isDone = inTurns(work(100, 0, log));
  expect(log).toHaveLength(100);
  expect(await isDone).toBe('done');
});

test('work that wants more than its budget is given up, however often others have their turn', async () => {
  const log: string[] = [];
  expect(await inTurns(withinBudget(work(100, 3, log), 10, 'given up'), 1)).toBe('given up');
  expect(log.length).toBeLessThanOrEqual(4);
  expect(await inTurns(withinBudget(work(3, 0, log), 1_000, 'given up'))).toBe('done');
});
