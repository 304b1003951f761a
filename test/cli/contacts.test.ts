import { afterEach, beforeEach, expect, test } from 'vitest';
import { anna } from '../http/doubles.ts';
import { waitingContact } from '../http/small-contacts.ts';
import { CommandHouse } from './command-house.ts';

let commands: CommandHouse;

beforeEach(async () => {
  commands = await CommandHouse.open();
  commands.house.operators = [anna];
  commands.house.contacts.put(waitingContact('c1'));
});
afterEach(() => commands.close());

const run = (...args: string[]): Promise<number> => commands.run('contacts', ...args);

test('contacts tells in words what is owed to whom, and what has happened', async () => {
  const { house, printed } = commands;
  expect(await run('--state', 'waiting', '--overdue')).toBe(0);
  expect(printed[0]).toMatch(/^c1 +\+7901 +waiting +queue sales; owes call, OVERDUE for \d+ h$/);
  expect(house.contacts.asked).toEqual([{ state: 'waiting', overdue: true, limit: 50 }]);
  expect(await run('c1', '--note', 'at noon', '--give', 'anna', '--due', '2h')).toBe(0);
  expect(printed[1]).toMatch(/open +queue sales; taken by anna; owes call within 2 h$/);
  expect(await run('c1')).toBe(0);
  expect(printed.slice(3, 5)).toEqual([
    '  1970-01-01T00:00:00.500Z admin notes: at noon',
    '  1970-01-01T00:00:00.500Z admin gives it to anna',
  ]);
  expect(await run('c1', '--done', '--json')).toBe(0);
  expect(JSON.parse(printed.at(-1)!)).toMatchObject({ contactId: 'c1', state: 'done' });
});

test('what is asked in a wrong way is told with how to ask', async () => {
  expect(await run('--done')).toBe(2);
  expect(await run('c1', '--done', '--open')).toBe(2);
  expect(await run('c1', '--due', 'tomorrow')).toBe(2);
  const { complained } = commands;
  expect(complained.filter((line) => !line.startsWith('usage'))).toEqual([
    '--done wants the id of a contact',
    '--done and --open exclude each other',
    '--due wants a duration such as 2h, not "tomorrow"',
  ]);
  expect(await run('c9')).toBe(1);
  expect(complained.at(-1)).toContain('CONTACT_UNKNOWN');
});

test('forget takes a person out of everything, and says what stays', async () => {
  expect(await commands.run('forget', '+7901')).toBe(1);
  expect(commands.printed).toEqual([
    'calls and promises: 2, requests: 1, recordings: 3',
    'held: 1 recordings stay with their calls until they are let go',
  ]);
  expect(await commands.run('forget')).toBe(2);
});
