import { describe, expect, test } from 'vitest';
import { NOBODY } from '../kit/nobody.ts';
import {
  callbackFloor,
  customerTakes,
  kept,
  operatorTakes,
  outcomeOf,
  promised,
  storyOf,
  tryOf,
} from './callback-floor.ts';
import type { Floor } from './floor.ts';

const NUMBER = '+79160000001';
const MINUTE_MS = 60_000;

const dialled = (floor: Floor): readonly string[] =>
  floor.wanted().filter((what) => what.startsWith('ringOut'));

/** The customer calls in, and stands in the same line. */
function callsIn(floor: Floor, callId = 'c9'): void {
  floor.arrives(callId, '100', `leg-${callId}`, NUMBER);
}

/** How far the call of ours has come when the customer calls in. */
const STAGES = {
  'stands in the line': () => {},
  'rings at an operator': (floor) => floor.ready('anna'),
  'waits for the disk': (floor, { operator }) => {
    floor.ready('anna');
    floor.put({ kind: 'legAnswered', legId: operator });
  },
  'rings at the customer': (floor, { operator }) => {
    floor.ready('anna');
    operatorTakes(floor, operator);
  },
} satisfies Record<string, (floor: Floor, legs: ReturnType<typeof tryOf>) => void>;

describe('the customer calls in while the promise', () => {
  test.each(Object.entries(STAGES))('%s: the call has the place, and nobody calls back', (_, reach) => {
    const floor = callbackFloor();
    const id = promised(floor);
    const legs = tryOf(id);
    floor.clock.advance(1_000);
    floor.arrives('c2');
    reach(floor, legs);
    floor.wanted();
    callsIn(floor);
    expect(outcomeOf(floor, id)).toBe('merged');
    const over = floor.outcome(legs.callId);
    expect(over === undefined || (over as { outcome: string }).outcome === 'unreached').toBe(true);
    // What is on its way by then changes nothing.
    for (const legId of [legs.customer, legs.operator]) floor.put({ kind: 'legAnswered', legId });
    for (const legId of [legs.customer, legs.operator]) floor.ends(legId, { byUs: true });
    expect(dialled(floor)).toEqual([]);
    if (floor.operator('anna').presence !== 'ready') floor.ready('anna');
    expect(floor.noted('c9')).toContainEqual(expect.objectContaining({ kind: 'offered', operator: 'anna' }));
    expect(floor.noted('c2').some(({ kind }) => kind === 'offered')).toBe(false);
    floor.clock.advance(60 * MINUTE_MS);
    expect(storyOf(floor, id).filter(({ kind }) => kind === 'callbackEnded')).toHaveLength(1);
  });

  test('talks already: the call is one of its own', () => {
    const floor = callbackFloor();
    const id = promised(floor);
    const legs = tryOf(id);
    floor.ready('anna');
    operatorTakes(floor, legs.operator);
    floor.put({ kind: 'legAnswered', legId: legs.customer });
    callsIn(floor);
    expect(outcomeOf(floor, id)).toBeUndefined();
    floor.put({ kind: 'legsJoined', callId: legs.callId, legIds: [legs.customer, legs.operator] });
    expect(outcomeOf(floor, id)).toBe('reached');
    expect(floor.noted('c9')).not.toContainEqual(expect.objectContaining({ keptForMs: expect.anything() }));
  });

  test('waits for another time: the call has the place all the same', () => {
    const floor = callbackFloor('after: 10m');
    const id = promised(floor);
    floor.clock.advance(MINUTE_MS);
    callsIn(floor);
    expect(outcomeOf(floor, id)).toBe('merged');
    expect(floor.noted('c9')).toContainEqual(expect.objectContaining({ keptForMs: MINUTE_MS + 5 }));
  });
});

