import { describe, expect, test } from 'vitest';
import { usedIn } from '../../src/journal/index.ts';
import {
  callbackFloor,
  customerTakes,
  operatorTakes,
  outcomeOf,
  promised,
  storyOf,
  tryOf,
} from './callback-floor.ts';
import type { Floor } from './floor.ts';

const MINUTE_MS = 60_000;

const tagsOf = (floor: Floor, callId: string): readonly unknown[] =>
  floor.noted(callId).flatMap(({ kind, label }) => (kind === 'tagged' ? [label] : []));

/** Whose turn it is next: the calls for which a phone rings. */
const rung = (floor: Floor): readonly string[] => floor.wanted().filter((what) => what.startsWith('ring '));

describe('a promise', () => {
  test('is told to the caller when it is on the disk, and the call has it as its outcome', () => {
    const floor = callbackFloor();
    floor.arrives('c1', '300');
    expect(tagsOf(floor, 'c1')).toEqual([]);
    floor.clock.advance(5);
    expect(tagsOf(floor, 'c1')).toEqual(['booked']);
    floor.ends('leg-c1');
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'callback_booked', where: null });
  });

  test('that the disk does not take is none', () => {
    const floor = callbackFloor();
    floor.holdsDisk = true;
    floor.arrives('c1', '300');
    floor.put({ kind: 'secured', key: 'cb-c1-1', ok: false });
    expect(tagsOf(floor, 'c1')).toEqual(['failed']);
    expect(outcomeOf(floor, 'cb-c1-1')).toBe('cancelled');
    floor.ready('anna');
    expect(rung(floor)).toEqual([]);
  });

  test('outlives a caller who hangs up before the disk has taken it', () => {
    const floor = callbackFloor();
    floor.arrives('c1', '300');
    floor.ends('leg-c1');
    floor.clock.advance(5);
    floor.ready('anna');
    expect(rung(floor)).toEqual(['ring op-cb-c1-1-1-1']);
  });

  test('is given once for a number and a queue: the second wish is told so', () => {
    const floor = callbackFloor();
    const id = promised(floor);
    floor.arrives('c2', '300', 'leg-c2', '+79160000001');
    expect(tagsOf(floor, 'c2')).toEqual(['exists']);
    expect(floor.noted('c2')).toContainEqual(
      expect.objectContaining({ kind: 'callbackWished', outcome: 'exists', callbackId: id }),
    );
    expect(floor.switchboard.board(floor.clock.now()).queues[0]?.callbacksCount).toBe(1);
  });

  test.each(['+4930123456', '112', '+882161234567', '+79091234567', ''])(
    'to %s, which no route allows, is refused',
    (number) => {
      const floor = callbackFloor();
      floor.arrives('c1', '300', 'leg-c1', number);
      expect(tagsOf(floor, 'c1')).toEqual(['refused']);
      expect(floor.switchboard.board(floor.clock.now()).queues[0]?.callbacksCount).toBe(0);
    },
  );

  test('is not given when as many as may wait in the queue wait to be called back', () => {
    const floor = callbackFloor();
    for (const callId of ['c1', 'c2', 'c3']) promised(floor, callId);
    floor.arrives('c4', '300');
    expect(tagsOf(floor, 'c4')).toEqual(['full']);
  });
});

describe('the place', () => {
  test('is the one that the caller had: those who came later are served later', () => {
    const floor = callbackFloor();
    const id = promised(floor, 'c1', '400');
    floor.clock.advance(1_000);
    floor.arrives('c2');
    floor.wanted();
    floor.ready('anna');
    expect(rung(floor)).toEqual([`ring op-${id}-1-1`]);
    floor.ready('boris');
    expect(rung(floor)).toEqual(['ring op-c2-1']);
  });

  test('is that of the moment without a wait before', () => {
    const floor = callbackFloor();
    floor.arrives('c1');
    floor.clock.advance(1_000);
    const id = promised(floor, 'c2');
    floor.clock.advance(1_000);
    floor.arrives('c3');
    floor.wanted();
    floor.ready('anna');
    expect(rung(floor)).toEqual(['ring op-c1-1']);
    floor.ready('boris');
    expect(rung(floor)).toEqual([`ring op-${id}-1-1`]);
  });

  test('ends the visit of the caller as a callback, and begins one when its turn has come', () => {
    const floor = callbackFloor();
    const id = promised(floor, 'c1', '400');
    expect(storyOf(floor, id)[0]).toMatchObject({ kind: 'callbackBooked', queue: 'support', needs: null });
    expect(floor.noted('c1')).toContainEqual(
      expect.objectContaining({ kind: 'queueLeft', outcome: 'callback' }),
    );
    floor.clock.advance(MINUTE_MS);
    floor.ready('anna');
    expect(floor.noted(`${id}-1`).slice(0, 3)).toMatchObject([
      { kind: 'callArrived', caller: '+79160000001', dialled: '400', flow: null, callbackId: id },
      { kind: 'callbackTried', callbackId: id },
      { kind: 'queueEntered', queue: 'support', keptForMs: MINUTE_MS + 5, waitingBefore: 0 },
    ]);
  });
});

