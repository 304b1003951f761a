import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandHouse } from './command-house.ts';

let commands: CommandHouse;
beforeEach(async () => {
  commands = await CommandHouse.open();
});
afterEach(() => commands.close());

const passes = (ms: number): Promise<void> => new Promise((passed) => setTimeout(passed, ms));

test('calls that go on are counted until Cordboard has stopped', async () => {
  const { house } = commands;
  const done = commands.run('drain', '--within', '30m');
  await passes(700);
  expect(house.drain.wish).toMatchObject({ untilMs: 1_000 + 1_800_000, by: 'admin', calls: 1 });
  house.drain.wish = { ...house.drain.wish!, calls: 0 };
  await passes(700);
  await commands.close();
  expect(await done).toBe(0);
  expect(commands.printed).toEqual([
    'no new calls are taken; calls that go on: 1',
    'calls that go on: 0',
    'Cordboard has stopped',
  ]);
  commands = await CommandHouse.open();
});

test('somebody thinks better of it: calls are taken again, and whoever looked on is told', async () => {
  const done = commands.run('drain');
  await passes(300);
  expect(await commands.run('drain', '--off')).toBe(0);
  expect(await done).toBe(1);
  expect(commands.printed.at(-1)).toBe('new calls are taken again');
  expect(commands.complained).toEqual(['somebody wants new calls to be taken again: Cordboard goes on']);
  const what = commands.store.facts.map((fact) => fact.what);
  expect(what).toEqual(['drain.delete', 'drain']);
});

test('what is no duration is wrong usage', async () => {
  expect(await commands.run('drain', '--within', 'soon')).toBe(2);
  expect(await commands.run('drain', '--off', '--within', '1m')).toBe(2);
});
