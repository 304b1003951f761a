import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Callback, type CallbackEntry, foldCallback } from '../../src/callbacks/index.ts';
import { bookedEntry, delayedEntry, dialledEntry, endedEntry, triedEntry } from '../callbacks/promise.ts';
import { CommandHouse } from './command-house.ts';

let commands: CommandHouse;

const after = (...entries: readonly CallbackEntry[]): Callback =>
  entries.reduce<Callback | undefined>(foldCallback, undefined)!;

beforeEach(async () => {
  commands = await CommandHouse.open();
});
afterEach(() => commands.close());

const run = (...args: string[]): Promise<number> => commands.run('callbacks', ...args);

test('those that are open are told in words, each as it stands', async () => {
  const { store, printed } = commands;
  expect(await run()).toBe(0);
  expect(printed).toEqual(['nobody is to be called back']);
  expect(store.callbacksAsked.at(-1)).toMatchObject({ outcome: 'open' });
  const booked = bookedEntry('p', 1_000);
  const tried = [triedEntry('p', 'p-1', 2_000), dialledEntry('p', 'p-1', 3_000)];
  store.promises = [
    after(booked),
    after(booked, ...tried),
    after(booked, ...tried, delayedEntry('p', 4_000, 90_000)),
    after(booked, endedEntry('p', 5_000, 'merged')),
  ];
  expect(await run('all')).toBe(0);
  expect(printed.slice(1)).toEqual([
    expect.stringMatching(/^p +\+79161234567 +help +waits since 1970-01-01 \d\d:\d\d$/),
    expect.stringMatching(/is being called, called 1 of 3 times$/),
    expect.stringMatching(/due at 1970-01-01 \d\d:\d\d, called 1 of 3 times \(busy\)$/),
    expect.stringMatching(/merged at 1970-01-01 \d\d:\d\d$/),
  ]);
  expect(await run('--json')).toBe(0);
  expect(JSON.parse(printed.at(-1)!)).toHaveLength(4);
});

test('one is taken back, or moved to another moment', async () => {
  const { house, store, complained } = commands;
  store.promises = [after(bookedEntry('p', 1_000))];
  house.promises = [{ ...store.promises[0]!, isUnderWay: false }];
  const at = new Date(Date.now() + 60_000).toISOString();
  expect(await run('move', 'p', at)).toBe(0);
  expect(await run('cancel', 'p')).toBe(0);
  expect(house.events).toEqual([
    { kind: 'callbackMoved', callbackId: 'p', by: 'admin', dueMs: Date.parse(at) },
    { kind: 'callbackCancelled', callbackId: 'p', by: 'admin' },
  ]);
  store.promises = [];
  expect(await run('cancel', 'q')).toBe(1);
  expect(complained[0]).toContain('CALLBACK_UNKNOWN');
});

test.each([['cancel'], ['move', 'p'], ['move', 'p', 'tomorrow'], ['what']])(
  '%s is wrong usage',
  async (...args) => {
    expect(await run(...args)).toBe(2);
    expect(commands.complained.at(-1)).toContain('usage: ./cordboard callbacks');
  },
);