describe('at the same moment', () => {
  test('the customer answers and hangs up before both are joined: one attempt was made', () => {
    const floor = callbackFloor();
    const id = promised(floor);
    const legs = tryOf(id);
    floor.ready('anna');
    operatorTakes(floor, legs.operator);
    floor.put({ kind: 'legAnswered', legId: legs.customer });
    floor.ends(legs.customer);
    floor.put({ kind: 'legsJoined', callId: legs.callId, legIds: [legs.customer, legs.operator] });
    floor.ends(legs.operator, { byUs: true });
    expect(outcomeOf(floor, id)).toBeUndefined();
    expect(kept(floor, id)).toMatchObject({ attemptsCount: 1, trying: null });
    expect(floor.outcome(legs.callId)).toMatchObject({ outcome: 'abandoned', where: 'ringing' });
    expect(floor.operator('anna').unit).toBe('wrapUp');
  });

  test('the customer answers as the ring time ends: the late answer is let go', () => {
    const floor = callbackFloor();
    const id = promised(floor);
    const legs = tryOf(id);
    floor.ready('anna');
    operatorTakes(floor, legs.operator);
    floor.clock.advance(25_000);
    floor.wanted();
    floor.put({ kind: 'legAnswered', legId: legs.customer });
    expect(floor.wanted()).toEqual([`hangUp ${legs.customer}`]);
    expect(kept(floor, id)).toMatchObject({ attemptsCount: 1, lastWhy: 'no_answer' });
  });

  test('an answer that is told twice joins them once', () => {
    const floor = callbackFloor();
    const legs = tryOf(promised(floor));
    floor.ready('anna');
    operatorTakes(floor, legs.operator);
    floor.put({ kind: 'legAnswered', legId: legs.operator });
    floor.clock.advance(100);
    floor.put({ kind: 'secured', key: legs.callId, ok: true });
    expect(dialled(floor)).toEqual([`ringOut ${legs.customer} carrier ${NUMBER}`]);
    floor.put({ kind: 'legAnswered', legId: legs.customer });
    floor.put({ kind: 'legAnswered', legId: legs.customer });
    expect(floor.wanted().filter((what) => what.startsWith('join'))).toHaveLength(1);
  });

  test('the operator hangs up while the attempt is on its way to the disk: nobody is called', () => {
    const floor = callbackFloor();
    const id = promised(floor);
    const legs = tryOf(id);
    floor.ready('anna');
    floor.put({ kind: 'legAnswered', legId: legs.operator });
    floor.ends(legs.operator);
    floor.clock.advance(100);
    expect(dialled(floor)).toEqual([]);
    expect(outcomeOf(floor, id)).toBeUndefined();
  });

  test('somebody cancels it: while an operator rings it is over, while the customer rings it is too late', () => {
    const floor = callbackFloor();
    const [one, other] = [promised(floor), promised(floor, 'c2')];
    floor.ready('anna');
    floor.put({ kind: 'callbackCancelled', callbackId: one, by: 'olga' });
    expect(outcomeOf(floor, one)).toBe('cancelled');
    floor.ends(tryOf(one).operator, { byUs: true });
    operatorTakes(floor, tryOf(other).operator);
    expect(floor.switchboard.callback(other)?.isUnderWay).toBe(true);
    floor.put({ kind: 'callbackCancelled', callbackId: other, by: 'olga' });
    expect(outcomeOf(floor, other)).toBeUndefined();
    customerTakes(floor, tryOf(other));
    expect(outcomeOf(floor, other)).toBe('reached');
  });

  test('the exchange dies: the attempt is over, and the promise is not', () => {
    const floor = callbackFloor();
    const id = promised(floor);
    const legs = tryOf(id);
    floor.ready('anna');
    operatorTakes(floor, legs.operator);
    floor.put({ kind: 'exchangeBack', restarted: true, legs: [] });
    expect(floor.outcome(legs.callId)).toMatchObject({ outcome: 'node_failure' });
    expect(kept(floor, id)).toMatchObject({ attemptsCount: 1, trying: null, outcome: null });
    floor.ready('anna');
    floor.clock.advance(15 * MINUTE_MS);
    expect(floor.noted(`${id}-2`)).toContainEqual(expect.objectContaining({ kind: 'offered' }));
  });
});

describe('another time', () => {
  test('is kept, and the attempts that were made count', () => {
    const floor = callbackFloor('window: 1h');
    const id = promised(floor);
    floor.ready('anna');
    floor.wanted();
    const dueMs = floor.clock.now().wallMs + 120 * MINUTE_MS;
    floor.put({ kind: 'callbackMoved', callbackId: id, by: 'olga', dueMs });
    expect(floor.wanted()).toEqual([`hangUp ${tryOf(id).operator}`]);
    floor.ends(tryOf(id).operator, { byUs: true });
    floor.clock.advance(120 * MINUTE_MS - 10);
    expect(floor.wanted()).toEqual([]);
    floor.clock.advance(10);
    expect(floor.wanted()).toEqual([`ring ${tryOf(id, 2).operator}`]);
  });

  test('is the next opening where a schedule says when calls are made', () => {
    const hours = 'schedules:\n  day: { zone: UTC, hours: { mon-sun: "09:00-18:00" } }\n';
    // The clock of the test begins on a Friday at 08:00 UTC.
    const floor = callbackFloor('schedule: day', { 'schedules.yaml': hours });
    const id = promised(floor);
    floor.ready('anna');
    floor.clock.advance(59 * MINUTE_MS);
    expect(floor.wanted()).toEqual([]);
    floor.clock.advance(MINUTE_MS);
    expect(floor.wanted()).toEqual([`ring ${tryOf(id).operator}`]);
  });

  test('is none when its time is over: it ends as expired', () => {
    const floor = callbackFloor('window: 1h');
    const id = promised(floor);
    floor.clock.advance(60 * MINUTE_MS);
    expect(outcomeOf(floor, id)).toBe('expired');
    floor.ready('anna');
    expect(floor.wanted()).toEqual([]);
  });

  test('comes no sooner because somebody wakes it early, or twice', () => {
    const floor = callbackFloor('after: 10m');
    const id = promised(floor);
    floor.ready('anna');
    for (let times = 0; times < 3; times++) floor.put({ kind: 'callbackWoken', callbackId: id });
    expect(floor.wanted()).toEqual([]);
    floor.clock.advance(10 * MINUTE_MS);
    floor.put({ kind: 'callbackWoken', callbackId: id });
    expect(floor.wanted()).toEqual([`ring ${tryOf(id).operator}`]);
  });
});

