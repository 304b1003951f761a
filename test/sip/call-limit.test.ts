import { describe, expect, test } from 'vitest';
import { CallLimit } from '../../src/sip/call-limit.ts';

const LIMITS = { callsPerSecond: 10, burst: 20, callsMax: 100 };
const at = (monoMs: number) => ({ monoMs, wallMs: 1_800_000_000_000 + monoMs });
const urgent = () => true;
const usual = () => false;

/** So many calls a second from one moment to another: how many are let in. */
function knock(limit: CallLimit, perSecond: number, [fromMs, toMs]: [number, number], isUrgent = usual) {
  let letIn = 0;
  for (let ms = fromMs; ms < toMs; ms += 1_000 / perSecond)
    if (limit.refusal(isUrgent, at(ms)) === null) letIn += 1;
  return letIn;
}

describe('a limit of calls', () => {
  test('lets in its burst and then its rate, and for urgent calls the reserve beside them', () => {
    const limit = new CallLimit(LIMITS, 10, at(0));
    const letIn = knock(limit, 300, [0, 10_000]);
    expect(letIn).toBeGreaterThanOrEqual(20 + 10 * 9);
    expect(letIn).toBeLessThanOrEqual(20 + 10 * 10);
    limit.refusal(usual, at(10_000));
    expect(limit.refusal(usual, at(10_000))).toBe('calls_per_second');
    // The reserve: a burst of 5, and one a second.
    expect(knock(limit, 1_000_000, [10_000, 10_001], urgent)).toBe(5);
    expect(limit.refusal(urgent, at(10_001))).toBe('calls_per_second');
  });

  test('counts calls at once, with a tenth on top for urgent ones, until they end', () => {
    const limit = new CallLimit({ ...LIMITS, burst: 1_000 }, 10, at(0));
    for (let count = 0; count < 100; count++) limit.callBegan();
    expect([limit.refusal(usual, at(0)), limit.refusal(urgent, at(0))]).toEqual(['calls_at_once', null]);
    for (let count = 0; count < 10; count++) limit.callBegan();
    expect(limit.refusal(urgent, at(0))).toBe('calls_at_once');
    limit.callEnded();
    expect(limit.refusal(urgent, at(0))).toBe(null);
    for (let count = 0; count < 10; count++) limit.callEnded();
    expect(limit.refusal(usual, at(0))).toBe(null);
  });

  test('keeps nothing in reserve when it is told to keep none', () => {
    const limit = new CallLimit({ callsPerSecond: 1, burst: 1, callsMax: 1 }, 0, at(0));
    expect([limit.refusal(urgent, at(0)), limit.refusal(urgent, at(0))]).toEqual([null, 'calls_per_second']);
    limit.callBegan();
    expect(limit.refusal(urgent, at(5_000))).toBe('calls_at_once');
  });

  test('asks whether a call is urgent only where there is no room', () => {
    const limit = new CallLimit({ callsPerSecond: 1, burst: 1, callsMax: 1 }, 10, at(0));
    let asked = 0;
    const ask = () => {
      asked += 1;
      return false;
    };
    limit.refusal(ask, at(0));
    expect(asked).toBe(0);
    limit.refusal(ask, at(0));
    expect(asked).toBe(1);
  });
});
