import { describe, expect, test } from 'vitest';
import { adopted, asks, BORIS_ALONE, entry, inConsult, inTalk, kinds, ringing, waiting } from './adopted.ts';
import { FILES, Floor } from './floor.ts';
import { callerLeg, nextProcess, phoneLeg, talking } from './next-process.ts';

describe('a phone that rings', () => {
  const left = (floor: Floor, is: Parameters<typeof phoneLeg>[2] = 'ringing') => [
    callerLeg(floor, 'c1'),
    phoneLeg(floor, 'op-c1-1', is),
  ];

  test('rings on, for as long as it would have, and nobody is rung beside', () => {
    const floor = ringing();
    floor.ready('boris');
    floor.clock.advance(15_000);
    const next = nextProcess(floor, left(floor));
    expect(adopted(next)).toMatchObject({ phase: 'offered', operator: 'anna', queue: 'support' });
    expect(next.wanted()).toEqual(['wait leg-c1']);
    next.arrives('c2');
    expect(next.operator('boris').callId).toBe('c2');
    next.wanted();
    next.clock.advance(3_999);
    expect(next.wanted()).toEqual([]);
    next.clock.advance(1);
    expect(next.wanted()).toContain('hangUp op-c1-1');
    expect(entry(next, 'offerEnded')).toMatchObject({ offerId: 'op-c1-1', outcome: 'missed' });
    expect(waiting(next)[0]).toBe('c1');
  });

  test('is answered, and both hear each other', () => {
    const floor = ringing();
    const next = nextProcess(floor, left(floor));
    next.wanted();
    next.put({ kind: 'legAnswered', legId: 'op-c1-1' });
    expect(next.wanted()).toEqual(['join leg-c1 op-c1-1']);
    next.put({ kind: 'legsJoined', callId: 'c1', legIds: ['leg-c1', 'op-c1-1'] });
    expect(kinds(next)).toEqual(['adopted', 'offerEnded', 'queueLeft', 'talkBegan']);
    expect(waiting(next)).toEqual([]);
  });

  test('was answered meanwhile: the two are joined at once', () => {
    const floor = ringing();
    const next = nextProcess(floor, left(floor, 'answered'));
    expect(next.wanted()).toEqual(['join leg-c1 op-c1-1']);
    expect(entry(next, 'offerEnded')).toMatchObject({ outcome: 'answered' });
    expect(next.operator('anna')).toMatchObject({ unit: 'busy', callId: 'c1' });
  });

  test('has stopped meanwhile: the offer is over, nobody is blamed, and the caller is offered anew', () => {
    const floor = ringing();
    const next = nextProcess(floor, [callerLeg(floor, 'c1')]);
    expect(entry(next, 'offerEnded')).toMatchObject({ offerId: 'op-c1-1', outcome: 'withdrawn' });
    expect(next.wanted()).toEqual(['wait leg-c1', expect.stringMatching(/^ring op-c1-\w+-102$/)]);
  });

  test('whose caller has gone is let go', () => {
    const floor = ringing();
    const next = nextProcess(floor, [phoneLeg(floor, 'op-c1-1', 'ringing')]);
    expect(next.wanted()).toEqual(['hangUp op-c1-1']);
    expect(next.switchboard.liveCallIds().size).toBe(0);
  });

  test('that the process before had given up is not taken up again', () => {
    const floor = ringing();
    floor.clock.advance(20_000);
    expect(entry(floor, 'offerEnded')).toMatchObject({ outcome: 'missed' });
    const next = nextProcess(floor, left(floor), { arePhonesAway: true });
    expect(adopted(next)).toMatchObject({ phase: 'waiting', operator: null });
    expect(next.wanted()).toEqual(['hangUp op-c1-1', 'wait leg-c1']);
  });

  test('of which nothing was written down yet is taken up, and its time counts from now', () => {
    const floor = new Floor();
    floor.arrives('c1');
    const early = floor.switchboard.snapshot('c1', floor.clock.now())!;
    floor.ready('anna');
    const legs = left(floor);
    floor.switchboard.snapshot = () => early;
    const next = nextProcess(floor, legs);
    expect(adopted(next)).toMatchObject({ phase: 'offered', operator: 'anna' });
    next.clock.advance(19_999);
    expect(next.operator('anna').unit).toBe('offered');
    next.clock.advance(1);
    expect(entry(next, 'offerEnded')).toMatchObject({ offerId: 'op-c1-1', outcome: 'missed' });
  });

  test('of an operator who is gone from the files is let go, and the caller waits on', () => {
    const floor = ringing();
    const next = nextProcess(floor, left(floor), { changes: { 'operators.yaml': BORIS_ALONE } });
    expect(adopted(next)).toMatchObject({ phase: 'waiting' });
    expect(entry(next, 'offerEnded')).toMatchObject({ offerId: 'op-c1-1', outcome: 'withdrawn' });
    expect(next.wanted()).toEqual(['hangUp op-c1-1', 'wait leg-c1']);
  });
});

