import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { PresenceFile } from '../../src/boot/presence-file.ts';
import type { Entry, OperatorPresence } from '../../src/journal/index.ts';
import { onFullDisk } from '../kit/full-disk.ts';

let folder: string;
let file: string;
let clock: SimulatedClock;
let logged: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-presences-'));
  file = join(folder, 'presences.json');
  clock = new SimulatedClock();
  logged = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const opened = (): PresenceFile => {
  const say = (_: unknown, words: string) => void logged.push(words);
  return new PresenceFile({ file, clock, log: { error: say, warn: say } as never });
};

const READY: OperatorPresence = {
  ...{ operator: 'anna', presence: 'ready', reason: null, phone: '1001', wrapUpEndsMs: null },
};
const changed = (operator: string, presence: OperatorPresence['presence']): Entry => ({
  ...{ kind: 'operatorChanged', atMs: 1, operator, presence, unit: 'free', reason: null },
  ...(presence === 'ready' && { phone: '1001' }),
});
const AWAY = { presences: () => Promise.reject(new Error('the store does not answer')) };
const knows = (...presences: readonly OperatorPresence[]) => ({ presences: async () => presences });

test('a process that starts while the database is away knows who was ready', async () => {
  const before = opened();
  before.note(changed('anna', 'ready'));
  before.note(changed('boris', 'ready'));
  before.note(changed('boris', 'paused'));
  clock.advance(100);
  await before.close();
  expect(await opened().restore(AWAY)).toEqual([
    READY,
    { ...READY, operator: 'boris', presence: 'paused', phone: null },
  ]);
  expect(logged).toEqual(['the database does not tell who was ready: the file beside it does']);
  expect([readdirSync(folder), statSync(file).mode & 0o777]).toEqual([['presences.json'], 0o600]);
});

test('what the database tells is what counts, and what the file has from then on', async () => {
  writeFileSync(file, JSON.stringify([{ ...READY, presence: 'paused' }]));
  const next = opened();
  expect(await next.restore(knows(READY))).toEqual([READY]);
  await next.close();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual([READY]);
});

test('what has changed since is not forgotten for what was before', async () => {
  const next = opened();
  next.note(changed('anna', 'paused'));
  await next.restore(knows(READY));
  await next.close();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject([{ operator: 'anna', presence: 'paused' }]);
});

test('a disk that takes nothing leaves the file as it was, and is told of once', async () => {
  const first = opened();
  first.note(changed('anna', 'ready'));
  await first.close();
  await onFullDisk(async () => {
    for (const presence of ['paused', 'offline'] as const) {
      first.note(changed('anna', presence));
      await first.close();
    }
  });
  expect(await opened().restore(AWAY)).toEqual([READY]);
  expect(logged.filter((words) => words.includes('cannot be written down'))).toHaveLength(1);
});

test('without the one and the other everybody signs in again', async () => {
  expect(await opened().restore(AWAY)).toEqual([]);
  writeFileSync(file, '[{"operator"');
  expect(await opened().restore(AWAY)).toEqual([]);
  expect(logged.at(-1)).toBe('the presence of operators could not be restored: they sign in again');
});