describe('a process after the one that died', () => {
  test('has the promise with its place, before those who came later', () => {
    const before = callbackFloor();
    const id = promised(before);
    const record = kept(before, id);
    const floor = callbackFloor();
    floor.clock.jumpWall(5 * MINUTE_MS);
    floor.put({ kind: 'callbacksRestored', callbacks: [record] });
    floor.arrives('c2');
    floor.wanted();
    floor.ready('anna');
    expect(floor.wanted()).toEqual([`ring ${tryOf(id).operator}`]);
    expect(floor.noted(`${id}-1`)).toContainEqual(expect.objectContaining({ keptForMs: 5 * MINUTE_MS }));
  });

  /** The process dies while it rings at the customer; the next one reads this. */
  function dialledBefore(step = ''): ReturnType<typeof kept> {
    const before = callbackFloor(step);
    const id = promised(before);
    before.ready('anna');
    operatorTakes(before, tryOf(id).operator);
    return kept(before, id);
  }

  const leg = (legId: string, callId: string, hears: readonly string[] = []) =>
    ({
      legId,
      callId,
      role: 'outside',
      answered: true,
      caller: NOBODY,
      hears,
      marks: { role: 'outside' },
    }) as const;

  test('calls nobody while a leg of before lives, and then after the time between two attempts', () => {
    const record = dialledBefore();
    const floor = callbackFloor();
    const { callId, customer } = tryOf(record.callbackId);
    floor.put({ kind: 'callbacksRestored', callbacks: [record] });
    floor.put({ kind: 'exchangeBack', restarted: false, legs: [leg(customer, callId)] });
    floor.ready('anna');
    expect(floor.wanted()).toEqual([`hangUp ${customer}`]);
    floor.clock.advance(30 * MINUTE_MS);
    expect(dialled(floor)).toEqual([]);
    floor.ends(customer, { byUs: true });
    floor.clock.advance(15_000);
    expect(kept(floor, record.callbackId)).toMatchObject({ trying: null, attemptsCount: 1 });
    floor.clock.advance(15 * MINUTE_MS);
    expect(floor.noted(`${record.callbackId}-2`)).toContainEqual(
      expect.objectContaining({ kind: 'offered' }),
    );
  });

  test('knows that the promise is kept when both still talk', () => {
    const record = dialledBefore();
    const floor = callbackFloor();
    const { callId, customer, operator } = tryOf(record.callbackId);
    floor.put({ kind: 'callbacksRestored', callbacks: [record] });
    floor.put({ kind: 'exchangeBack', restarted: false, legs: [leg(customer, callId, [operator])] });
    expect(outcomeOf(floor, record.callbackId)).toBe('reached');
    expect(floor.wanted()).toEqual([]);
  });

  test('makes no attempt more than were promised', () => {
    const record = dialledBefore('attempts: 1');
    const floor = callbackFloor();
    floor.put({ kind: 'callbacksRestored', callbacks: [record] });
    floor.clock.advance(MINUTE_MS);
    expect(outcomeOf(floor, record.callbackId)).toBeUndefined();
    floor.put({ kind: 'exchangeBack', restarted: false, legs: [] });
    floor.clock.advance(15_000);
    expect(outcomeOf(floor, record.callbackId)).toBe('unreached');
  });

  test('gives two promises of one moment their places, of which one was given in the line before', () => {
    const before = callbackFloor();
    const [one, other] = [promised(before, 'c1'), promised(before, 'c2', '400')].map((id) =>
      kept(before, id),
    );
    const floor = callbackFloor();
    const place = { ...other!.place, enteredMs: one!.place.enteredMs, boostMs: one!.place.boostMs };
    floor.put({ kind: 'callbacksRestored', callbacks: [one!, { ...other!, place: { ...place, seq: 1 } }] });
    expect(floor.switchboard.board(floor.clock.now()).queues[0]?.callbacksCount).toBe(2);
    floor.ready('anna');
    expect(floor.wanted()).toHaveLength(1);
  });

  test('reads the same promise twice and has it once', () => {
    const record = dialledBefore();
    const floor = callbackFloor();
    for (let times = 0; times < 2; times++) floor.put({ kind: 'callbacksRestored', callbacks: [record] });
    expect(floor.switchboard.board(floor.clock.now()).queues[0]?.callbacksCount).toBe(1);
  });

  test('refuses a number that no route allows any more', () => {
    const before = callbackFloor();
    const record = kept(before, promised(before));
    const floor = callbackFloor('', {
      'routes.yaml': 'routes:\n  none: { to: ["+4930123456"], trunks: [carrier] }\n',
    });
    floor.put({ kind: 'callbacksRestored', callbacks: [record] });
    expect(outcomeOf(floor, record.callbackId)).toBe('refused');
  });
});
