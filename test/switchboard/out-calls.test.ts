import { describe, expect, test } from 'vitest';
import { NOBODY } from '../kit/nobody.ts';
import { DIAL, floorWith, joined, OUT, outEnds, ringing, tagsOf, talking } from './out-floor.ts';

describe('a number outside', () => {
  test('rings by the first trunk of its route, and the caller hears it', () => {
    const floor = floorWith(DIAL);
    floor.arrives('c1', '300');
    expect(floor.wanted()).toEqual([
      'answer leg-c1',
      `ringOut ${OUT} carrier +4930123456`,
      'ringback leg-c1 on',
    ]);
    expect(floor.noted('c1')).toContainEqual({
      ...{ kind: 'dialled', callId: 'c1', legId: OUT, to: '+4930123456' },
      ...{ route: 'germany', trunk: 'carrier', shown: '+4930100', longestMs: 600_000 },
    });
  });

  test('is joined with the caller when it answers; when it hangs up, the flow goes on', () => {
    const floor = ringing();
    floor.put({ kind: 'legRinging', legId: OUT });
    floor.put({ kind: 'legAnswered', legId: OUT });
    expect(floor.wanted()).toEqual(['ringback leg-c1 off', `join leg-c1 ${OUT}`]);
    joined(floor);
    floor.clock.advance(5_000);
    floor.ends(OUT);
    expect(floor.wanted()).toEqual(['part c1', 'hangUp leg-c1']);
    expect(tagsOf(floor)).toEqual(['answered']);
    expect(floor.noted('c1')).toContainEqual({
      ...{ kind: 'outEnded', callId: 'c1', legId: OUT, outcome: 'answered', talkMs: 5_000 },
    });
  });

  test.each([
    [{ sip: 486 }, false, 'busy'],
    [{ sip: 486 }, true, 'declined'],
    [{ sip: 603 }, true, 'declined'],
    [{ sip: 480 }, true, 'no_answer'],
    [{ sip: 480 }, false, 'no_answer'],
    [{ sip: 404 }, false, 'failed'],
    [{ sip: null, q850: 17 }, false, 'busy'],
  ] as const)('that ends with %o (rang: %s) is an outcome of the step', (end, rang, outcome) => {
    const floor = ringing();
    if (rang) floor.put({ kind: 'legRinging', legId: OUT });
    floor.ends(OUT, end);
    expect(tagsOf(floor)).toEqual([outcome]);
    expect(outEnds(floor)).toEqual([`${OUT} ${outcome}`]);
    expect(floor.wanted()).toEqual(['ringback leg-c1 off', 'hangUp leg-c1']);
  });

  test('whose trunk fails rings by the next one, as that carrier wants it', () => {
    const floor = ringing();
    floor.ends(OUT, { sip: 503 });
    expect(floor.wanted()).toEqual(['ringOut out-c1-2 spare 030123456']);
    floor.put({
      kind: 'commandFailed',
      command: 'ringOut',
      legId: 'out-c1-2',
      reason: 'refused',
      detail: 'no',
    });
    expect(tagsOf(floor)).toEqual(['failed']);
    expect(outEnds(floor)).toEqual([`${OUT} failed`, 'out-c1-2 failed']);
  });

  test('that nobody answers is let go after the ring time', () => {
    const floor = ringing();
    floor.clock.advance(19_999);
    expect(floor.wanted()).toEqual([]);
    floor.clock.advance(1);
    expect(floor.wanted()).toEqual([`hangUp ${OUT}`, 'ringback leg-c1 off', 'hangUp leg-c1']);
    expect(tagsOf(floor)).toEqual(['no_answer']);
    // Answered at the last moment: nobody is there any more.
    floor.put({ kind: 'legAnswered', legId: OUT });
    expect(floor.wanted()).toEqual([`hangUp ${OUT}`]);
  });

  test('that no route allows is never rung', () => {
    const floor = floorWith('dial: { number: "+88216{{ dialled }}" }');
    floor.arrives('c1', '300');
    expect(floor.wanted()).toEqual(['answer leg-c1', 'hangUp leg-c1']);
    expect(tagsOf(floor)).toEqual(['failed']);
    expect(floor.noted('c1')).toContainEqual({
      ...{ kind: 'dialRefused', callId: 'c1', to: '+88216300', why: 'no route allows it' },
    });
  });

  test('talks for the longest time that step and route allow', () => {
    const floor = talking('dial: { number: "+4930123456", longest: 1h }');
    floor.clock.advance(10 * 60_000);
    expect(floor.wanted()).toEqual([`hangUp ${OUT}`, 'part c1', 'hangUp leg-c1']);
    expect(tagsOf(floor)).toEqual(['answered']);
  });

  test('that the exchange does not join is an outcome', () => {
    const floor = ringing();
    floor.put({ kind: 'legAnswered', legId: OUT });
    floor.wanted();
    floor.put({ kind: 'commandFailed', command: 'join', legId: 'leg-c1', reason: 'refused', detail: 'no' });
    expect(floor.wanted()).toEqual([`hangUp ${OUT}`, 'hangUp leg-c1']);
    expect(tagsOf(floor)).toEqual(['failed']);
  });

  test('of a SIP address goes to its server by the trunk', () => {
    const floor = floorWith('dial: { sip: "sip:anna@pbx.example" }');
    floor.arrives('c1', '300');
    expect(floor.wanted()).toContain(`ringOut ${OUT} carrier sip:anna@pbx.example`);
  });
});

