import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepMark } from '../../src/parent/process-mark.ts';
import { readMark } from '../../src/parent/running-process.ts';
import { onFullDisk } from '../kit/full-disk.ts';

const BEFORE = { pid: 1_234_567, startTicks: 1_000_000, startedWallMs: 1_000_000_000_000 };
const NOW = { pid: 7, startTicks: 2, startedWallMs: 3 };

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-mark-'));
  path = join(folder, 'cordboard.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a process is noted, and found by whoever comes later', () => {
  expect(keepMark(path, BEFORE)).toBe(true);
  expect(readMark(path)).toEqual(BEFORE);
});

test('on a full disk the note of before is written over, whatever its length', async () => {
  keepMark(path, BEFORE);
  expect(await onFullDisk(() => keepMark(path, NOW))).toBe(true);
  expect(readMark(path)).toEqual(NOW);
  expect(readdirSync(folder)).toEqual(['cordboard.json']);
});

test('where there is none it is not noted, and nobody is kept from work by it', async () => {
  expect(await onFullDisk(() => keepMark(path, NOW))).toBe(false);
  expect(readMark(path)).toBeUndefined();
});

test('a note that was written by half is of nobody', () => {
  writeFileSync(path, '{"pid":12');
  expect(readMark(path)).toBeUndefined();
});