describe('an operator who has answered', () => {
  test('and was being joined is joined', () => {
    const floor = ringing();
    floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
    floor.ready('boris');
    const next = nextProcess(floor, [callerLeg(floor, 'c1'), phoneLeg(floor, 'op-c1-1', 'answered')]);
    expect(adopted(next)).toMatchObject({ phase: 'talking', operator: 'anna', queue: 'support' });
    expect(next.wanted()).toEqual(['join leg-c1 op-c1-1']);
    next.put({ kind: 'legsJoined', callId: 'c1', legIds: ['leg-c1', 'op-c1-1'] });
    expect(kinds(next)).toEqual(['adopted', 'queueLeft', 'talkBegan']);
    expect(waiting(next)).toEqual([]);
  });

  test('and hears the caller already talks, though nobody came to write that down', () => {
    const floor = ringing();
    floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
    floor.ready('boris');
    const next = nextProcess(floor, talking(floor, 'c1', 'op-c1-1'));
    expect(kinds(next)).toEqual(['adopted', 'queueLeft', 'talkBegan']);
    expect(next.operator('anna')).toMatchObject({ unit: 'busy', callId: 'c1' });
    expect(next.wanted()).toEqual([]);
    next.clock.advance(600_000);
    expect(kinds(next)).toEqual(['adopted', 'queueLeft', 'talkBegan']);
  });

  test('and is gone since has lost the caller to the line', () => {
    const floor = ringing();
    floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
    const next = nextProcess(floor, [callerLeg(floor, 'c1')], { arePhonesAway: true });
    expect(adopted(next)).toMatchObject({ phase: 'waiting', queue: 'support' });
    expect(waiting(next)).toEqual(['c1']);
  });
});

