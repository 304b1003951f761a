import { beforeEach, describe, expect, test } from 'vitest';
import { Floor } from './floor.ts';

const OPERATORS = `devices: { "1001": {}, "1002": {}, "2001": {} }
own_calls: { wrap_up: 10s }
operators:
  anna: { name: Anna, number: "101", device: "1001", skills: { support: 2, en: 2 }, queues: { support: {}, safety: {} } }
  boris: { name: Boris, number: "102", device: "1002", skills: { support: 2, en: 2 }, queues: { support: {}, safety: {} } }
`;
const ROUTES = `home: { country: "49", national: "0", international: "00" }
routes:
  germany:
    to: ["+49*"]
    trunks: [carrier, spare]
    caller_id: [caller, "+4930100"]
    operators: true
    limits: { longest: 10m, minutes_a_day: 25 }
  flows-only: { to: ["+33*"], trunks: [carrier] }
  ambulance: { to: ["112"], trunks: [carrier], operators: true }
`;
const OUT = 'out-leg-o-1';
const COLLEAGUE = 'op-leg-o-1';

let floor: Floor;
beforeEach(() => {
  floor = new Floor({ 'operators.yaml': OPERATORS, 'routes.yaml': ROUTES });
  floor.ready('anna');
  floor.wanted();
});

const dials = (dialled: string, legId = 'leg-o', phoneId = '1001'): void =>
  floor.put({ kind: 'phoneCalled', legId, phoneId, dialled });
const joined = (legId: string): void =>
  floor.put({ kind: 'legsJoined', callId: 'leg-o', legIds: ['leg-o', legId] });
/** Anna talks with somebody outside. */
function talksOutside(): void {
  dials('030123456');
  floor.put({ kind: 'legAnswered', legId: OUT });
  joined(OUT);
  floor.wanted();
}

describe('an operator who calls a number outside', () => {
  test('is put through by the route, and their phone is answered when the other one answers', () => {
    dials('030123456');
    expect(floor.wanted()).toEqual([`ringOut ${OUT} carrier +4930123456`, 'ringback leg-o on']);
    floor.put({ kind: 'legAnswered', legId: OUT });
    const join = ['remember leg-o', `join leg-o ${OUT}`];
    expect(floor.wanted()).toEqual(['answer leg-o', 'ringback leg-o off', ...join]);
  });

  test('shows a number of the house, never their extension', () => {
    dials('030123456');
    expect(floor.noted('leg-o')).toContainEqual(
      expect.objectContaining({ kind: 'dialled', route: 'germany', shown: '+4930100' }),
    );
  });

  test('is busy from the first digit to the end of the wrap-up, and gets no call meanwhile', () => {
    dials('030123456');
    expect(floor.operator('anna')).toMatchObject({ unit: 'busy', callId: 'leg-o', presence: 'ready' });
    floor.arrives('c1');
    floor.put({ kind: 'legAnswered', legId: OUT });
    joined(OUT);
    floor.ends('leg-o');
    expect(floor.operator('anna').unit).toBe('wrapUp');
    expect(floor.rung()).toEqual([]);
    floor.clock.advance(10_000);
    expect(floor.rung()).toMatchObject([{ legId: 'op-c1-1' }]);
  });

  test('has no wrap-up after a call that nobody answered', () => {
    dials('030123456');
    floor.ends('leg-o');
    expect(floor.operator('anna').unit).toBe('free');
    expect(floor.outcome('leg-o')).toMatchObject({ outcome: 'abandoned' });
  });

  test('keeps the rest of a wrap-up in which they called', () => {
    floor = new Floor({
      'operators.yaml': OPERATORS,
      'routes.yaml': ROUTES,
      'queues.yaml':
        'queues:\n  support: { wrap_up: { default: 60s, max: 60s } }\n  safety: { limits: { unstaffed: never } }\n',
    });
    floor.ready('anna');
    floor.arrives('c1');
    floor.talks('c1', 'op-c1-1');
    floor.ends('op-c1-1');
    floor.clock.advance(20_000);
    dials('030123456');
    expect(floor.operator('anna').unit).toBe('busy');
    floor.clock.advance(10_000);
    floor.ends('leg-o');
    floor.clock.advance(29_999);
    expect(floor.operator('anna').unit).toBe('wrapUp');
    floor.clock.advance(1);
    expect(floor.operator('anna').unit).toBe('free');
  });

  test('hangs up, or is hung up, and nobody is left', () => {
    talksOutside();
    floor.ends('leg-o');
    expect(floor.wanted()).toEqual([`hangUp ${OUT}`]);
    floor.ends(OUT, { byUs: true });
    talksOutside2();
    floor.ends('out-leg-p-1');
    expect(floor.wanted()).toEqual(['part leg-p', 'hangUp leg-p']);
    floor.ends('leg-p', { byUs: true });
    expect([...floor.switchboard.knownLegs()]).toEqual([]);
  });

  function talksOutside2(): void {
    dials('030123456', 'leg-p');
    floor.put({ kind: 'legAnswered', legId: 'out-leg-p-1' });
    floor.put({ kind: 'legsJoined', callId: 'leg-p', legIds: ['leg-p', 'out-leg-p-1'] });
    floor.wanted();
  }

  test('has a record of their own, with the time of the talk', () => {
    talksOutside();
    floor.clock.advance(5_000);
    floor.ends(OUT);
    floor.ends('leg-o', { byUs: true });
    expect(floor.noted('leg-o')[0]).toEqual({
      ...{ kind: 'ownCallBegan', callId: 'leg-o', operator: 'anna', direction: 'outgoing' },
      ...{ number: '101', dialled: '030123456' },
    });
    expect(floor.noted('leg-o')).toContainEqual({
      ...{ kind: 'outEnded', callId: 'leg-o', legId: OUT, outcome: 'answered', talkMs: 5_000 },
    });
    expect(floor.outcome('leg-o')).toMatchObject({ outcome: 'answered' });
  });

  test.each([
    [{ sip: 486 }, 'busy'],
    [{ sip: 404 }, 'rejected'],
    [{ sip: 480 }, 'normal'],
  ])('hears what became of it: %j', (end, reason) => {
    dials('030123456');
    floor.wanted();
    floor.ends(OUT, end);
    const hangUp = reason === 'normal' ? 'hangUp leg-o' : `hangUp leg-o ${reason}`;
    expect(floor.wanted()).toEqual(['ringback leg-o off', hangUp]);
  });

  test.each([
    ['a number of no route', '+15551234567', 'no route allows it'],
    ['a number that only flows may call', '+33123456789', 'the route is not for operators'],
    ['no number', '999', 'no route allows it'],
  ])('is refused %s', (_, dialled, why) => {
    dials(dialled);
    expect(floor.wanted()).toEqual(['hangUp leg-o rejected']);
    expect(floor.noted('leg-o')).toContainEqual({ kind: 'dialRefused', callId: 'leg-o', to: dialled, why });
    floor.ends('leg-o', { byUs: true });
    expect(floor.operator('anna').unit).toBe('free');
  });

  test('reaches the emergency number that a route names', () => {
    dials('112');
    expect(floor.wanted()[0]).toBe(`ringOut ${OUT} carrier 112`);
  });

  test('is cut at the longest talk of the route, and the minutes of the day are kept', () => {
    floor.put({ kind: 'minutesRestored', talkedMs: new Map([['germany', 20 * 60_000]]), unended: new Map() });
    talksOutside();
    floor.clock.advance(5 * 60_000);
    expect(floor.wanted()).toContain('hangUp leg-o');
    floor.ends('leg-o', { byUs: true });
    floor.ends(OUT, { byUs: true });
    dials('030123456', 'leg-p');
    expect(floor.noted('leg-p')).toContainEqual(
      expect.objectContaining({ why: 'the minutes of the route are used up for today' }),
    );
  });
});

