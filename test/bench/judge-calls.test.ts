import { expect, test } from 'vitest';
import { lostCallers, packetsDue, waits } from '../../scripts/bench/judge-calls.ts';
import type { PhoneEvent, PhoneEventKind } from '../kit/phones/index.ts';

const isPhone = (phone: string): boolean => phone.startsWith('1');
const at = (atMs: number, phone: string, kind: PhoneEventKind, peer = '', status = 0): PhoneEvent => {
  return { atMs, phone, kind, peer, callId: '', status };
};

test('a caller waits from the answer to the operator, to the hang-up, or to the end of the run', () => {
  const events = [
    at(1_000, 'a', 'wasAnswered'),
    at(1_000, 'b', 'wasAnswered'),
    at(1_000, 'c', 'wasAnswered'),
    at(2_000, '1001', 'connected', 'a'),
    at(3_000, 'a', 'hungUp'),
    at(4_000, 'b', 'hungUp'),
  ];
  const found = waits(events, isPhone, 6_000);
  expect(found.map((wait) => wait.toMs - wait.fromMs)).toEqual([1_000, 3_000, 5_000]);
  expect(packetsDue(found, 1_500, 2_500)).toBe(125);
});

test('a caller is lost who was refused, or whom nobody who may has let go', () => {
  const events = [
    at(0, 'a', 'wasRefused', '100', 503),
    at(1, '1001', 'hungUp', 'b'),
    at(2, 'b', 'wasHungUp'),
    at(3, 'c', 'hungUp'),
    at(4, 'd', 'wasHungUp'),
  ];
  expect(lostCallers(events, isPhone)).toEqual(['a was refused with 503', 'd was let go by the exchange']);
});
