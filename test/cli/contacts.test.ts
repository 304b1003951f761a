import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../../src/cli/index.ts';
import { createHttp, type Http } from '../../src/http/index.ts';
import { anna, idleJobs, SmallHouse, SmallStore } from '../http/doubles.ts';
import { waitingContact } from '../http/small-contacts.ts';

let folder: string;
let http: Http;
let house: SmallHouse;
let printed: string[];
let port: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-'));
  house = new SmallHouse();
  house.operators = [anna];
  house.contacts.put(waitingContact('c1'));
  const parts = { house, store: new SmallStore(), jobs: idleJobs, log: pino({ level: 'silent' }) };
  const place = { host: '127.0.0.1', port: 0, version: '1.2.3', tokens: ['token'] };
  http = await createHttp({ ...parts, ...place, onBroken: () => {} });
  ({ port } = await http.listen());
  mkdirSync(join(folder, 'secrets'));
  writeFileSync(join(folder, 'secrets/admin-token'), 'token\n');
  printed = [];
});
afterEach(async () => {
  await http.close();
  rmSync(folder, { recursive: true });
});

const run = (...args: string[]): Promise<number> => command('contacts', ...args);

function command(...args: string[]): Promise<number> {
  async function* nothing(): AsyncGenerator<string> {}
  const env = { CORDBOARD_DATA: folder, CORDBOARD_HTTP_PORT: String(port) };
  const print = (line: string): void => void printed.push(line);
  return runCommand(args, env, print, print, nothing);
}

test('contacts tells in words what is owed to whom, and what has happened', async () => {
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
  expect(printed.filter((line) => !line.startsWith('usage'))).toEqual([
    '--done wants the id of a contact',
    '--done and --open exclude each other',
    '--due wants a duration such as 2h, not "tomorrow"',
  ]);
  expect(await run('c9')).toBe(1);
  expect(printed.at(-1)).toContain('CONTACT_UNKNOWN');
});

test('forget takes a person out of everything, and says what stays', async () => {
  expect(await command('forget', '+7901')).toBe(1);
  expect(printed).toEqual([
    'calls and promises: 2, requests: 1, recordings: 3',
    'held: 1 recordings stay with their calls until they are let go',
  ]);
  expect(await command('forget')).toBe(2);
});