describe('a talk', () => {
  test('goes on untouched, and its record is whole', () => {
    const floor = inTalk();
    floor.clock.advance(30_000);
    const next = nextProcess(floor, talking(floor, 'c1', 'op-c1-1'), { deadMs: 2_000 });
    expect(next.wanted()).toEqual([]);
    expect(adopted(next)).toMatchObject({ phase: 'talking', operator: 'anna', queue: null, waitedMs: null });
    expect(next.operator('anna')).toMatchObject({ unit: 'busy', callId: 'c1' });
    next.arrives('c2');
    expect(next.operator('boris').callId).toBe('c2');
    next.clock.advance(8_000);
    next.ends('leg-c1');
    expect(entry(next, 'talkEnded')).toMatchObject({ operator: 'anna', talkMs: 40_000, by: 'caller' });
    expect(next.outcome('c1')).toMatchObject({ outcome: 'answered', by: 'caller' });
    expect(next.wanted()).toContain('hangUp op-c1-1');
    next.ends('op-c1-1');
    expect(next.operator('anna').unit).toBe('free');
  });

  test('that the operator ends is followed by what the flow says', () => {
    const floor = inTalk();
    const next = nextProcess(floor, talking(floor, 'c1', 'op-c1-1'));
    next.ends('op-c1-1');
    expect(next.wanted()).toEqual(['part c1', 'hangUp leg-c1']);
    next.ends('leg-c1', { byUs: true });
    expect(next.outcome('c1')).toMatchObject({ outcome: 'answered', by: 'operator' });
  });

  test('whose operator has gone meanwhile is over', () => {
    const floor = inTalk();
    floor.clock.advance(30_000);
    const next = nextProcess(floor, [callerLeg(floor, 'c1')]);
    expect(entry(next, 'talkEnded')).toMatchObject({ operator: 'anna', talkMs: 31_000, by: 'operator' });
    expect(next.wanted()).toContain('hangUp leg-c1');
    expect(next.operator('anna').unit).toBe('free');
  });

  test('whose caller has gone meanwhile is over: the operator is let go', () => {
    const floor = inTalk();
    const next = nextProcess(floor, [phoneLeg(floor, 'op-c1-1', 'answered')]);
    expect(next.wanted()).toEqual(['hangUp op-c1-1']);
    next.ends('op-c1-1');
    expect(next.operator('anna').unit).toBe('free');
  });

  test('whose legs are alone is joined again', () => {
    const floor = inTalk();
    const next = nextProcess(floor, [callerLeg(floor, 'c1'), phoneLeg(floor, 'op-c1-1', 'answered')]);
    expect(next.wanted()).toEqual(['join leg-c1 op-c1-1']);
  });

  test('with an operator who is gone from the files is left alone', () => {
    const floor = inTalk();
    const changes = { 'operators.yaml': BORIS_ALONE };
    const next = nextProcess(floor, talking(floor, 'c1', 'op-c1-1'), { changes });
    expect(next.wanted()).toEqual([]);
    expect(next.switchboard.liveCallIds().size).toBe(0);
  });

  test('on hold stays there, and both hear each other again when that is wanted', () => {
    const floor = inTalk();
    asks(floor, { kind: 'hold' });
    const next = nextProcess(floor, [callerLeg(floor, 'c1'), phoneLeg(floor, 'op-c1-1', 'answered')]);
    expect(next.wanted()).toEqual(['wait leg-c1']);
    expect(adopted(next)).toMatchObject({ phase: 'talking', operator: 'anna' });
    asks(next, { kind: 'resume' });
    expect(next.wanted()).toEqual(['join leg-c1 op-c1-1']);
  });
});

