import { expect, test } from 'vitest';
import { percentile, verdict } from '../../scripts/bench/figures.ts';
import {
  arrivalTimes,
  idleTimes,
  lostShare,
  nextPhoneTimes,
  orderOfOffers,
} from '../../scripts/bench/judge-offers.ts';
import type { PhoneEvent, PhoneEventKind } from '../kit/phones/index.ts';

const phones = new Set(['1001', '1002']);
const at = (atMs: number, phone: string, kind: PhoneEventKind, peer = ''): PhoneEvent => {
  return { atMs, phone, kind, peer, callId: '', status: 0 };
};

test('an operator is idle from the end of a talk to the next INVITE at the same phone', () => {
  const events = [
    at(0, '1001', 'rang', 'a'),
    at(0, '1002', 'rang', 'b'),
    at(900, '1001', 'hungUp'),
    at(950, '1002', 'wasHungUp'),
    at(1_000, '1001', 'rang', 'c'),
    at(1_000, '1002', 'rang', 'd'),
  ];
  expect(idleTimes(events, phones)).toEqual([100, 50]);
  expect(lostShare(events, phones)).toBeCloseTo(150 / 2_000);
});

test('an offer is out of order when somebody who came earlier has never been offered', () => {
  const came = [at(0, 'a', 'placed'), at(100, 'b', 'placed'), at(105, 'c', 'placed'), at(200, 'd', 'placed')];
  const inOrder = [at(300, '1001', 'rang', 'a'), at(301, '1002', 'rang', 'c'), at(302, '1001', 'rang', 'b')];
  expect(orderOfOffers([...came, ...inOrder], phones)).toEqual({ offers: 3, outOfOrder: 0 });
  const passedOver = [at(300, '1001', 'rang', 'd'), at(301, '1001', 'rang', 'a')];
  expect(orderOfOffers([...came, ...passedOver], phones)).toEqual({ offers: 2, outOfOrder: 1 });
  const left = [at(290, 'a', 'hungUp'), at(291, 'b', 'gaveUp'), at(292, 'c', 'wasHungUp')];
  expect(orderOfOffers([...came, ...left, ...passedOver], phones)).toEqual({ offers: 1, outOfOrder: 0 });
});

test('the next phone is another one, and is measured from the CANCEL of the first', () => {
  const events = [
    at(0, 'a', 'placed'),
    at(4, '1001', 'rang', 'a'),
    at(1_004, '1001', 'ringingEnded', 'a'),
    at(1_010, '1002', 'rang', 'a'),
  ];
  expect(nextPhoneTimes(events)).toEqual([6]);
  expect(arrivalTimes(events)).toEqual([4]);
});

test('percentiles are nearest ranks, and a missed target is called missed', () => {
  const times = Array.from({ length: 100 }, (_, index) => index + 1);
  expect([percentile(times, 50), percentile(times, 95), percentile(times, 100)]).toEqual([50, 95, 100]);
  const figure = { bench: 'b', system: 's', measure: 'm', tries: 100, p50: 9, p95: 30, unit: 'ms' };
  const targets = [
    { measure: 'm', field: 'p50', atMost: 10 },
    { measure: 'm', field: 'p95', atMost: 25 },
  ] as const;
  expect(verdict(figure, targets)).toBe('p50 <= 10 met, p95 <= 25 MISSED');
  expect(verdict({ ...figure, p50: Number.NaN }, targets)).toContain('p50 <= 10 MISSED');
});
