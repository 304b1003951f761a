import { describe, expect, test } from 'vitest';
import { bordersOf, INTERVALS_MAX, type IntervalName, REACH_MS } from '../../src/reports/index.ts';
import { stretches } from '../../src/schedules/time-zones.ts';

function borders(zone: string, from: string, to: string, name: IntervalName): readonly string[] {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  return bordersOf({ fromMs, toMs }, name, stretches(zone, fromMs - REACH_MS, toMs + REACH_MS)).map((ms) =>
    new Date(ms).toISOString().slice(0, 16),
  );
}

describe('borders of intervals', () => {
  test('are whole intervals around what was asked for', () => {
    expect(borders('UTC', '2026-03-02T09:07:00Z', '2026-03-02T09:31:00Z', '15m')).toEqual([
      ...['2026-03-02T09:00', '2026-03-02T09:15', '2026-03-02T09:30', '2026-03-02T09:45'],
    ]);
    expect(borders('UTC', '2026-03-02T09:00:00Z', '2026-03-02T09:05:00Z', '5m')).toEqual([
      ...['2026-03-02T09:00', '2026-03-02T09:05'],
    ]);
  });

  test('are hours as the clocks of the zone show them', () => {
    expect(borders('Asia/Kolkata', '2026-03-02T09:10:00Z', '2026-03-02T10:00:00Z', '1h')).toEqual([
      ...['2026-03-02T08:30', '2026-03-02T09:30', '2026-03-02T10:30'],
    ]);
  });

  test('are midnights, in the night in which the clocks change and in the one in which midnight is left out', () => {
    expect(borders('Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z', '1d')).toEqual([
      ...['2026-03-27T23:00', '2026-03-28T23:00', '2026-03-29T22:00', '2026-03-30T22:00'],
    ]);
    expect(borders('Europe/Berlin', '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z', '1d')).toEqual([
      ...['2026-10-23T22:00', '2026-10-24T22:00', '2026-10-25T23:00', '2026-10-26T23:00'],
    ]);
    // In Beirut the clocks go from 24:00 to 01:00: the day begins with the change.
    expect(borders('Asia/Beirut', '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z', '1d')).toEqual([
      ...['2026-03-27T22:00', '2026-03-28T22:00', '2026-03-29T21:00'],
    ]);
  });

  test('are cut where the clocks change by half an hour', () => {
    expect(borders('Australia/Lord_Howe', '2026-10-03T14:45:00Z', '2026-10-03T17:00:00Z', '1h')).toEqual([
      ...['2026-10-03T14:30', '2026-10-03T15:30', '2026-10-03T16:00', '2026-10-03T17:00'],
    ]);
  });

  test('are no more than a report holds', () => {
    const all = borders('UTC', '2020-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '5m');
    expect(all).toHaveLength(INTERVALS_MAX + 2);
  });
});
