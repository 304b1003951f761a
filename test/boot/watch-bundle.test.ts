import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FilesWatch, watchBundle } from '../../src/boot/watch-bundle.ts';
import { systemClock } from '../../src/machine/system-clock.ts';
import { eventually } from '../kit/eventually.ts';

const LIMIT_MS = 5_000;

let folder: string;
let changes: number;
let watcher: FilesWatch;

beforeEach(async () => {
  // A bundle may lie below a hidden folder; what is hidden inside of it is none of its files.
  folder = join(mkdtempSync(join(tmpdir(), 'watch-')), '.flows');
  mkdirSync(join(folder, 'prompts/en'), { recursive: true });
  changes = 0;
  watcher = watchBundle(folder, () => (changes += 1), systemClock, pino({ level: 'silent' }));
  await watcher.ready;
  expect(changes, 'what was saved before is looked at').toBe(1);
  changes = 0;
});
afterEach(async () => {
  await watcher.close();
  rmSync(join(folder, '..'), { recursive: true });
});

const seen = (): Promise<unknown> =>
  eventually('a change is seen', () => (changes > 0 ? true : undefined), LIMIT_MS);

test('a file that an editor saves by renaming is seen, and several at once count as one change', async () => {
  writeFileSync(join(folder, '.queues.yaml.swp'), 'new');
  renameSync(join(folder, '.queues.yaml.swp'), join(folder, 'queues.yaml'));
  writeFileSync(join(folder, 'numbers.yaml'), 'new');
  await seen();
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(changes).toBe(1);
});

test('a recording is seen; what is generated or hidden is not', async () => {
  writeFileSync(join(folder, '.hidden.yaml'), 'new');
  mkdirSync(join(folder, 'schema'));
  writeFileSync(join(folder, 'schema/flow.schema.json'), '{}');
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(changes).toBe(0);
  writeFileSync(join(folder, 'prompts/en/hello.wav'), 'RIFF');
  await seen();
});

test('files that are written without end are looked at all the same', async () => {
  const endless = setInterval(() => writeFileSync(join(folder, 'queues.yaml'), `${Math.random()}`), 50);
  await seen().finally(() => clearInterval(endless));
});
