import { afterEach, beforeEach, expect, test } from 'vitest';
import { storyOf } from '../http/doubles.ts';
import { given } from '../http/small-scores.ts';
import { CommandHouse } from './command-house.ts';

let commands: CommandHouse;

beforeEach(async () => {
  commands = await CommandHouse.open();
  commands.store.call = async (callId) => storyOf(callId, 'anna');
});
afterEach(() => commands.close());

const run = (...args: string[]): Promise<number> => commands.run('scores', ...args);

const LINE =
  '1970-01-01T00:00:00.500Z c1: supervisor olga scores anna by talk: 81.3 % — ask for the order sooner; at 1:05 of c1-2: a long silence';

test('scores tells in words who scored whom how high, and of one call every answer', async () => {
  const { house, printed } = commands;
  expect(await run('--operator', 'anna', '--from', '2026-03-02T00:00:00Z')).toBe(0);
  expect(printed).toEqual([LINE]);
  expect(house.scores.asked).toEqual([{ operator: 'anna', from: 1_772_409_600_000, limit: 50 }]);
  expect(await run('c1')).toBe(0);
  expect(printed.slice(1)).toEqual([
    LINE,
    '  greeted: yes, 25 of 25 points',
    '  tone: 4, 56.25 of 75 points',
  ]);
  expect(await run('--json')).toBe(0);
  expect(JSON.parse(printed.at(-1)!)).toEqual([given]);
});

test('a critical "no" is told with the score', async () => {
  commands.house.scores.scores = [{ ...given, percent: 0, failed: ['greeted'], comment: null, remarks: [] }];
  await run();
  expect(commands.printed).toEqual([
    '1970-01-01T00:00:00.500Z c1: supervisor olga scores anna by talk: 0 % (a critical "no": greeted)',
  ]);
});

test('what is asked in a wrong way is told with how to ask', async () => {
  expect(await run('--team', 'x')).toBe(2);
  expect(await run('--limit', '0')).toBe(1);
});
