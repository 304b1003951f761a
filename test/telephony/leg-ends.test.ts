import { expect, test } from 'vitest';
import type { AriEvent } from '../../src/telephony/ari/ari-types.ts';
import { bestEnd, causeOf, endOf } from '../../src/telephony/ari/leg-ends.ts';

const event = (facts: Partial<AriEvent>): AriEvent => facts as AriEvent;
const RINGING = { byUs: false, inTalk: false };
const TALKING = { byUs: false, inTalk: true };

test('a phone that refuses tells its SIP status and the cause', () => {
  expect(endOf(event({ cause: 17, tech_cause: '486' }), RINGING)).toEqual({
    q850: 17,
    sip: 486,
    byUs: false,
  });
});

test('a hang-up in talk is a normal clearing when no cause is told, and has no status of its own', () => {
  expect(endOf(event({}), TALKING)).toEqual({ q850: 16, sip: null, byUs: false });
  expect(endOf(event({ cause: 32 }), TALKING)).toEqual({ q850: 16, sip: null, byUs: false });
});

test('Asterisk’s own "hang up softly" is no cause, and a zero is none', () => {
  expect(endOf(event({ cause: 32 }), RINGING).q850).toBeNull();
  expect(endOf(event({ cause: 0, tech_cause: '0' }), RINGING)).toEqual({
    q850: null,
    sip: null,
    byUs: false,
  });
});

test('of several contacts a person’s refusal counts more than an absence', () => {
  const end = (q850: number, sip: number | null) => ({ q850, sip, byUs: false });
  expect(bestEnd([end(19, 480), end(21, 603), end(18, 408)])).toEqual(end(21, 603));
  expect(bestEnd([end(18, 408), end(19, 480)])).toEqual(end(19, 480));
  expect(bestEnd([end(16, null), end(1, 404)])).toEqual(end(1, 404));
});

test('every reason has the cause that Asterisk turns into the right status', () => {
  expect(causeOf('busy')).toBe(17);
  expect(causeOf('answered_elsewhere')).toBe(26);
});
