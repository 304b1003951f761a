import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TokenBook } from '../../src/access/index.ts';
import { runCommand } from '../../src/cli/index.ts';

let data: string;
let printed: string[];
let complained: string[];

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'cordboard-tokens-'));
});
afterEach(() => rmSync(data, { recursive: true }));

function run(...args: string[]): Promise<number> {
  printed = [];
  complained = [];
  const env = { CORDBOARD_DATA: data };
  const print = (line: string): number => printed.push(line);
  return runCommand(
    ['tokens', ...args],
    env,
    print,
    (line) => complained.push(line),
    async function* () {},
  );
}

test('a token is made, shown once, listed without it, and revoked', async () => {
  expect(await run('add', 'olga', '--role', 'supervisor', '--queues', 'sales,support')).toBe(0);
  const [token, once] = printed;
  expect(once).toContain('shown once');
  const book = new TokenBook({ firstAdmin: [], folder: join(data, 'secrets/tokens') });
  expect(await book.holderOf(token!)).toMatchObject({ name: 'olga', queues: ['sales', 'support'] });
  expect(await run('add', 'anna', '--role', 'operator', '--operator', 'anna', '--json')).toBe(0);
  expect(JSON.parse(printed[0]!)).toMatchObject({
    name: 'anna',
    operator: 'anna',
    token: expect.any(String),
  });
  expect(await run()).toBe(0);
  expect(printed).toEqual([
    expect.stringMatching(/^anna +operator anna +made 20/),
    expect.stringMatching(/^olga +supervisor of sales, support +made 20/),
  ]);
  await run('--json');
  expect(printed[0]).not.toMatch(/sha256|token/);
  expect(await run('revoke', 'olga')).toBe(0);
  expect(await book.holderOf(token!)).toBeUndefined();
  expect(await run('revoke', 'olga')).toBe(1);
  expect(complained[0]).toContain('there is no token "olga"');
});

test('a token that is there already is not made again', async () => {
  await run('add', 'crm', '--role', 'program');
  expect(await run('add', 'crm', '--role', 'admin')).toBe(1);
  expect(complained[0]).toContain('there is a token "crm"');
});

test.each([
  [['add'], 'a token has a name'],
  [['add', 'Olga', '--role', 'admin'], 'a token has a name'],
  [['add', 'olga'], '--role is one of admin, supervisor, operator, program'],
  [['add', 'olga', '--role', 'supervizor'], 'did you mean supervisor?'],
  [['add', 'anna', '--role', 'operator'], '--operator ID says who an operator is'],
  [['add', 'anna', '--role', 'admin', '--operator', 'anna'], 'goes with --role operator'],
  [['add', 'crm', '--role', 'program', '--queues', 'sales'], 'goes with --role supervisor'],
  [['forget', 'olga'], 'neither add nor revoke'],
])('%j is wrong usage', async (args, say) => {
  expect(await run(...args)).toBe(2);
  expect(complained[0]).toContain(say);
});

test('there are none at first', async () => {
  expect(await run()).toBe(0);
  expect(printed).toEqual([expect.stringContaining('data/secrets/admin-token')]);
});
