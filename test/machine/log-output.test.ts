import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs, { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LogOutput } from '../../src/machine/log-output.ts';

/** Of Linux (full(4)): a file that takes nothing, as a full disk does. */
const FULL = '/dev/full';
const LOG = new URL('../../src/machine/log.ts', import.meta.url).href;

let folder: string;
let fd: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-log-'));
  fd = openSync(join(folder, 'log'), 'a');
});
afterEach(() => {
  closeSync(fd);
  rmSync(folder, { recursive: true });
});

const lines = (): readonly string[] => readFileSync(join(folder, 'log'), 'utf8').split('\n');

/** A disk that takes so many bytes, and then nothing, while this goes on. */
function withRoomFor(bytes: number, act: () => void): void {
  const real = fs.writeSync;
  let left = bytes;
  const spy = vi.spyOn(fs, 'writeSync').mockImplementation(((file: number, buffer: Buffer, from: number) => {
    if (left === 0) throw new Error('ENOSPC');
    const count = real(file, buffer, from, Math.min(left, buffer.length - from));
    left -= count;
    return count;
  }) as never);
  syncBuiltinESMExports();
  try {
    act();
  } finally {
    spy.mockRestore();
    syncBuiltinESMExports();
  }
}

test('lines come in their order, however little is taken at a time', () => {
  const output = new LogOutput(fd);
  output.write('one\n');
  output.write('two, ünd longer\n');
  expect(lines()).toEqual(['one', 'two, ünd longer', '']);
});

test('what is lost is counted, and told when there is room again, in a line of its own', () => {
  const output = new LogOutput(fd);
  withRoomFor(6, () => {
    for (const line of ['one\n', 'two\n', 'three\n']) output.write(line);
  });
  output.write('four\n');
  output.write('five\n');
  const [one, half, loss, ...rest] = lines();
  expect([one, half, rest]).toEqual(['one', 'tw', ['four', 'five', '']]);
  expect(JSON.parse(loss!)).toMatchObject({ level: 50, count: 2 });
});

test('a process whose log goes to a full disk goes on, and ends when it wants to', async () => {
  const program = `import { createLog } from '${LOG}'; const log = createLog('info');
    for (let line = 0; line < 100; line++) log.error({ line }, 'x'.repeat(1_000));
    setTimeout(() => process.exit(7), 50);`;
  const full = openSync(FULL, 'w');
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', full, full],
  });
  closeSync(full);
  const limit = setTimeout(() => child.kill('SIGKILL'), 10_000);
  const [code] = await once(child, 'exit');
  clearTimeout(limit);
  expect(code).toBe(7);
});