describe('an operator who calls a colleague', () => {
  beforeEach(() => {
    floor.ready('boris');
    floor.wanted();
  });

  test('talks with them, and both are busy', () => {
    dials('102');
    expect(floor.wanted()).toEqual([`ring ${COLLEAGUE}`, 'ringback leg-o on']);
    expect(floor.rung()).toMatchObject([{ phoneIds: ['1002'], show: { number: '101', name: 'Anna' } }]);
    floor.put({ kind: 'legAnswered', legId: COLLEAGUE });
    const join = ['remember leg-o', `join leg-o ${COLLEAGUE}`];
    expect(floor.wanted()).toEqual(['answer leg-o', 'ringback leg-o off', ...join]);
    joined(COLLEAGUE);
    expect([floor.operator('anna').unit, floor.operator('boris').unit]).toEqual(['busy', 'busy']);
    floor.ends(COLLEAGUE);
    expect(floor.operator('boris').unit).toBe('wrapUp');
    floor.ends('leg-o', { byUs: true });
    expect(floor.noted('leg-o')[0]).toMatchObject({ direction: 'internal', dialled: '102' });
    expect(floor.outcome('leg-o')).toMatchObject({ outcome: 'answered' });
  });

  test('reaches them on a break, and where they have signed in', () => {
    floor.put({ kind: 'phoneChanged', phoneId: '2001', reachable: true });
    floor.put({ kind: 'deskAsked', operatorId: 'boris', phoneId: '2001' });
    floor.put({ kind: 'operatorAsked', operatorId: 'boris', ask: 'pause', reason: 'lunch' });
    dials('102');
    expect(floor.rung()).toMatchObject([{ phoneIds: ['2001'] }]);
  });

  test('reaches whoever is at a phone by its name', () => {
    dials('1002');
    expect(floor.rung()).toMatchObject([{ phoneIds: ['1002'] }]);
  });

  test('hears that they are busy', () => {
    floor.arrives('c1');
    floor.wanted();
    expect(floor.operator('anna').unit).toBe('offered');
    dials('101', 'leg-o', '1002');
    expect(floor.wanted()).toEqual(['hangUp leg-o busy']);
  });

  test('misses nobody a call: who does not answer a colleague stays ready', () => {
    dials('102');
    floor.put({ kind: 'legRinging', legId: COLLEAGUE });
    floor.clock.advance(60_000);
    floor.ends(COLLEAGUE, { byUs: true });
    expect(floor.operator('boris')).toMatchObject({ presence: 'ready', unit: 'free' });
  });

  test('cannot call themselves', () => {
    dials('101');
    expect(floor.wanted()).toEqual(['hangUp leg-o busy']);
  });
});

describe('a phone', () => {
  test('that dials a number of the hotline is a caller’s', () => {
    dials('200');
    expect(floor.wanted()).toEqual(['takeAsCaller leg-o']);
  });

  test('at which nobody is calls nobody', () => {
    dials('102', 'leg-o', '2001');
    dials('030123456', 'leg-p', '2001');
    expect(floor.wanted()).toEqual(['hangUp leg-o no_such_number', 'hangUp leg-p no_such_number']);
  });

  test('of an operator who is rung, or talks, makes no further call', () => {
    floor.arrives('c1');
    floor.wanted();
    dials('030123456');
    expect(floor.wanted()).toEqual(['hangUp leg-o busy']);
    expect(floor.noted('leg-o')).toEqual([]);
  });
});
