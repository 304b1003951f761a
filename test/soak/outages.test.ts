import { expect, test } from 'vitest';
import { outageAround } from '../../scripts/soak/outages.ts';
import type { CelCall } from '../kit/cel.ts';

const HOLE = { what: 'the line swallowed everything', fromMs: 10_000, toMs: 20_000 };
const OTHER = { what: 'Cordboard was dead', fromMs: 50_000, toMs: 52_000 };
const OUTAGES = [OTHER, HOLE];

const call = (begunMs: number, endedMs: number | null): CelCall => ({
  ...{ channelId: 'c1', answeredMs: null },
  ...{ begunMs, endedMs },
});

test('a call that came and went while Cordboard heard nothing is told, with the outage', () => {
  expect(outageAround([call(12_000, 15_000)], OUTAGES)).toBe(HOLE);
  expect(outageAround([call(50_500, 51_000)], OUTAGES)).toBe(OTHER);
});

test('one whose beginning was still on its way is such a call, too', () => {
  expect(outageAround([call(9_800, 15_000)], OUTAGES)).toBe(HOLE);
  expect(outageAround([call(9_700, 15_000)], OUTAGES)).toBeUndefined();
});

test('one that was still in the net of the dialplan behind it is such a call, too', () => {
  expect(outageAround([call(12_000, 23_000)], OUTAGES)).toBe(HOLE);
  expect(outageAround([call(20_001, 22_000)], OUTAGES)).toBeUndefined();
});

test('one that outlived the outage could be known, and so could one of no outage', () => {
  expect(outageAround([call(12_000, 23_001)], OUTAGES)).toBeUndefined();
  expect(outageAround([call(30_000, 31_000)], OUTAGES)).toBeUndefined();
  expect(outageAround([call(12_000, 51_000)], OUTAGES)).toBeUndefined();
});

test('one that has not ended, has several channels, or never was in Asterisk is no such call', () => {
  expect(outageAround([call(12_000, null)], OUTAGES)).toBeUndefined();
  expect(outageAround([call(12_000, 13_000), call(14_000, 15_000)], OUTAGES)).toBeUndefined();
  expect(outageAround([], OUTAGES)).toBeUndefined();
});
