import { closeSync, mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LogFile } from '../../src/parent/log-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordboard-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the log of a child', () => {
  test('it is moved aside when it has grown, and the child writes on into the same file', () => {
    const log = new LogFile(join(folder, 'deep', 'child.log'), 10);
    const output = log.open();
    writeSync(output, 'short\n');
    log.rotateIfLarge();
    expect(readFileSync(log.path, 'utf8')).toBe('short\n');
    writeSync(output, 'long enough\n');
    log.rotateIfLarge();
    expect(readFileSync(log.path, 'utf8')).toBe('');
    expect(readFileSync(`${log.path}.1`, 'utf8')).toBe('short\nlong enough\n');
    writeSync(output, 'after\n');
    closeSync(output);
    expect(readFileSync(log.path, 'utf8')).toBe('after\n');
  });

  test('its last words are those of the present life', () => {
    const log = new LogFile(join(folder, 'child.log'), 1_000);
    expect(log.tail(3)).toBe('');
    const first = log.open();
    writeSync(first, 'old\n');
    closeSync(first);
    const second = log.open();
    writeSync(second, 'a\nb\nc\n');
    closeSync(second);
    expect(log.tail(2)).toBe('b\nc');
    expect(log.tail(9)).toBe('a\nb\nc');
  });
});