describe('the operator first', () => {
  test('has the customer called behind the answer, and both talk', () => {
    const floor = callbackFloor();
    const id = promised(floor);
    const legs = tryOf(id);
    floor.ready('anna');
    expect(floor.wanted()).toEqual([`ring ${legs.operator}`]);
    floor.put({ kind: 'legAnswered', legId: legs.operator });
    // The attempt is on the disk before the phone rings.
    expect(floor.wanted()).toEqual([`ringback ${legs.operator} on`]);
    floor.clock.advance(5);
    expect(floor.wanted()).toEqual([`ringOut ${legs.customer} carrier +79160000001`]);
    floor.put({ kind: 'legAnswered', legId: legs.customer });
    expect(floor.wanted()).toEqual([
      `remember ${legs.callId}`,
      `ringback ${legs.operator} off`,
      `join ${legs.customer} ${legs.operator}`,
    ]);
    expect(outcomeOf(floor, id)).toBeUndefined();
    floor.put({ kind: 'legsJoined', callId: legs.callId, legIds: [legs.customer, legs.operator] });
    expect(outcomeOf(floor, id)).toBe('reached');
    floor.clock.advance(5_000);
    floor.ends(legs.customer);
    expect(floor.outcome(legs.callId)).toMatchObject({ outcome: 'answered', by: 'caller' });
    expect(floor.noted(legs.callId)).toContainEqual(
      expect.objectContaining({ kind: 'queueLeft', outcome: 'answered' }),
    );
    // The minutes of the route that another process reads are those that were used.
    const out = floor.entries.filter((entry) => entry.kind === 'dialled' || entry.kind === 'outEnded');
    expect(usedIn(out)).toEqual({ talkedMs: new Map([['russia', 5_000]]), unended: new Map() });
    floor.ends(legs.operator);
    expect(floor.operator('anna').unit).toBe('wrapUp');
  });

  test('who hangs up after the talk ends the customer as well', () => {
    const floor = callbackFloor();
    const legs = tryOf(promised(floor));
    floor.ready('anna');
    operatorTakes(floor, legs.operator);
    customerTakes(floor, legs);
    floor.wanted();
    floor.ends(legs.operator);
    expect(floor.wanted()).toEqual([`part ${legs.callId}`, `hangUp ${legs.customer}`]);
    floor.ends(legs.customer);
    expect(floor.outcome(legs.callId)).toMatchObject({ outcome: 'answered', by: 'operator' });
  });

  test('hears the words, and has the customer called by the key alone', () => {
    const floor = callbackFloor('whisper: hello, take: 1');
    const legs = tryOf(promised(floor));
    floor.ready('anna');
    floor.put({ kind: 'legAnswered', legId: legs.operator });
    expect(floor.wanted()).toEqual([`ring ${legs.operator}`, `speak whisper-${legs.operator}`]);
    floor.put({ kind: 'digitPressed', legId: legs.operator, digit: '2' });
    expect(floor.wanted()).toEqual([]);
    floor.put({ kind: 'digitPressed', legId: legs.operator, digit: '1' });
    floor.clock.advance(5);
    expect(floor.wanted()).toEqual([
      `stopPlay whisper-${legs.operator}`,
      `ringback ${legs.operator} on`,
      `ringOut ${legs.customer} carrier +79160000001`,
    ]);
  });

  test('who does not press it is let go, and the next one is rung', () => {
    const floor = callbackFloor('whisper: hello, take: 1');
    const id = promised(floor);
    const legs = tryOf(id);
    floor.ready('anna');
    floor.put({ kind: 'legAnswered', legId: legs.operator });
    floor.put({ kind: 'playFinished', legId: legs.operator, playId: `whisper-${legs.operator}`, ok: true });
    floor.wanted();
    floor.ready('boris');
    floor.clock.advance(10_000);
    expect(floor.wanted()).toEqual([`hangUp ${legs.operator}`, `ring op-${legs.callId}-2`]);
    floor.ends(legs.operator);
    // A phone that answers by itself is nobody.
    expect(floor.operator('anna')).toMatchObject({ unit: 'free', presence: 'missed' });
    expect(storyOf(floor, id).map(({ kind }) => kind)).not.toContain('callbackDialled');
  });

  test('has no wrap-up when nobody is reached, and the next attempt comes after its time', () => {
    const floor = callbackFloor('attempts: 2, retry: 20m');
    const id = promised(floor);
    const legs = tryOf(id);
    floor.ready('anna');
    operatorTakes(floor, legs.operator);
    floor.wanted();
    floor.clock.advance(25_000);
    expect(floor.wanted()).toEqual([`hangUp ${legs.customer}`, `hangUp ${legs.operator}`]);
    floor.ends(legs.operator);
    floor.ends(legs.customer);
    expect(floor.operator('anna').unit).toBe('free');
    expect(floor.outcome(legs.callId)).toMatchObject({ outcome: 'unreached', where: null });
    expect(floor.noted(legs.callId)).toContainEqual(
      expect.objectContaining({ kind: 'queueLeft', outcome: 'callback' }),
    );
    floor.clock.advance(20 * MINUTE_MS - 1);
    expect(rung(floor)).toEqual([]);
    floor.clock.advance(1);
    const second = tryOf(id, 2);
    expect(rung(floor)).toEqual([`ring ${second.operator}`]);
    operatorTakes(floor, second.operator);
    floor.put({ kind: 'legEnded', legId: second.customer, end: { q850: 17, sip: 486, byUs: false } });
    expect(outcomeOf(floor, id)).toBe('unreached');
    floor.clock.advance(24 * 60 * MINUTE_MS);
    expect(rung(floor)).toEqual([]);
  });

  test('who hangs up while it rings at the customer leaves the promise to the next one, soon', () => {
    const floor = callbackFloor();
    const id = promised(floor);
    const legs = tryOf(id);
    floor.ready('anna');
    operatorTakes(floor, legs.operator);
    floor.wanted();
    floor.ends(legs.operator);
    expect(floor.wanted()).toEqual([`hangUp ${legs.customer}`]);
    floor.ends(legs.customer, { byUs: true });
    floor.clock.advance(30_000);
    expect(rung(floor)).toEqual([`ring ${tryOf(id, 2).operator}`]);
  });

  test('that a trunk fails is followed by the next trunk', () => {
    const floor = callbackFloor();
    const legs = tryOf(promised(floor));
    floor.ready('anna');
    operatorTakes(floor, legs.operator);
    floor.wanted();
    floor.ends(legs.customer, { sip: 503 });
    expect(floor.wanted()).toEqual([`ringOut out-${legs.callId}-3 spare 0160000001`]);
  });
});

