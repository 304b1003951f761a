import { describe, expect, test } from 'vitest';
import { Admission, type AtTheDoor } from '../../src/switchboard/arrivals/admission.ts';
import type { AdmissionRules } from '../../src/switchboard/index.ts';
import { Floor } from './floor.ts';

const RULES: AdmissionRules = { callsPerSecond: 10, burst: 20, reservePercent: 10, lateMsMax: 200 };
const AT_ONCE = { callsNow: 0, callsMax: 100, isUrgent: false, isAnswered: false };
const WELL = { lagMs: 0, answerMs: 0 };
const LATE = { lagMs: 250, answerMs: 0 };

const at = (monoMs: number) => ({ monoMs, wallMs: 1_800_000_000_000 + monoMs });

/** So many calls a second from one moment to another: how many were let in, and why the last others were not. */
function knock(
  door: Admission,
  perSecond: number,
  [fromMs, toMs]: [number, number],
  call: Partial<AtTheDoor> = {},
) {
  let [letIn, why]: [number, string | null] = [0, null];
  for (let ms = fromMs; ms < toMs; ms += 1_000 / perSecond) {
    const refusal = door.refusal({ ...AT_ONCE, ...call }, at(ms));
    if (refusal === null) letIn += 1;
    else why = refusal;
  }
  return { letIn, why };
}

describe('the door', () => {
  test('lets everybody in below the limits, for ever', () => {
    const door = new Admission(RULES, at(0));
    expect(knock(door, 10, [0, 60_000])).toEqual({ letIn: 600, why: null });
  });

  test('lets in the burst and then the rate, however many come', () => {
    const door = new Admission(RULES, at(0));
    const { letIn, why } = knock(door, 300, [0, 30_000]);
    expect(why).toBe('calls_per_second');
    expect(letIn).toBeGreaterThanOrEqual(20 + 10 * 29);
    expect(letIn).toBeLessThanOrEqual(20 + 10 * 30);
    // What came in vain has taken nothing from those who come now.
    expect(knock(door, 10, [31_000, 40_000])).toEqual({ letIn: 90, why: null });
  });

  test('keeps a reserve for urgent calls, of the rate and of the calls at once, and no more than that', () => {
    const door = new Admission(RULES, at(0));
    expect(knock(door, 300, [0, 10_000]).why).toBe('calls_per_second');
    expect(knock(door, 1, [10_000, 30_000], { isUrgent: true })).toEqual({ letIn: 20, why: null });
    const rush = new Admission(RULES, at(0));
    knock(rush, 300, [0, 1_000]);
    expect(knock(rush, 300, [1_000, 11_000], { isUrgent: true }).letIn).toBeLessThan(5 + 10 * 11 + 1);
    const full = (callsNow: number, isUrgent: boolean) =>
      new Admission(RULES, at(0)).refusal({ ...AT_ONCE, callsNow, isUrgent }, at(0));
    expect([full(99, false), full(100, false)]).toEqual([null, 'calls_at_once']);
    expect([full(100, true), full(109, true), full(110, true)]).toEqual([null, null, 'calls_at_once']);
    const none = new Admission({ ...RULES, reservePercent: 0 }, at(0));
    expect(none.refusal({ ...AT_ONCE, callsNow: 100, isUrgent: true }, at(0))).toBe('calls_at_once');
  });

  test('turns nobody away for the moment at which they come who was answered before', () => {
    const door = new Admission(RULES, at(0));
    knock(door, 300, [0, 1_000]);
    expect(knock(door, 100, [1_000, 2_000], { isAnswered: true })).toEqual({ letIn: 100, why: null });
    expect(knock(door, 1, [2_000, 3_000], { isAnswered: true, callsNow: 100 }).why).toBe('calls_at_once');
  });
});

