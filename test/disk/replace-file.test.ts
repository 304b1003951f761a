import fs, { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
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

/** What was asked of the disk meanwhile, in its order: "sync kept" is the file, "sync folder" a folder. */
function askedOfDisk(act: () => void): readonly string[] {
  const asked: string[] = [];
  const names = new Map<number, string>();
  const real = { open: fs.openSync, sync: fs.fsyncSync, rename: fs.renameSync };
  const spies = [
    vi.spyOn(fs, 'openSync').mockImplementation((path, ...rest) => {
      const handle = real.open(path, ...rest);
      names.set(handle, statSync(path).isDirectory() ? `folder ${basename(String(path))}` : 'the text');
      return handle;
    }),
    vi.spyOn(fs, 'fsyncSync').mockImplementation((handle) => {
      asked.push(`sync ${names.get(handle)}`);
      real.sync(handle);
    }),
    vi.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      asked.push('name');
      real.rename(from, to);
    }),
  ];
  syncBuiltinESMExports();
  try {
    act();
  } finally {
    for (const spy of spies) spy.mockRestore();
    syncBuiltinESMExports();
  }
  return asked;
}

test('the text is on the disk before it has its name, and the name before it is done', () => {
  const asked = askedOfDisk(() => replaceFile(join(folder, 'kept'), 'one\n', { mode: 0o600 }));
  expect(asked).toEqual(['sync the text', 'name', `sync folder ${basename(folder)}`]);
});

test('folders that are made for it are on the disk as well', () => {
  const asked = askedOfDisk(() => replaceFile(join(folder, 'a', 'b', 'kept'), 'one\n', { mode: 0o600 }));
  const folders = ['b', 'a', basename(folder)].map((name) => `sync folder ${name}`);
  expect(asked).toEqual(['sync the text', 'name', ...folders]);
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