describe('the limits of a route', () => {
  test('count the calls that go on, and their longest talks', () => {
    const floor = floorWith(DIAL);
    for (const callId of ['c1', 'c2', 'c3']) floor.arrives(callId, '300');
    const refused = (callId: string) => floor.noted(callId).find(({ kind }) => kind === 'dialRefused')?.why;
    expect(['c1', 'c2', 'c3'].map(refused)).toEqual([
      undefined,
      undefined,
      'too many calls at once on the route',
    ]);
    floor.ends(OUT, { sip: 486 });
    floor.arrives('c4', '300');
    expect(refused('c4')).toBeUndefined();
    floor.ends('out-c2-1', { sip: 486 });
    floor.ends('out-c4-1', { sip: 486 });
    // Three talks of 8 minutes each leave 1 of 25.
    for (const callId of ['c5', 'c6', 'c7']) {
      floor.arrives(callId, '300');
      const legId = `out-${callId}-1`;
      floor.put({ kind: 'legAnswered', legId });
      floor.put({ kind: 'legsJoined', callId, legIds: [`leg-${callId}`, legId] });
      floor.clock.advance(8 * 60_000);
      floor.ends(legId);
    }
    floor.arrives('c8', '300');
    floor.arrives('c9', '300');
    expect(refused('c9')).toBe('the minutes of the route are used up for today');
    floor.wanted();
    floor.put({ kind: 'legAnswered', legId: 'out-c8-1' });
    floor.put({ kind: 'legsJoined', callId: 'c8', legIds: ['leg-c8', 'out-c8-1'] });
    floor.clock.advance(60_000);
    expect(floor.wanted()).toContain('hangUp out-c8-1');
  });
});

describe('a caller who hangs up', () => {
  test.each([
    ['while it rings', () => ringing(), 'withdrawn'],
    [
      'during the whisper',
      () => {
        const floor = ringing('dial: { number: "+4930123456", whisper: hello }');
        floor.put({ kind: 'legAnswered', legId: OUT });
        floor.wanted();
        return floor;
      },
      'withdrawn',
    ],
    [
      'while the two are being joined',
      () => {
        const floor = ringing();
        floor.put({ kind: 'legAnswered', legId: OUT });
        floor.wanted();
        return floor;
      },
      'withdrawn',
    ],
    ['in talk', () => talking(), 'answered'],
    [
      'in talk with whoever has been given the call',
      () => talking('transfer: { number: "+4930123456" }'),
      'answered',
    ],
  ] as const)('%s leaves no leg behind', (_, made, outcome) => {
    const floor = made();
    floor.ends('leg-c1');
    expect(floor.wanted()).toEqual([`hangUp ${OUT}`]);
    expect([...floor.switchboard.knownLegs()]).toEqual([OUT]);
    floor.ends(OUT, { byUs: true });
    expect([...floor.switchboard.knownLegs()]).toEqual([]);
    expect(outEnds(floor)).toEqual([`${OUT} ${outcome}`]);
    floor.clock.advance(3_600_000);
    expect(floor.wanted()).toEqual([]);
  });

  test('in talk was served', () => {
    const floor = talking();
    floor.ends('leg-c1');
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'self_served', by: 'caller' });
  });

  test('leaves a leg of which the exchange never tells: it is looked for', () => {
    const floor = ringing();
    floor.ends('leg-c1');
    floor.clock.advance(5_000);
    expect([...floor.switchboard.knownLegs()]).toEqual([]);
    expect([...floor.switchboard.strangers()]).toEqual([OUT]);
  });
});