describe('whoever is asked beside a talk', () => {
  const held = (
    floor: Floor,
    anna: readonly string[] | 'answered',
    boris: Parameters<typeof phoneLeg>[2],
  ) => [callerLeg(floor, 'c1'), phoneLeg(floor, 'op-c1-1', anna), phoneLeg(floor, 'op-c1-2', boris)];
  const answers = (floor: Floor): Floor => {
    floor.put({ kind: 'legAnswered', legId: 'op-c1-2' });
    return floor;
  };

  test('is rung on, and answers', () => {
    const floor = inConsult();
    const next = nextProcess(floor, held(floor, 'answered', 'ringing'));
    expect(next.operator('boris')).toMatchObject({ unit: 'offered', callId: 'c1' });
    expect(next.wanted()).toEqual(['wait leg-c1']);
    next.put({ kind: 'legAnswered', legId: 'op-c1-2' });
    expect(next.wanted()).toEqual(['join op-c1-1 op-c1-2']);
    expect(kinds(next)).toEqual(['adopted', 'consultAnswered']);
  });

  test('is not rung for ever', () => {
    const floor = inConsult();
    const next = nextProcess(floor, held(floor, 'answered', 'ringing'));
    next.clock.advance(20_000);
    expect(entry(next, 'consultEnded')).toMatchObject({ operator: 'boris', outcome: 'missed' });
    expect(next.wanted()).toEqual(['wait leg-c1', 'hangUp op-c1-2', 'join leg-c1 op-c1-1']);
  });

  test('has answered meanwhile', () => {
    const floor = inConsult();
    const next = nextProcess(floor, held(floor, 'answered', 'answered'));
    expect(kinds(next)).toEqual(['adopted', 'consultAnswered']);
    expect(next.wanted()).toEqual(['join op-c1-1 op-c1-2', 'wait leg-c1']);
  });

  test('talks on, and can have the caller', () => {
    const floor = answers(inConsult());
    const next = nextProcess(floor, held(floor, ['op-c1-2'], ['op-c1-1']));
    expect(next.wanted()).toEqual(['wait leg-c1']);
    expect(next.operator('boris')).toMatchObject({ unit: 'busy', callId: 'c1' });
    asks(next, { kind: 'handOver' });
    expect(next.wanted()).toEqual(['remember c1', 'hangUp op-c1-1', 'join leg-c1 op-c1-2']);
  });

  test('stays in the conference of all three', () => {
    const floor = answers(inConsult());
    asks(floor, { kind: 'conference' });
    const next = nextProcess(floor, [
      callerLeg(floor, 'c1', ['op-c1-1', 'op-c1-2']),
      phoneLeg(floor, 'op-c1-1', ['leg-c1', 'op-c1-2']),
      phoneLeg(floor, 'op-c1-2', ['leg-c1', 'op-c1-1']),
    ]);
    expect(next.wanted()).toEqual([]);
    next.ends('op-c1-1');
    expect(kinds(next)).toEqual(['adopted', 'talkEnded', 'talkBegan']);
    expect(next.switchboard.call('c1')).toMatchObject({ phase: 'talking', operator: 'boris' });
  });

  test.each([
    ['while the phone rang', inConsult, 'withdrawn'],
    ['after an answer', () => answers(inConsult()), 'answered'],
  ] as const)('and has gone %s leaves caller and operator to each other', (_, floorOf, outcome) => {
    const floor = floorOf();
    const next = nextProcess(floor, [callerLeg(floor, 'c1'), phoneLeg(floor, 'op-c1-1', 'answered')]);
    expect(entry(next, 'consultEnded')).toMatchObject({ operator: 'boris', outcome });
    expect(next.wanted()).toEqual(['join leg-c1 op-c1-1']);
    expect(next.operator('boris').unit).toBe('free');
  });

  test('has the caller when the one who talked has gone', () => {
    const floor = answers(inConsult());
    const next = nextProcess(floor, [callerLeg(floor, 'c1'), phoneLeg(floor, 'op-c1-2', 'answered')]);
    expect(entry(next, 'talkEnded')).toMatchObject({ operator: 'anna' });
    expect(next.wanted()).toContain('join leg-c1 op-c1-2');
  });
});

