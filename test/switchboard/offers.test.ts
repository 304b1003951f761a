import { beforeEach, describe, expect, test } from 'vitest';
import { Floor } from './floor.ts';

let floor: Floor;

beforeEach(() => {
  floor = new Floor();
});

describe('a caller and a free operator', () => {
  test('meet in the same turn: the phone rings first, the music comes after', () => {
    floor.ready('anna');
    floor.arrives('c1');
    expect(floor.wanted()).toEqual(['answer leg-c1', 'ring op-c1-1', 'wait leg-c1']);
    floor.talks('c1', 'op-c1-1');
    expect(floor.wanted()).toEqual(['join leg-c1 op-c1-1']);
    expect(floor.operator('anna')).toMatchObject({ unit: 'busy', callId: 'c1' });
  });

  test('part when the operator hangs up: the operator is free and the caller is told goodbye by the flow', () => {
    floor.ready('anna');
    floor.arrives('c1', '200');
    floor.heard('c1', floor.wanted().at(-1)!);
    expect(floor.wanted()).toEqual(['ring op-c1-1', 'wait leg-c1']);
    floor.talks('c1', 'op-c1-1');
    floor.wanted();
    floor.clock.advance(30_000);
    floor.ends('op-c1-1');
    const [part, bye] = floor.wanted();
    expect(part).toBe('part c1');
    expect(floor.operator('anna')).toMatchObject({ presence: 'ready', unit: 'free', callId: null });
    floor.heard('c1', bye!);
    expect(floor.wanted()).toEqual(['hangUp leg-c1']);
    floor.ends('leg-c1', { byUs: true });
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'answered', by: 'operator', where: null });
    expect(floor.noted('c1')).toContainEqual(expect.objectContaining({ kind: 'talkEnded', talkMs: 30_000 }));
  });

  test('part when the caller hangs up: the operator is free when their own leg has ended', () => {
    floor.ready('anna');
    floor.arrives('c1');
    floor.talks('c1', 'op-c1-1');
    floor.wanted();
    floor.ends('leg-c1');
    expect(floor.wanted()).toEqual(['hangUp op-c1-1']);
    expect(floor.operator('anna').unit).toBe('busy');
    floor.ends('op-c1-1', { byUs: true });
    expect(floor.operator('anna').unit).toBe('free');
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'answered', by: 'caller' });
  });

  test('a freed operator gets the next caller before the old call is cleared away', () => {
    floor.ready('anna');
    floor.arrives('c1');
    floor.arrives('c2');
    floor.talks('c1', 'op-c1-1');
    floor.wanted();
    floor.ends('op-c1-1');
    expect(floor.wanted()[0]).toBe('ring op-c2-1');
  });

  test('an operator with less than the step needs is not rung', () => {
    floor.ready('boris');
    floor.arrives('c1', '200');
    floor.heard('c1', floor.wanted().at(-1)!);
    expect(floor.wanted()).toEqual(['wait leg-c1']);
    floor.ready('anna');
    expect(floor.wanted()).toEqual(['ring op-c1-1']);
  });
});