describe('under strain', () => {
  test('fewer come in than before, never none; when it is well again, more and more, up to the rate', () => {
    const door = new Admission({ ...RULES, callsPerSecond: 100, burst: 100 }, at(0));
    expect(knock(door, 50, [0, 1_000])).toEqual({ letIn: 50, why: null });
    door.measured(LATE, at(1_000));
    expect(door.state).toEqual({ callsPerSecond: 35, burst: 7, isStrained: true });
    const first = knock(door, 50, [1_000, 2_000]);
    expect(first.why).toBe('overload');
    expect(first.letIn).toBeLessThanOrEqual(2 * 35);
    for (let s = 2; s < 30; s++) door.measured(LATE, at(s * 1_000));
    expect(door.state.callsPerSecond).toBe(1);
    const rates: number[] = [];
    for (let s = 30; s < 42; s++) {
      door.measured(WELL, at(s * 1_000));
      rates.push(door.state.callsPerSecond);
    }
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
    expect(door.state).toEqual({ callsPerSecond: 100, burst: 100, isStrained: false });
  });

  test('nothing changes between the two limits: it does not swing', () => {
    const door = new Admission(RULES, at(0));
    knock(door, 10, [0, 1_000]);
    door.measured(LATE, at(1_000));
    const { callsPerSecond } = door.state;
    for (let s = 2; s < 60; s++) door.measured({ lagMs: 0, answerMs: 150 }, at(s * 1_000));
    expect(door.state.callsPerSecond).toBe(callsPerSecond);
  });

  test('settles where the load is bearable, when lateness grows with what comes in', () => {
    const door = new Admission({ ...RULES, callsPerSecond: 200, burst: 100 }, at(0));
    const bearable = 40;
    const letIn: number[] = [];
    for (let s = 0; s < 120; s++) {
      const came = knock(door, 300, [s * 1_000, (s + 1) * 1_000]).letIn;
      letIn.push(came);
      door.measured(
        { lagMs: came > bearable ? 250 : came > 0.7 * bearable ? 150 : 50, answerMs: 0 },
        at((s + 1) * 1_000),
      );
    }
    const late = letIn.slice(60);
    expect(Math.max(...late)).toBeLessThanOrEqual(1.6 * bearable);
    expect(Math.min(...late)).toBeGreaterThanOrEqual(0.5 * bearable);
  });
});

const NUMBERS = 'numbers:\n  "100": { flow: straight }\n  "112": { flow: straight, urgent: true }\n';
const CALLERS = 'callers:\n  "+79990000000": { urgent: true }\n';

