import { expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { ExchangeWatch } from '../../src/boot/exchange-watch.ts';
import { Readiness } from '../../src/boot/readiness.ts';

test.each([
  ['counts as there while its phones are loaded', 1, true],
  ['does not count as there before, when it carries none', 0, false],
])('an exchange that carries calls of ours %s', async (_, legs, ready) => {
  const readiness = new Readiness();
  const telephony = {
    exchange: () => ({ connected: true, version: '22.10.1', startedWallMs: 1 }),
    reloadPhones: () => new Promise<readonly string[]>(() => {}),
  };
  const log = { info() {}, warn() {}, error() {} };
  const parts = {
    telephony,
    reconciler: {},
    readiness,
    phoneIds: ['1001'],
    clock: new SimulatedClock(),
    log,
  };
  const watch = new ExchangeWatch(parts as never);
  watch.see({
    kind: 'exchangeBack',
    node: 'main',
    restarted: false,
    legs: Array.from({ length: legs }) as never,
  });
  await new Promise((r) => setTimeout(r, 20));
  expect(readiness.now().ready).toBe(ready);
});

test('an exchange that is lost while its phones are loaded does not count as there', async () => {
  const readiness = new Readiness();
  let fail = (_: Error): void => {};
  let connected = true;
  const telephony = {
    exchange: () => ({ connected, version: '22.10.1', startedWallMs: 1 }),
    reloadPhones: () =>
      new Promise<readonly string[]>((_, reject) => {
        fail = reject;
      }),
  };
  const log = { info() {}, warn() {}, error() {} };
  const watch = new ExchangeWatch({
    telephony,
    reconciler: {},
    readiness,
    phoneIds: [],
    clock: new SimulatedClock(),
    log,
  } as never);
  watch.see({ kind: 'exchangeBack', node: 'main', restarted: false, legs: [] });
  connected = false;
  watch.see({ kind: 'exchangeLost', node: 'main' });
  fail(new Error('away'));
  await new Promise((r) => setTimeout(r, 20));
  expect(readiness.now().ready).toBe(false);
});

test('of several nodes one is enough for calls to be answered', async () => {
  const readiness = new Readiness();
  let connected = true;
  const telephony = {
    exchange: () => ({ connected, version: '22.10.1', startedWallMs: 1 }),
    reloadPhones: async () => [],
  };
  const parts = { telephony, reconciler: {}, readiness, phoneIds: [], clock: new SimulatedClock(), log };
  const watch = new ExchangeWatch(parts as never);
  for (const node of ['north', 'south'])
    watch.see({ kind: 'exchangeBack', node, restarted: false, legs: [] });
  await new Promise((r) => setTimeout(r, 20));
  watch.see({ kind: 'exchangeLost', node: 'north' });
  expect(readiness.now().ready).toBe(true);
  connected = false;
  watch.see({ kind: 'exchangeLost', node: 'south' });
  expect(readiness.now().ready).toBe(false);
});

const log = { info() {}, warn() {}, error() {} };

/** A watch on an exchange that is there; `looks` are the times (s) of its looks, of which `doubt` says what they found. */
async function watched(doubt: (look: number) => boolean, more: object = {}) {
  const clock = new SimulatedClock();
  const looks: number[] = [];
  const telephony = {
    exchange: () => ({ connected: true, version: '22.10.1', startedWallMs: 1 }),
    reloadPhones: async () => [],
  };
  const reconciler = {
    look: async () => {
      looks.push(clock.now().monoMs / 1_000);
      return doubt(looks.length);
    },
  };
  const parts = { telephony, reconciler, readiness: new Readiness(), phoneIds: [], clock, log };
  const watch = new ExchangeWatch({ ...parts, ...more } as never);
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  watch.see({ kind: 'exchangeBack', node: 'main', restarted: false, legs: [] });
  await turns();
  return {
    clock,
    looks,
    watch,
    passes: async (seconds: number) => {
      for (let passed = 0; passed < seconds; passed++) {
        clock.advance(1_000);
        await turns();
      }
    },
  };
}

test('it looks twice behind a connection that is new, and then every 12 seconds', async () => {
  const { looks, passes } = await watched(() => false);
  await passes(40);
  expect(looks).toEqual([1, 2, 14, 26, 38]);
});

test('a look that has found something is followed by another one soon, and by one only', async () => {
  const { looks, passes } = await watched((look) => look >= 3);
  await passes(40);
  expect(looks).toEqual([1, 2, 14, 15, 27, 28, 40]);
});

test('another connection begins anew, and behind the end there are no looks', async () => {
  const { looks, passes, watch } = await watched(() => false);
  await passes(10);
  watch.see({ kind: 'exchangeBack', node: 'main', restarted: false, legs: [] });
  await passes(3);
  watch.close();
  await passes(30);
  expect(looks).toEqual([1, 2, 11, 12]);
});

test('callers who came unseen are looked for behind the first look after a gap, and then at every look', async () => {
  const unseen: string[] = [];
  const unseenCallers = {
    lost: () => void unseen.push('lost'),
    look: async () => void unseen.push(`looked at ${clock.now().monoMs / 1_000}`),
  };
  const { clock, passes, watch } = await watched(() => false, { unseenCallers });
  await passes(15);
  watch.see({ kind: 'exchangeLost', node: 'main' });
  expect(unseen).toEqual(['looked at 2', 'looked at 14', 'lost']);
});