describe('a phone that does not answer', () => {
  test('is cancelled after its time, the next operator rings in the same turn, the first is taken out', () => {
    floor.ready('anna');
    floor.ready('boris');
    floor.arrives('c1');
    floor.put({ kind: 'legRinging', legId: 'op-c1-1' });
    floor.wanted();
    floor.clock.advance(20_000);
    expect(floor.wanted()).toEqual(['hangUp op-c1-1', 'ring op-c1-2']);
    expect(floor.operator('anna')).toMatchObject({ presence: 'missed', unit: 'offered' });
    floor.ends('op-c1-1', { byUs: true });
    expect(floor.operator('anna')).toMatchObject({ presence: 'missed', unit: 'free' });
    expect(floor.noted('c1')).toContainEqual(
      expect.objectContaining({ kind: 'offerEnded', outcome: 'missed' }),
    );
  });

  test.each([
    { what: 'declines with 603', rang: false, end: { sip: 603, q850: 21 }, outcome: 'declined' },
    { what: 'declines with 486 after ringing', rang: true, end: { sip: 486, q850: 17 }, outcome: 'declined' },
    { what: 'declines with 480 after ringing', rang: true, end: { sip: 480, q850: 19 }, outcome: 'declined' },
    { what: 'is busy with a call of its own', rang: false, end: { sip: 486, q850: 17 }, outcome: 'busy' },
    { what: 'gives no answer at all', rang: false, end: { sip: 408, q850: 18 }, outcome: 'unreachable' },
    { what: 'cannot agree on a codec', rang: false, end: { sip: 488, q850: 58 }, outcome: 'unreachable' },
    { what: 'ends without a word', rang: true, end: { sip: null, q850: null }, outcome: 'unreachable' },
  ])('$what: $outcome, and the next operator rings in the same turn', ({ rang, end, outcome }) => {
    floor.ready('anna');
    floor.ready('boris');
    floor.arrives('c1');
    if (rang) floor.put({ kind: 'legRinging', legId: 'op-c1-1' });
    floor.wanted();
    floor.ends('op-c1-1', end);
    expect(floor.wanted()[0]).toBe('ring op-c1-2');
    expect(floor.noted('c1')).toContainEqual(
      expect.objectContaining({ kind: 'offerEnded', operator: 'anna', outcome }),
    );
    expect(floor.operator('anna').presence).toBe('ready');
  });

  test('is busy with our own call, which it answered as that was taken back, and is rung again in a moment', () => {
    floor.ready('anna');
    floor.arrives('c1');
    floor.arrives('c2');
    floor.ends('leg-c1');
    floor.ends('op-c1-1', { byUs: true });
    floor.wanted();
    floor.clock.advance(20);
    floor.ends('op-c2-1', { sip: 486 });
    floor.clock.advance(999);
    expect(floor.wanted()).toEqual([]);
    floor.clock.advance(1);
    expect(floor.wanted()).toEqual(['ring op-c2-2']);
    // Who is busy then is so with a call of their own.
    floor.ends('op-c2-2', { sip: 486 });
    floor.clock.advance(29_999);
    expect(floor.wanted()).toEqual([]);
    floor.clock.advance(1);
    expect(floor.wanted()).toEqual(['ring op-c2-3']);
  });

  test('never even rings is unreachable after its time, and nobody is blamed', () => {
    floor.ready('anna');
    floor.ready('boris');
    floor.arrives('c1');
    floor.clock.advance(20_000);
    expect(floor.noted('c1')).toContainEqual(expect.objectContaining({ outcome: 'unreachable' }));
    expect(floor.operator('anna')).toMatchObject({ presence: 'ready', phone: 'unreachable' });
    expect(floor.wanted()).toContain('ring op-c1-2');
  });

  test('could not even be rung: as unreachable, and it is tried again after a rest', () => {
    floor.ready('anna');
    floor.arrives('c1');
    const failed = {
      kind: 'commandFailed',
      command: 'ring',
      legId: 'op-c1-1',
      reason: 'refused',
      detail: '500',
    } as const;
    floor.put(failed);
    expect(floor.operator('anna')).toMatchObject({ phone: 'unreachable', unit: 'free' });
    floor.wanted();
    floor.clock.advance(60_000);
    expect(floor.wanted()).toEqual(['ring op-c1-2']);
  });

  test('answers too late: its leg goes before anything is joined', () => {
    floor.ready('anna');
    floor.arrives('c1');
    floor.ready('boris');
    floor.clock.advance(20_000);
    floor.wanted();
    floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
    expect(floor.wanted()).toEqual(['hangUp op-c1-1']);
    floor.talks('c1', 'op-c1-2');
    expect(floor.wanted()).toEqual(['join leg-c1 op-c1-2']);
  });

  test('never tells that its leg has ended: the operator is free after a while all the same', () => {
    floor.ready('anna');
    floor.arrives('c1');
    floor.ends('leg-c1');
    expect(floor.operator('anna').unit).toBe('offered');
    floor.clock.advance(5_000);
    expect(floor.operator('anna').unit).toBe('free');
  });
});