describe('the customer first', () => {
  const FIRST = 'first: caller, whisper: hello, retry: 5m';

  test('is called when somebody will be free soon, presses the key, and has the old place', () => {
    const floor = callbackFloor(FIRST);
    const id = promised(floor);
    const callId = `${id}-1`;
    const customer = `out-${callId}-1`;
    floor.clock.advance(10_000);
    floor.arrives('c2');
    expect(floor.wanted().filter((what) => what.startsWith('ring'))).toEqual([]);
    floor.put({ kind: 'phoneChanged', phoneId: '1001', reachable: true });
    floor.ready('anna');
    floor.talks('c2', 'op-c2-1');
    floor.ends('leg-c2');
    floor.ends('op-c2-1');
    // Ten seconds of wrap-up: the wait is short now.
    floor.clock.advance(6_000);
    expect(floor.wanted()).toContain(`ringOut ${customer} carrier +79160000001`);
    floor.put({ kind: 'legAnswered', legId: customer });
    expect(floor.wanted()).toEqual([`speak whisper-${customer}`]);
    floor.arrives('c3');
    floor.wanted();
    floor.put({ kind: 'digitPressed', legId: customer, digit: '1' });
    expect(floor.wanted()).toEqual([`stopPlay whisper-${customer}`, `wait ${customer}`]);
    floor.clock.advance(10_000);
    const operator = `op-${callId}-2`;
    expect(rung(floor)).toEqual([`ring ${operator}`]);
    floor.put({ kind: 'legAnswered', legId: operator });
    floor.put({ kind: 'legsJoined', callId, legIds: [customer, operator] });
    expect(outcomeOf(floor, id)).toBe('reached');
  });

  test('is a mailbox when no key is pressed: it is let go, and called again later', () => {
    const floor = callbackFloor(FIRST);
    const id = promised(floor);
    floor.ready('anna');
    floor.clock.advance(5_010);
    const customer = `out-${id}-1-1`;
    floor.put({ kind: 'legAnswered', legId: customer });
    floor.put({ kind: 'playFinished', legId: customer, playId: `whisper-${customer}`, ok: true });
    floor.wanted();
    floor.clock.advance(10_000);
    expect(floor.wanted()).toEqual([`hangUp ${customer}`]);
    floor.ends(customer, { byUs: true });
    expect(floor.outcome(`${id}-1`)).toMatchObject({ outcome: 'unreached' });
    expect(storyOf(floor, id)).toContainEqual(
      expect.objectContaining({ kind: 'callbackDelayed', why: 'the customer pressed no key' }),
    );
    floor.clock.advance(5 * MINUTE_MS + 10);
    expect(floor.wanted()).toEqual([`ringOut out-${id}-2-1 carrier +79160000001`]);
  });
});

test('a promise that is over before it is on the disk is told of to the flow that made it all the same', () => {
  const floor = callbackFloor();
  floor.arrives('c1', '300', 'leg-c1', '+79160000001');
  floor.put({ kind: 'callbackCancelled', callbackId: 'cb-c1-1', by: 'test' });
  floor.clock.advance(5);
  expect(floor.noted('c1')).toContainEqual(
    expect.objectContaining({ kind: 'callbackWished', outcome: 'booked', callbackId: 'cb-c1-1' }),
  );
  expect(floor.wanted()).toContain('hangUp leg-c1');
});
