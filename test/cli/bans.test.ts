import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandHouse } from './command-house.ts';

let commands: CommandHouse;
beforeEach(async () => {
  commands = await CommandHouse.open();
  const why = '10 wrong passwords within a minute';
  commands.house.bansOn = [
    { address: '198.51.100.7', source: 'exchange', sinceMs: 0, untilMs: 3_600_000, why },
    { address: '2001:db8::7', source: 'edge', sinceMs: 0, untilMs: 3_600_000, why },
  ];
});
afterEach(() => commands.close());

const run = (...args: string[]): Promise<number> => commands.run('bans', ...args);

test('bans are shown with their reason and their end', async () => {
  expect(await run()).toBe(0);
  expect(commands.printed[0]).toBe(
    '198.51.100.7             exchange since 1970-01-01T00:00:00.000Z until 1970-01-01T01:00:00.000Z: 10 wrong passwords within a minute',
  );
  expect(await run('--json')).toBe(0);
  expect(JSON.parse(commands.printed.at(-1)!)).toHaveLength(2);
});

test('a ban is lifted, which the audit tells, and one that is none is an error', async () => {
  expect(await run('lift', '2001:db8::7')).toBe(0);
  expect(commands.house.bansOn.map(({ address }) => address)).toEqual(['198.51.100.7']);
  expect(commands.store.facts).toMatchObject([{ by: 'admin', what: 'bans.delete', on: '2001:db8::7' }]);
  expect(await run('lift', '192.0.2.1')).toBe(1);
  expect(commands.complained.at(-1)).toContain('BAN_UNKNOWN');
  expect(await run('lift', 'everybody')).toBe(1);
  expect(await run('lift', '198.51.100.7')).toBe(0);
  expect(commands.printed.at(-1)).toBe('nobody is banned');
  expect(await run('lift')).toBe(2);
});