describe('a caller who is being given to another operator', () => {
  const given = (): Floor => {
    const floor = inTalk();
    asks(floor, { kind: 'toOperator', operator: 'boris' });
    floor.ends('op-c1-1');
    return floor;
  };

  test('is with that one when they answer', () => {
    const floor = given();
    const next = nextProcess(floor, [callerLeg(floor, 'c1'), phoneLeg(floor, 'op-c1-2', 'ringing')]);
    expect(adopted(next)).toMatchObject({ phase: 'talking', operator: null });
    expect(next.wanted()).toEqual([]);
    next.put({ kind: 'legAnswered', legId: 'op-c1-2' });
    expect(next.wanted()).toEqual(['join leg-c1 op-c1-2']);
    next.put({ kind: 'legsJoined', callId: 'c1', legIds: ['leg-c1', 'op-c1-2'] });
    expect(kinds(next)).toEqual(['adopted', 'consultAnswered', 'talkBegan']);
  });

  test('and the one who gave the caller away is let go, should the word for that have been lost', () => {
    const floor = inTalk();
    asks(floor, { kind: 'toOperator', operator: 'boris' });
    const next = nextProcess(floor, talking(floor, 'c1', 'op-c1-1'));
    expect(kinds(next)).toEqual(['adopted', 'consultEnded', 'queueEntered', 'offered']);
    expect(next.wanted()).toContain('hangUp op-c1-1');
    expect(next.operator('boris').callId, 'whose phone was never rung').toBe('c1');
  });

  test('goes back to the line when they do not', () => {
    const floor = given();
    const next = nextProcess(floor, [callerLeg(floor, 'c1'), phoneLeg(floor, 'op-c1-2', 'ringing')], {
      arePhonesAway: true,
    });
    next.clock.advance(20_000);
    expect(entry(next, 'consultEnded')).toMatchObject({ operator: 'boris', outcome: 'missed' });
    expect(waiting(next)).toEqual(['c1']);
  });

  test('goes back to the line when that one has gone meanwhile', () => {
    const floor = given();
    const next = nextProcess(floor, [callerLeg(floor, 'c1')], { arePhonesAway: true });
    expect(kinds(next)).toEqual(['adopted', 'consultEnded', 'queueEntered']);
    expect(waiting(next)).toEqual(['c1']);
  });

  test('is joined with one who has answered, meanwhile or before', () => {
    const meanwhile = given();
    const legsOf = (floor: Floor) => [callerLeg(floor, 'c1'), phoneLeg(floor, 'op-c1-2', 'answered')];
    expect(nextProcess(meanwhile, legsOf(meanwhile)).wanted()).toEqual(['join leg-c1 op-c1-2']);
    const before = given();
    before.put({ kind: 'legAnswered', legId: 'op-c1-2' });
    const next = nextProcess(before, legsOf(before));
    expect(next.wanted()).toEqual(['join leg-c1 op-c1-2']);
    next.put({ kind: 'legsJoined', callId: 'c1', legIds: ['leg-c1', 'op-c1-2'] });
    expect(entry(next, 'talkBegan')).toMatchObject({ operator: 'boris' });
  });

  test('and hears that one already talks', () => {
    const floor = given();
    floor.put({ kind: 'legAnswered', legId: 'op-c1-2' });
    const next = nextProcess(floor, talking(floor, 'c1', 'op-c1-2'));
    expect(next.wanted()).toEqual([]);
    expect(kinds(next)).toEqual(['adopted', 'talkBegan']);
    expect(next.operator('boris')).toMatchObject({ unit: 'busy', callId: 'c1' });
  });
});

describe('a wrap-up', () => {
  const WRAP_UP_MS = 10_000;
  const CHANGES = { 'queues.yaml': FILES['queues.yaml']!.replaceAll('default: 0s', 'default: 10s') };

  /** Anna has talked with c1, and wraps up. */
  function afterTalk(): Floor {
    const floor = new Floor(CHANGES);
    floor.ready('anna');
    floor.arrives('c1');
    floor.talks('c1', 'op-c1-1');
    floor.clock.advance(20_000);
    floor.ends('op-c1-1');
    floor.ends('leg-c1');
    return floor;
  }

  test('goes on for the rest of its time', () => {
    const next = nextProcess(afterTalk(), [], { changes: CHANGES, deadMs: 1_000 });
    expect(next.operator('anna').unit).toBe('wrapUp');
    next.arrives('c2');
    next.clock.advance(WRAP_UP_MS - 1_001);
    expect(next.rung()).toEqual([]);
    next.clock.advance(1);
    expect(next.operator('anna')).toMatchObject({ unit: 'offered', callId: 'c2' });
  });

  test('that ended while nobody looked is over', () => {
    const next = nextProcess(afterTalk(), [], { changes: CHANGES, deadMs: WRAP_UP_MS });
    expect(next.operator('anna').unit).toBe('free');
  });

  test('is over when the operator has a call by now that nobody came to write down', () => {
    const floor = afterTalk();
    floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask: 'finishWrapUp', reason: null });
    floor.arrives('c2');
    floor.talks('c2', 'op-c2-1');
    const legs = talking(floor, 'c2', 'op-c2-1');
    // What was written of her since then is lost.
    const lost = floor.entries.findIndex(
      (entry) => entry.kind === 'operatorChanged' && entry.unit === 'wrapUp',
    );
    floor.entries.splice(lost + 1, Number.POSITIVE_INFINITY);
    const next = nextProcess(floor, legs, { changes: CHANGES });
    expect(next.operator('anna')).toMatchObject({ unit: 'busy', callId: 'c2' });
  });
});
