import { expect, test } from 'vitest';
import { bytesOf } from '../../src/store/bytes-of.ts';

const textOf = (pieces: readonly string[]): string => new TextDecoder().decode(bytesOf(pieces));

test('a text of many pieces is the same in one', () => {
  expect(textOf([])).toBe('');
  expect(textOf(['', 'очередь', '', '"', '👋🏽', ''])).toBe('очередь"👋🏽');
});

test('characters of several bytes stay whole wherever a long text is cut', () => {
  // A chunk holds a power of two of bytes: of each length of three or four some characters lie across its end.
  for (const [some, start] of [
    ['€', ''],
    ['€', 'a'],
    ['👋', 'a'],
    ['👋', 'abc'],
  ] as const) {
    const long = start + some.repeat(900_000);
    const pieces = [long, long.slice(0, start.length + 1_000), long];
    expect(textOf(pieces) === pieces.join('')).toBe(true);
  }
});

test('what is handed over is of the text alone', () => {
  const bytes = bytesOf(['abc']);
  expect([bytes.byteOffset, bytes.length, bytes.buffer.byteLength]).toEqual([0, 3, 3]);
});