describe('a caller who is turned away', () => {
  const narrow = (callsMax = 100): Floor =>
    new Floor({ 'numbers.yaml': NUMBERS, 'callers.yaml': CALLERS }, callsMax, 'calls', undefined, {
      ...{ callsPerSecond: 1, burst: 2, reservePercent: 10, lateMsMax: 200 },
    });

  test('is told so before the answer, is no call of ours, and has a record that says why', () => {
    const floor = narrow();
    for (const callId of ['c1', 'c2', 'c3']) floor.arrives(callId);
    expect(floor.wanted().filter((what) => what.includes('c3'))).toEqual(['hangUp leg-c3 overloaded']);
    expect([...floor.switchboard.liveCallIds()]).toEqual(['c1', 'c2']);
    // A process that took over from this one now would find the leg, and serve it under the same name.
    expect(floor.noted('c3')).toEqual([]);
    const [atMs, laterMs] = [floor.clock.now().wallMs, 30];
    floor.clock.advance(laterMs);
    floor.ends('leg-c3', { byUs: true });
    expect(floor.noted('c3').map(({ kind }) => kind)).toEqual(['callArrived', 'callEnded']);
    const times = floor.entries.slice(-2).map((entry) => entry.atMs - atMs);
    expect(times).toEqual([0, laterMs]);
    const why = { by: 'system', refused: 'calls_per_second' };
    expect(floor.outcome('c3')).toMatchObject({ outcome: 'rejected', where: null, ...why });
    floor.ends('leg-c3', { byUs: true });
    expect(floor.noted('c3')).toHaveLength(2);
    expect([...floor.switchboard.strangers()]).toEqual([]);
  });

  test('is no new call when the arrival is told twice, and is sent away again when still there', () => {
    const floor = narrow();
    for (const callId of ['c1', 'c2', 'c3', 'c3']) floor.arrives(callId);
    floor.wanted();
    const leg = {
      legId: 'leg-c3',
      callId: 'c3',
      role: 'caller',
      answered: false,
      hears: [],
      marks: {},
    } as const;
    floor.put({ kind: 'legFound', leg: { ...leg, caller: { number: '', name: '' } } });
    expect(floor.wanted()).toEqual(['hangUp leg-c3']);
    floor.ends('leg-c3');
    expect(floor.noted('c3')).toHaveLength(2);
    floor.arrives('c3');
    expect(floor.noted('c3')).toHaveLength(2);
  });

  test('is on record also when the exchange dies before it has let go of the leg', () => {
    const floor = narrow(1);
    for (const callId of ['c1', 'c2']) floor.arrives(callId);
    floor.put({ kind: 'exchangeLost' });
    floor.put({ kind: 'exchangeBack', restarted: true, legs: [] });
    expect(floor.outcome('c2')).toMatchObject({ outcome: 'rejected', refused: 'calls_at_once' });
  });

  test('and was answered already hears the apology, once, and the record says so', () => {
    const floor = narrow(1);
    floor.arrives('c1');
    floor.wanted();
    const caller = { number: '+79160000002', name: '' };
    const who = { callId: 'c2', legId: 'leg-c2', dialled: '100', caller, arrivedWallMs: 1 };
    floor.put({ kind: 'callerArrived', ...who, isAnswered: true });
    floor.put({ kind: 'legAnswered', legId: 'leg-c2' });
    expect(floor.wanted()).toEqual(['toOverflow leg-c2']);
    floor.ends('leg-c2', { byUs: true });
    expect(floor.outcome('c2')).toMatchObject({ outcome: 'overflow', refused: 'calls_at_once' });
  });

  test('is nobody who dials an urgent number, or is urgent', () => {
    const floor = narrow();
    for (const callId of ['c1', 'c2', 'c3']) floor.arrives(callId);
    floor.arrives('c4', '112');
    floor.arrives('c5', '100', 'leg-c5', '+79990000000');
    expect([...floor.switchboard.liveCallIds()]).toEqual(['c1', 'c2', 'c4', 'c5']);
  });

  test('by the thousand has no record, and is counted by number and reason', () => {
    const floor = narrow();
    for (let count = 0; count < 1_102; count++) {
      floor.arrives(`c${count}`);
      floor.ends(`leg-c${count}`);
    }
    expect(floor.entries.filter((entry) => 'refused' in entry && entry.kind === 'callEnded')).toHaveLength(
      1_000,
    );
    floor.put({ kind: 'loadMeasured', ...WELL });
    const counted = { kind: 'callsRefused', dialled: '100', refused: 'calls_per_second', count: 100 };
    expect(floor.entries.at(-1)).toMatchObject(counted);
    floor.put({ kind: 'loadMeasured', ...WELL });
    expect(floor.entries.filter(({ kind }) => kind === 'callsRefused')).toHaveLength(1);
    // Some seconds later there is room for records again.
    floor.clock.advance(500);
    for (const callId of ['d1', 'd2']) floor.arrives(callId);
    floor.ends('leg-d1');
    expect(floor.outcome('d1')).toMatchObject({ refused: 'calls_per_second' });
  });
});

test('whom the exchange turned away by itself is counted as well', () => {
  const floor = new Floor({ 'numbers.yaml': NUMBERS });
  for (const dialled of ['100', '100', '112']) floor.put({ kind: 'callerTurnedAway', dialled });
  floor.put({ kind: 'loadMeasured', ...WELL });
  const refused = 'calls_per_second';
  expect(floor.entries.filter(({ kind }) => kind === 'callsRefused')).toMatchObject([
    { dialled: '100', refused, count: 2 },
    { dialled: '112', refused, count: 1 },
  ]);
});

describe('whoever stops', () => {
  test('turns urgent callers away too, and thinks better of it', () => {
    const floor = new Floor({ 'numbers.yaml': NUMBERS });
    floor.put({ kind: 'drainAsked' });
    floor.arrives('c1', '112');
    floor.ends('leg-c1', { byUs: true });
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'rejected', refused: 'draining' });
    floor.put({ kind: 'drainEnded' });
    floor.arrives('c2', '112');
    expect([...floor.switchboard.liveCallIds()]).toEqual(['c2']);
  });

  test('hangs up on nobody who was let in by the process before', () => {
    const floor = new Floor({}, 1);
    floor.arrives('c1');
    floor.put({ kind: 'drainAsked' });
    const leg = { legId: 'leg-old', callId: 'old', role: 'caller', answered: true, hears: [] } as const;
    const marks = { id: 'old', dialled: '100', arrived: '1800000000' };
    const legs = [{ ...leg, caller: { number: '+7916', name: '' }, marks }];
    floor.put({ kind: 'exchangeBack', restarted: false, legs });
    expect([...floor.switchboard.liveCallIds()]).toEqual(['c1', 'old']);
  });
});
