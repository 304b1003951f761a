import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LogTail } from '../../src/boot/log-tail.ts';
import { eventually } from '../kit/eventually.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-tail-'));
  path = join(folder, 'a.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('only what is added is read, line by line, each when it is whole', async () => {
  writeFileSync(path, 'before\n');
  const tail = new LogTail(path);
  expect(await tail.lines()).toEqual([]);
  appendFileSync(path, 'one\ntwo\nthr');
  expect(await tail.lines()).toEqual(['one', 'two']);
  expect(await tail.lines()).toEqual([]);
  appendFileSync(path, 'ee\n');
  expect(await tail.lines()).toEqual(['three']);
});

test('a file that is not there yet is read from its beginning, and one that was emptied, too', async () => {
  const tail = new LogTail(path);
  expect(await tail.lines()).toEqual([]);
  writeFileSync(path, 'one\nhalf');
  expect(await tail.lines()).toEqual(['one']);
  truncateSync(path);
  appendFileSync(path, 'two\n');
  expect(await tail.lines()).toEqual(['two']);
});

test('what piles up is passed over but for the newest', async () => {
  writeFileSync(path, '');
  const tail = new LogTail(path);
  await tail.lines();
  appendFileSync(path, `${'x'.repeat(99)}\n`.repeat(20_000));
  appendFileSync(path, 'last\n');
  const lines = await tail.lines();
  expect(lines.at(-1)).toBe('last');
  expect(lines.length).toBeLessThan(3_000);
});

test('whoever watches hears that it has grown, also when the file comes later', async () => {
  let count = 0;
  const end = new LogTail(path).watch(() => {
    count += 1;
  });
  writeFileSync(path, 'one\n');
  await eventually('it is told', () => (count > 0 ? true : undefined));
  const before = count;
  appendFileSync(path, 'two\n');
  await eventually('it is told again', () => (count > before ? true : undefined));
  end();
});
