import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseWallTime, wallTimeText } from '../../src/rehearsal/wall-time.ts';

describe('a time with its zone', () => {
  test.each([
    ['2026-03-02T12:00:00+03:00', '2026-03-02T09:00:00Z'],
    ['2026-03-02T12:00+03:00', '2026-03-02T09:00:00Z'],
    ['2024-02-29T23:59:59-05:30', '2024-03-01T05:29:59Z'],
    ['1969-12-31T23:00:00Z', '1969-12-31T23:00:00Z'],
  ])('%s is %s', (written, utc) => {
    expect(parseWallTime(written)).toBe(Date.parse(utc));
    expect(wallTimeText(parseWallTime(written)!)).toBe(utc);
  });

  test.each([
    '2026-02-30T12:00:00Z',
    '2025-02-29T12:00:00Z',
    '2026-13-01T12:00:00Z',
    '2026-00-01T12:00:00Z',
    '2026-03-02T24:00:00Z',
    '2026-03-02T12:60:00Z',
    '2026-03-02T12:00:00',
    '2026-03-02',
    'noon',
  ])('%s is none', (written) => {
    expect(parseWallTime(written)).toBeUndefined();
  });

  test('is the same as by the clock of the machine, to and fro', () => {
    const seconds = fc.integer({ min: -62_000_000_000, max: 250_000_000_000 });
    fc.assert(
      fc.property(seconds, (second) => {
        const text = wallTimeText(second * 1_000);
        expect(text).toBe(new Date(second * 1_000).toISOString().replace('.000', ''));
        expect(parseWallTime(text)).toBe(second * 1_000);
      }),
    );
  });
});
