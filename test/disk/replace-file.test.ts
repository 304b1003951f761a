import fs, { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { replaceFile } from '../../src/disk/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-disk-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test('a file has the new text and the mode that is asked for, whatever it had before', () => {
  const path = join(folder, 'kept');
  replaceFile(path, 'one\n', { mode: 0o644 });
  expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['one\n', 0o644]);
  chmodSync(path, 0o400);
  replaceFile(path, 'two\n', { mode: 0o600 });
  expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['two\n', 0o600]);
  expect(readdirSync(folder)).toEqual(['kept']);
});

test('the text is on the disk before it has its name', () => {
  const calls = ['writeFileSync', 'fsyncSync', 'renameSync'] as const;
  const spies = calls.map((call) => vi.spyOn(fs, call));
  syncBuiltinESMExports();
  try {
    replaceFile(join(folder, 'kept'), 'one\n', { mode: 0o600 });
    const order = spies.map(({ mock }) => mock.invocationCallOrder[0]!);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    expect(spies.map(({ mock }) => mock.calls.length)).toEqual([1, 1, 1]);
  } finally {
    for (const spy of spies) spy.mockRestore();
    syncBuiltinESMExports();
  }
});

test('folders that are missing are made, for their owner alone', () => {
  const path = join(folder, 'run', 'kept');
  replaceFile(path, 'one\n', { mode: 0o600 });
  expect(modeOf(join(folder, 'run'))).toBe(0o700);
});

test('a disk that does not take it leaves everything as it was', () => {
  const path = join(folder, 'kept');
  mkdirSync(path);
  expect(() => replaceFile(path, 'one\n', { mode: 0o600 })).toThrow(/EISDIR|ENOTEMPTY/);
  expect(readdirSync(folder)).toEqual(['kept']);
});
