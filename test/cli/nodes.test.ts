import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandHouse } from './command-house.ts';

let commands: CommandHouse;
beforeEach(async () => {
  commands = await CommandHouse.open();
});
afterEach(() => commands.close());

const run = (...args: string[]): Promise<number> => commands.run('nodes', ...args);

test('each node is a line of a table', async () => {
  const { nodes } = commands.house;
  const [north, south] = nodes.all;
  nodes.all = [north!, { ...south!, state: null, sinceMs: null, isConnected: false, isDraining: true }];
  expect(await run()).toBe(0);
  expect(commands.printed).toEqual([
    'node   state                     since  connected  calls  weight  draining',
    'north  up     1970-01-01T00:00:01.000Z        yes      1       1        no',
    'south  –                             –         NO      0       1       yes',
  ]);
  expect(await run('--json')).toBe(0);
  expect(JSON.parse(commands.printed.at(-1)!)).toEqual(nodes.all);
});

test('a node is emptied, and is given calls again', async () => {
  const { house, store, printed } = commands;
  const draining = () => house.nodes.all.map(({ isDraining }) => isDraining);
  expect(await run('drain', 'north')).toBe(0);
  expect(printed.at(-1)).toBe('north is given no new calls; calls that go on there: 1');
  expect(draining()).toEqual([true, false]);
  expect(await run('drain', 'north', '--off')).toBe(0);
  expect(printed.at(-1)).toBe('north is given new calls again');
  expect(draining()).toEqual([false, false]);
  expect(await run('drain', 'south', '--json')).toBe(0);
  expect(JSON.parse(printed.at(-1)!)).toMatchObject([{ isDraining: false }, { isDraining: true }]);
  expect(store.facts.map(({ what, on }) => [what, on])).toEqual([
    ['nodes.drain', 'south'],
    ['nodes.drain.delete', 'north'],
    ['nodes.drain', 'north'],
  ]);
});

test('what cannot be done says what to do', async () => {
  expect(await run('drain', 'west')).toBe(1);
  expect(commands.complained.at(-1)).toBe(
    'NODE_UNKNOWN: no node has this name: ./cordboard nodes lists them',
  );
  commands.house.nodes.trouble = 'NO_EDGE';
  expect(await run('drain', 'north')).toBe(1);
  expect(commands.complained.at(-1)).toMatch(/^NO_EDGE: .*\.\/cordboard drain empties the hotline$/);
});

test('what is neither the list nor a drain of one node is wrong usage', async () => {
  for (const words of [['drain'], ['--off'], ['fill', 'north'], ['drain', 'north', 'south']])
    expect(await run(...words)).toBe(2);
  expect(commands.complained.at(-1)).toContain('usage: ./cordboard nodes [drain NODE [--off]]');
});

test('the doctor tells of a node that is away', async () => {
  const warning = 'node south is dead: its callers are at others';
  commands.house.ready = { ready: true, missing: [], warnings: [warning] };
  expect(await commands.run('doctor')).toBe(1);
  expect(commands.printed).toContainEqual(expect.stringMatching(/^good +hotline +running; a call would be/));
  expect(commands.printed).toContain(`WRONG hotline    ${warning}`);
});
