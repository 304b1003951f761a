import { expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { ExchangeWatch } from '../../src/boot/exchange-watch.ts';
import { Readiness } from '../../src/boot/readiness.ts';

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
  watch.see({ kind: 'exchangeBack', restarted: false, legs: [] });
  connected = false;
  watch.see({ kind: 'exchangeLost' });
  fail(new Error('away'));
  await new Promise((r) => setTimeout(r, 20));
  expect(readiness.now().ready).toBe(false);
});
