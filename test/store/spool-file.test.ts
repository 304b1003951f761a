import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SpooledEntry, SpoolFile } from '../../src/store/spool-file.ts';

const SIZE_BYTES = 4_096;
const spooled = (number: number): SpooledEntry => ({
  run: 'r1',
  number,
  entry: { atMs: number, kind: 'callAnswered', callId: `вызов-${number}` },
});

describe('the spool file', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cordboard-spool-'));
    path = join(folder, 'deep', 'spool');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('claims its bytes at once and is closed to others', () => {
    new SpoolFile(path, SIZE_BYTES).close();
    expect(statSync(path).size).toBe(SIZE_BYTES);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  test('gives back what was put in, in order, also to the next process', () => {
    const first = new SpoolFile(path, SIZE_BYTES);
    expect(first.read()).toEqual([]);
    expect(first.append([spooled(1), spooled(2)])).toBe(true);
    expect(first.append([spooled(3)])).toBe(true);
    first.close();
    const second = new SpoolFile(path, SIZE_BYTES);
    expect(second.read()).toEqual([spooled(1), spooled(2), spooled(3)]);
    expect(second.append([spooled(4)])).toBe(true);
    expect(second.read()).toEqual([spooled(1), spooled(2), spooled(3), spooled(4)]);
    second.close();
  });

  test('is empty after it was cleared, and used again from the front', () => {
    const spool = new SpoolFile(path, SIZE_BYTES);
    spool.append([spooled(1), spooled(2), spooled(3)]);
    spool.clear();
    expect(spool.read()).toEqual([]);
    spool.append([spooled(4)]);
    expect(spool.read()).toEqual([spooled(4)]);
    spool.close();
  });

  test('takes all or nothing when it is full', () => {
    const spool = new SpoolFile(path, SIZE_BYTES);
    const many = Array.from({ length: 100 }, (_, index) => spooled(index + 1));
    expect(spool.append(many)).toBe(false);
    expect(spool.append(many.slice(0, 10))).toBe(true);
    expect(spool.read()).toHaveLength(10);
    expect(statSync(path).size).toBe(SIZE_BYTES);
    spool.close();
  });

  test('reads up to the line that a crash has torn', () => {
    const spool = new SpoolFile(path, SIZE_BYTES);
    spool.append([spooled(1), spooled(2)]);
    spool.close();
    const whole = readFileSync(path);
    const usedBytes = whole.indexOf(0);
    writeFileSync(path, whole.subarray(0, usedBytes - 7));
    truncateSync(path, SIZE_BYTES);
    const again = new SpoolFile(path, SIZE_BYTES);
    expect(again.read()).toEqual([spooled(1)]);
    again.append([spooled(3)]);
    expect(again.read()).toEqual([spooled(1), spooled(3)]);
    again.close();
  });
});