describe('a transfer', () => {
  const TRANSFER = 'transfer: { number: "+4930123456" }';

  test('is over for the flow when both hear each other, and for the call when one hangs up', () => {
    const floor = talking(TRANSFER);
    floor.put({ kind: 'digitPressed', legId: 'leg-c1', digit: '1' });
    floor.clock.advance(60_000);
    expect(floor.outcome('c1')).toBeUndefined();
    floor.ends(OUT);
    expect(floor.wanted()).toEqual(['hangUp leg-c1']);
    floor.ends('leg-c1', { byUs: true });
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'transferred_out' });
  });

  test('by which the caller hangs up is transferred out as well', () => {
    const floor = talking(TRANSFER);
    floor.ends('leg-c1');
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'transferred_out', by: 'caller' });
  });

  test('that nobody takes is an outcome of the step', () => {
    const floor = ringing(TRANSFER);
    floor.ends(OUT, { sip: 486 });
    expect(tagsOf(floor)).toEqual(['busy']);
  });
});

describe('operators', () => {
  const GROUP = 'dial: { group: [anna, boris] }';

  test('ring at once, the first to answer has the call, and wraps it up', () => {
    const floor = floorWith(GROUP);
    for (const id of ['anna', 'boris']) floor.ready(id);
    floor.arrives('c1', '300');
    expect(floor.wanted()).toEqual(['answer leg-c1', 'ring op-c1-1', 'ring op-c1-2', 'ringback leg-c1 on']);
    floor.put({ kind: 'legAnswered', legId: 'op-c1-2' });
    expect(floor.wanted()).toEqual([
      'hangUp op-c1-1 answered_elsewhere',
      'ringback leg-c1 off',
      'join leg-c1 op-c1-2',
    ]);
    expect(floor.operator('boris')).toMatchObject({ unit: 'busy', callId: 'c1' });
    floor.ends('op-c1-1', { byUs: true });
    expect(floor.operator('anna')).toMatchObject({ unit: 'free' });
    joined(floor, 'op-c1-2');
    floor.clock.advance(3_000);
    floor.ends('op-c1-2');
    expect(floor.operator('boris')).toMatchObject({ unit: 'free' });
    const noted = floor.noted('c1');
    expect(noted).toContainEqual({ kind: 'talkBegan', callId: 'c1', operator: 'boris' });
    expect(noted).toContainEqual({
      kind: 'talkEnded',
      callId: 'c1',
      operator: 'boris',
      talkMs: 3_000,
      by: 'operator',
    });
    expect(tagsOf(floor)).toEqual(['answered']);
  });

  test('who talk are busy, and who are not there cannot be called', () => {
    const floor = floorWith(GROUP);
    floor.arrives('c1', '300');
    expect(tagsOf(floor)).toEqual(['failed']);
    const busy = floorWith('dial: { operator: anna }');
    busy.ready('anna');
    busy.arrives('c2', '300');
    busy.arrives('c1', '300');
    expect(tagsOf(busy)).toEqual(['busy']);
  });

  test('who decline one by one leave the last word', () => {
    const floor = floorWith(GROUP);
    for (const id of ['anna', 'boris']) floor.ready(id);
    floor.arrives('c1', '300');
    floor.ends('op-c1-1', { sip: 486 });
    expect(tagsOf(floor)).toEqual([]);
    floor.put({ kind: 'legRinging', legId: 'op-c1-2' });
    floor.ends('op-c1-2', { sip: 603 });
    expect(tagsOf(floor)).toEqual(['declined']);
    for (const id of ['anna', 'boris']) expect(floor.operator(id)).toMatchObject({ unit: 'free' });
  });
});

describe('a talk outside that is left from a process that died', () => {
  const found = (legId: string, role: 'caller' | 'outside', hears: readonly string[]) =>
    ({
      kind: 'legFound',
      leg: { legId, callId: 'old', role, answered: true, caller: NOBODY, hears, marks: {} },
    }) as const;

  test('goes on, and when the other party hangs up the caller is let go, without an apology', () => {
    const floor = floorWith(DIAL);
    floor.put(found('leg-old', 'caller', ['out-old-1']));
    floor.put(found('out-old-1', 'outside', ['leg-old']));
    expect(floor.wanted()).toEqual([]);
    floor.ends('out-old-1');
    expect(floor.wanted()).toEqual(['hangUp leg-old']);
  });

  test('and that nobody else is in is ended', () => {
    const floor = floorWith(DIAL);
    floor.put(found('out-old-1', 'outside', []));
    expect(floor.wanted()).toEqual(['hangUp out-old-1']);
  });
});

test('an exchange that starts anew ends the call out, and its count', () => {
  const floor = talking();
  floor.put({ kind: 'exchangeBack', restarted: true, legs: [] });
  expect(floor.outcome('c1')).toMatchObject({ outcome: 'node_failure' });
  expect([...floor.switchboard.knownLegs()]).toEqual([]);
  for (const callId of ['c2', 'c3']) floor.arrives(callId, '300');
  expect(floor.noted('c3').map(({ kind }) => kind)).not.toContain('dialRefused');
});
