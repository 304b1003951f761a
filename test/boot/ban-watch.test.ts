import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { BanFile } from '../../src/boot/ban-file.ts';
import { BanWatch } from '../../src/boot/ban-watch.ts';
import type { Entry } from '../../src/journal/index.ts';
import { nameUnknown } from '../bans/lines.ts';

const STRANGER = '198.51.100.7';
const HOUR_MS = 3_600_000;

let folder: string;
let path: string;
let clock: SimulatedClock;
let written: Entry[];
/** Lines that the exchange has written and nobody has read. */
let unread: string[];
let published: readonly string[][];
let reloads: number;
let isAway: boolean;
let tookMs: number;
let grows: () => void;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-bans-'));
  path = join(folder, 'bans.json');
  clock = new SimulatedClock();
  [written, unread, published, reloads, isAway, tookMs] = [[], [], [], 0, false, 0];
});
afterEach(() => rmSync(folder, { recursive: true }));

function opened(): BanWatch {
  const watch = new BanWatch({
    rules: { triesMax: 10, banMs: HOUR_MS, isExempt: () => false },
    tail: {
      lines: async () => unread.splice(0),
      watch: (onChange) => {
        grows = onChange;
        return () => {};
      },
    },
    file: new BanFile(path),
    publish: (addresses) => {
      const isNew = JSON.stringify(published.at(-1)) !== JSON.stringify(addresses);
      if (isNew) published = [...published, [...addresses]];
      return isNew;
    },
    reload: async () => {
      if (isAway) throw new Error('away');
      if (tookMs > 0) await new Promise<void>((read) => clock.after(tookMs, read));
      reloads += 1;
    },
    write: (entry) => written.push(entry),
    ...{ clock, log: pino({ level: 'silent' }) },
  });
  watch.start();
  return watch;
}

/** Time passes, and what was begun in it comes to its end. */
async function passes(ms: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += 100) {
    clock.advance(100);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  }
}

function guesses(address = STRANGER): void {
  unread.push(...Array.from({ length: 10 }, () => nameUnknown({ address })));
  grows();
}

test('who guesses is turned away by the exchange within a moment, is shown, and is in the audit', async () => {
  const watch = opened();
  await passes(1_000);
  const before = reloads;
  guesses();
  await passes(100);
  expect(published.at(-1)).toEqual([STRANGER]);
  expect(reloads).toBe(before + 1);
  expect(watch.list()).toMatchObject([
    { address: STRANGER, why: '10 names that do not exist within a minute' },
  ]);
  expect(written).toMatchObject([
    {
      kind: 'audited',
      by: 'cordboard',
      what: 'bans.add',
      on: STRANGER,
      details: { untilMs: expect.any(Number) },
    },
  ]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a ban ends by itself, and when somebody lifts it', async () => {
  const watch = opened();
  guesses();
  await passes(200);
  await passes(HOUR_MS / 100);
  expect(published.at(-1)).toEqual([STRANGER]);
  clock.advance(HOUR_MS);
  await passes(1_200);
  expect([published.at(-1), watch.list()]).toEqual([[], []]);
  guesses();
  await passes(1_200);
  expect([await watch.lift(STRANGER), await watch.lift(STRANGER), published.at(-1)]).toEqual([
    true,
    false,
    [],
  ]);
  const before = reloads;
  await passes(1_200);
  expect(reloads).toBe(before + 1);
});

test('many who come at once cost the exchange four reloads a second', async () => {
  opened();
  await passes(2_000);
  const before = reloads;
  for (let count = 0; count < 50; count++) {
    guesses(`192.0.2.${count}`);
    await passes(100);
  }
  expect(published.at(-1)).toHaveLength(50);
  expect(reloads - before).toBeLessThanOrEqual(20);
});

test('an exchange that needs long to read them is asked less often', async () => {
  opened();
  await passes(2_000);
  const before = reloads;
  tookMs = 300;
  for (let count = 0; count < 50; count++) {
    guesses(`192.0.2.${count}`);
    await passes(100);
  }
  expect(reloads - before).toBeGreaterThanOrEqual(2);
  expect(reloads - before).toBeLessThanOrEqual(4);
});

test('a log of whose growth nobody tells is looked at all the same', async () => {
  const watch = opened();
  unread.push(...Array.from({ length: 10 }, () => nameUnknown({ address: STRANGER })));
  await passes(700);
  expect(watch.list()).toHaveLength(1);
});

test('an exchange that is away reads them when it is back', async () => {
  opened();
  await passes(2_000);
  const before = reloads;
  isAway = true;
  guesses();
  await passes(3_000);
  expect(reloads).toBe(before);
  isAway = false;
  await passes(6_000);
  expect(reloads).toBe(before + 1);
});

test('bans outlive the process; a file that is broken is told of and replaced', async () => {
  const watch = opened();
  guesses();
  await passes(1_200);
  watch.close();
  published = [];
  expect(opened().list()).toMatchObject([{ address: STRANGER }]);
  expect(published).toEqual([[STRANGER]]);
  writeFileSync(path, '[{"address": "x; deny = 0.0.0.0/0"}]');
  expect(opened().list()).toEqual([]);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual([]);
});

test('bans to which a newer version has added something hold as before, and keep it', () => {
  const ban = { address: STRANGER, sinceMs: 1, untilMs: HOUR_MS, why: 'guessing', later: 'precious' };
  writeFileSync(path, JSON.stringify([ban]));
  const file = new BanFile(path);
  file.write(file.read());
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual([ban]);
});
