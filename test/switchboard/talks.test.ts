import { describe, expect, test } from 'vitest';
import type { TalkAsk } from '../../src/switchboard/event.ts';
import { Floor } from './floor.ts';

const FLOW = [
  'flow: straight',
  'start: wait',
  'on_transfer_back: back',
  'steps:',
  '  wait:',
  '    queue: { name: support, needs: "en >= 1" }',
  '    on: { timeout: bye, full: bye, unstaffed: bye, left: bye, error: bye, after_talk: after }',
  '  back: { tag: back, next: end }',
  '  after: { tag: after, next: end }',
  '  bye: { play: bye, next: end }',
  '  end: { hangup: normal }',
  '',
].join('\n');

const floorOf = (): Floor => new Floor({ 'straight.flow.yaml': FLOW }, 100, 'rehearsals');
const asks = (floor: Floor, ask: TalkAsk, callId = 'c1'): void =>
  floor.put({ kind: 'talkAsked', callId, by: 'test', ask });
const kinds = (floor: Floor, callId = 'c1'): readonly string[] => floor.noted(callId).map(({ kind }) => kind);
const stepsOf = (floor: Floor, callId = 'c1'): readonly unknown[] =>
  floor.noted(callId).flatMap(({ kind, step }) => (kind === 'stepEntered' ? [step] : []));
const waiting = (floor: Floor, queue = 'support'): readonly string[] =>
  floor.switchboard
    .board(floor.clock.now())
    .queues.find(({ id }) => id === queue)!
    .waiting.map(({ callId }) => callId);

/** Anna talks with the caller of c1; boris is ready. */
function inTalk(): Floor {
  const floor = floorOf();
  floor.ready('anna');
  floor.arrives('c1');
  floor.talks('c1', 'op-c1-1');
  floor.ready('boris');
  floor.wanted();
  return floor;
}

/** Boris has picked up, and talks with anna. */
function inConsult(): Floor {
  const floor = inTalk();
  asks(floor, { kind: 'consult', operator: 'boris' });
  floor.put({ kind: 'legAnswered', legId: 'op-c1-2' });
  floor.wanted();
  return floor;
}

describe('a caller on hold', () => {
  test('waits with music, and hears the operator again', () => {
    const floor = inTalk();
    asks(floor, { kind: 'hold' });
    expect(floor.wanted()).toEqual(['wait leg-c1']);
    asks(floor, { kind: 'hold' });
    expect(floor.wanted()).toEqual([]);
    asks(floor, { kind: 'resume' });
    expect(floor.wanted()).toEqual(['join leg-c1 op-c1-1']);
    floor.put({ kind: 'legsJoined', callId: 'c1', legIds: ['leg-c1', 'op-c1-1'] });
    expect(kinds(floor).filter((kind) => ['held', 'resumed', 'talkBegan'].includes(kind))).toEqual([
      'talkBegan',
      'held',
      'resumed',
    ]);
  });

  test('whose operator hangs up hears what follows the talk', () => {
    const floor = inTalk();
    asks(floor, { kind: 'hold' });
    floor.wanted();
    floor.ends('op-c1-1');
    expect(floor.wanted()).toEqual(['leaveWait leg-c1', 'hangUp leg-c1']);
    expect(stepsOf(floor)).toEqual(['wait', 'after', 'end']);
  });

  test('who hangs up leaves the operator free', () => {
    const floor = inTalk();
    asks(floor, { kind: 'hold' });
    floor.ends('leg-c1');
    floor.ends('op-c1-1', { byUs: true });
    expect(floor.operator('anna').unit).toBe('free');
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'answered', by: 'caller' });
  });
});

describe('an operator gives the caller', () => {
  test('back to the line, where the place of before is', () => {
    const floor = floorOf();
    floor.ready('anna');
    floor.arrives('c1');
    floor.clock.advance(10_000);
    floor.talks('c1', 'op-c1-1');
    floor.arrives('c2');
    floor.clock.advance(60_000);
    floor.wanted();
    asks(floor, { kind: 'toQueue', queue: 'support' });
    expect(floor.wanted()).toEqual(['remember c1', 'hangUp op-c1-1', 'wait leg-c1']);
    expect(waiting(floor)).toEqual(['c1', 'c2']);
    expect(floor.noted('c1')).toContainEqual(
      expect.objectContaining({
        kind: 'queueEntered',
        queue: 'support',
        needs: 'en >= 1',
        keptForMs: 70_000,
      }),
    );
    floor.ends('op-c1-1', { byUs: true });
    expect(floor.wanted()).toEqual(['ring op-c1-2']);
  });

  test('to another line as its last, without what the step asked for', () => {
    const floor = inTalk();
    floor.put({ kind: 'operatorAsked', operatorId: 'boris', ask: 'offline', reason: null });
    asks(floor, { kind: 'toQueue', queue: 'safety' });
    expect(waiting(floor, 'safety')).toEqual(['c1']);
    expect(floor.noted('c1').findLast(({ kind }) => kind === 'queueEntered')).toMatchObject({ needs: null });
    asks(floor, { kind: 'toQueue', queue: 'nothing' });
    expect(waiting(floor, 'safety')).toEqual(['c1']);
  });

  test('back to the flow', () => {
    const floor = inTalk();
    asks(floor, { kind: 'toFlow' });
    expect(floor.wanted()).toEqual(['remember c1', 'hangUp op-c1-1', 'part c1', 'hangUp leg-c1']);
    expect(stepsOf(floor)).toEqual(['wait', 'back', 'end']);
    expect(floor.noted('c1')).toContainEqual(
      expect.objectContaining({ kind: 'transferred', operator: 'anna', to: { flow: true }, by: 'test' }),
    );
  });

  test('to another operator, who has the caller when they answer', () => {
    const floor = inTalk();
    asks(floor, { kind: 'toOperator', operator: 'boris' });
    expect(floor.wanted()).toEqual(['wait leg-c1', 'ring op-c1-2', 'remember c1', 'hangUp op-c1-1']);
    floor.ends('op-c1-1', { byUs: true });
    floor.put({ kind: 'legAnswered', legId: 'op-c1-2' });
    expect(floor.wanted()).toEqual(['join leg-c1 op-c1-2']);
    floor.put({ kind: 'legsJoined', callId: 'c1', legIds: ['leg-c1', 'op-c1-2'] });
    expect(floor.operator('boris')).toMatchObject({ unit: 'busy', callId: 'c1' });
    expect(floor.operator('anna').unit).toBe('free');
    floor.ends('op-c1-2');
    expect(stepsOf(floor)).toEqual(['wait', 'after', 'end']);
    const talks = floor.noted('c1').filter(({ kind }) => kind === 'talkBegan' || kind === 'talkEnded');
    expect(talks.map(({ kind, operator }) => `${kind} ${operator}`)).toEqual([
      'talkBegan anna',
      'talkEnded anna',
      'talkBegan boris',
      'talkEnded boris',
    ]);
  });

  test.each([
    ['does not answer', (floor: Floor) => floor.clock.advance(20_000)],
    ['declines', (floor: Floor) => floor.ends('op-c1-2', { sip: 603, q850: 21 })],
  ])('to another one who %s: the caller has the old place again', (_, happens) => {
    const floor = inTalk();
    asks(floor, { kind: 'toOperator', operator: 'boris' });
    floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask: 'offline', reason: null });
    floor.put({ kind: 'operatorAsked', operatorId: 'boris', ask: 'offline', reason: null });
    happens(floor);
    expect(waiting(floor)).toEqual(['c1']);
  });

  test('to nobody who cannot be rung', () => {
    const floor = inTalk();
    floor.put({ kind: 'operatorAsked', operatorId: 'boris', ask: 'pause', reason: null });
    asks(floor, { kind: 'toOperator', operator: 'boris' });
    asks(floor, { kind: 'consult', operator: 'nobody' });
    asks(floor, { kind: 'consult', operator: 'anna' });
    expect(floor.wanted()).toEqual([]);
  });
});

describe('an operator who consults another one', () => {
  test('talks with them while the caller is held, and hands the caller over', () => {
    const floor = inTalk();
    asks(floor, { kind: 'consult', operator: 'boris' });
    expect(floor.wanted()).toEqual(['wait leg-c1', 'ring op-c1-2']);
    floor.put({ kind: 'legAnswered', legId: 'op-c1-2' });
    expect(floor.wanted()).toEqual(['join op-c1-1 op-c1-2']);
    asks(floor, { kind: 'handOver' });
    expect(floor.wanted()).toEqual(['remember c1', 'hangUp op-c1-1', 'join leg-c1 op-c1-2']);
    floor.put({ kind: 'legsJoined', callId: 'c1', legIds: ['leg-c1', 'op-c1-2'] });
    floor.ends('op-c1-1', { byUs: true });
    expect([floor.operator('anna').unit, floor.operator('boris').unit]).toEqual(['free', 'busy']);
  });

  test('hands the caller over by hanging up', () => {
    const floor = inConsult();
    floor.ends('op-c1-1');
    expect(floor.wanted()).toEqual(['join leg-c1 op-c1-2']);
    floor.put({ kind: 'legsJoined', callId: 'c1', legIds: ['leg-c1', 'op-c1-2'] });
    expect(floor.noted('c1').at(-1)).toMatchObject({ kind: 'talkBegan', operator: 'boris' });
    floor.ends('leg-c1');
    expect(floor.noted('c1').at(-1)).toMatchObject({ kind: 'callEnded', by: 'caller' });
  });

  test.each([
    ['the other one hangs up', (floor: Floor) => floor.ends('op-c1-2')],
    ['the first one ends it', (floor: Floor) => asks(floor, { kind: 'endConsult' })],
  ])('has the caller again when %s', (_, happens) => {
    const floor = inConsult();
    happens(floor);
    expect(floor.wanted()).toContain('join leg-c1 op-c1-1');
    floor.ends('op-c1-2', { byUs: true });
    expect(floor.operator('boris').unit).toBe('free');
    asks(floor, { kind: 'hold' });
    expect(floor.wanted()).toEqual(['wait leg-c1']);
  });

  test('has the caller again when the other one does not pick up', () => {
    const floor = inTalk();
    asks(floor, { kind: 'consult', operator: 'boris' });
    floor.wanted();
    floor.clock.advance(20_000);
    expect(floor.wanted()).toEqual(['hangUp op-c1-2', 'join leg-c1 op-c1-1']);
    expect(floor.noted('c1').at(-1)).toMatchObject({ kind: 'consultEnded', outcome: 'missed' });
  });

  test('makes a conference, in which whoever is left goes on', () => {
    const floor = inConsult();
    asks(floor, { kind: 'conference' });
    expect(floor.wanted()).toEqual(['join leg-c1 op-c1-2']);
    floor.ends('op-c1-1');
    expect(floor.wanted()).toEqual([]);
    expect(floor.noted('c1').at(-1)).toMatchObject({ kind: 'talkBegan', operator: 'boris' });
    floor.ends('leg-c1');
    floor.ends('op-c1-2', { byUs: true });
    expect([floor.operator('anna').unit, floor.operator('boris').unit]).toEqual(['free', 'free']);
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'answered' });
  });

  test('whose caller hangs up leaves both free', () => {
    for (const floor of [inConsult(), inTalk()]) {
      asks(floor, { kind: 'consult', operator: 'boris' });
      floor.ends('leg-c1');
      expect(floor.wanted()).toEqual(expect.arrayContaining(['hangUp op-c1-1', 'hangUp op-c1-2']));
      floor.ends('op-c1-1', { byUs: true });
      floor.ends('op-c1-2', { byUs: true });
      expect([floor.operator('anna').unit, floor.operator('boris').unit]).toEqual(['free', 'free']);
    }
  });
});

describe('a phone that asks for a transfer', () => {
  const refers = (floor: Floor, to: string, legId = 'op-c1-1'): void =>
    floor.put({ kind: 'transferAsked', legId, to });

  test('to the phone of another operator, or to a queue, has it', () => {
    const floor = inTalk();
    refers(floor, '1002');
    expect(floor.wanted()).toEqual([
      ...['remember c1', 'answerTransfer op-c1-1 true'],
      ...['wait leg-c1', 'ring op-c1-2', 'hangUp op-c1-1'],
    ]);
    const other = inTalk();
    refers(other, 'safety');
    expect(other.wanted().slice(0, 3)).toEqual([
      ...['remember c1', 'answerTransfer op-c1-1 true', 'hangUp op-c1-1'],
    ]);
  });

  test('and whose caller is hung up before the other operator answers leaves the caller with nobody', () => {
    const floor = inTalk();
    refers(floor, '1002');
    floor.put({ kind: 'hangUpAsked', callId: 'c1' });
    const [call] = floor.switchboard.board(floor.clock.now()).calls;
    expect(call).toMatchObject({ callId: 'c1', phase: 'inFlow', operator: null });
  });

  test.each(['+79161234567', '1001', '1009', '*20', '', 'nothing'])('to "%s" has nothing', (to) => {
    const floor = inTalk();
    refers(floor, to);
    expect(floor.wanted()).toEqual(['answerTransfer op-c1-1 false']);
    expect(floor.noted('c1').at(-1)).toMatchObject({ kind: 'trouble' });
    refers(floor, '1002', 'op-c9-1');
    expect(floor.wanted()).toEqual(['answerTransfer op-c9-1 false']);
  });
});

describe('a phone that is gone in the middle of a talk', () => {
  test('is listened to, and gives the caller the old place again, with a word', () => {
    const floor = inTalk();
    floor.put({ kind: 'operatorAsked', operatorId: 'boris', ask: 'offline', reason: null });
    floor.put({ kind: 'phoneChanged', phoneId: '1001', reachable: false });
    expect(floor.wanted()).toEqual(['probe op-c1-1 1001']);
    floor.put({ kind: 'legSilent', legId: 'op-c1-1' });
    expect(waiting(floor)).toEqual(['c1']);
    expect(floor.wanted()).toEqual(['hangUp op-c1-1', 'wait leg-c1', 'speak c1/wait-1']);
    expect(kinds(floor)).toContain('operatorLost');
    floor.put({ kind: 'legSilent', legId: 'op-c1-1' });
    expect(floor.wanted()).toEqual([]);
  });

  test('whose end the network tells is no hang-up of a person', () => {
    const floor = inTalk();
    floor.put({ kind: 'operatorAsked', operatorId: 'boris', ask: 'offline', reason: null });
    floor.ends('op-c1-1', { q850: 27 });
    expect(waiting(floor)).toEqual(['c1']);
    expect(stepsOf(floor)).toEqual(['wait']);
  });

  test.each<readonly [how: string, lose: (floor: Floor) => void]>([
    ['that is silent', (floor) => floor.put({ kind: 'legSilent', legId: 'op-c1-1' })],
    ['whose end the network tells', (floor) => floor.ends('op-c1-1', { q850: 27 })],
  ])('has not ended the call: who then hangs up in the line has, after a phone %s', (_how, lose) => {
    const floor = inTalk();
    floor.put({ kind: 'operatorAsked', operatorId: 'boris', ask: 'offline', reason: null });
    lose(floor);
    floor.ends('leg-c1');
    expect(floor.noted('c1').at(-1)).toMatchObject({ kind: 'callEnded', outcome: 'answered', by: 'caller' });
  });
});

describe('a leg that somebody else has moved in the exchange', () => {
  const troubles = (floor: Floor): readonly object[] =>
    floor.noted('c1').filter(({ kind }) => kind === 'trouble');

  test.each(['leg-c1', 'op-c1-1'])(
    'is the exchange to put back: the record of the call says so of %s',
    (legId) => {
      const floor = inTalk();
      floor.wanted();
      floor.put({ kind: 'legMoved', legId, isGivenUp: false });
      expect(floor.wanted()).toEqual([]);
      expect(troubles(floor)).toMatchObject([
        { what: `somebody else has moved the leg ${legId} in the exchange, it is put back` },
      ]);
      floor.put({ kind: 'legMoved', legId, isGivenUp: true });
      expect(troubles(floor)[1]).toMatchObject({ what: expect.stringContaining('it is left there') });
    },
  );

  test('and that is of no call changes nothing', () => {
    const floor = inTalk();
    floor.wanted();
    floor.put({ kind: 'legMoved', legId: 'leg-of-nobody', isGivenUp: false });
    expect(floor.wanted()).toEqual([]);
    expect(troubles(floor)).toEqual([]);
  });
});

test('nothing is asked of a call that does not talk, or is being hung up', () => {
  const floor = floorOf();
  floor.arrives('c1');
  floor.wanted();
  const all: readonly TalkAsk[] = [
    { kind: 'hold' },
    { kind: 'resume' },
    { kind: 'toFlow' },
    { kind: 'toQueue', queue: 'safety' },
    { kind: 'consult', operator: 'boris' },
    { kind: 'conference' },
    { kind: 'handOver' },
    { kind: 'endConsult' },
  ];
  for (const ask of all) asks(floor, ask);
  floor.put({ kind: 'hangUpAsked', callId: 'c1' });
  for (const ask of all) asks(floor, ask);
  expect(floor.wanted()).toEqual(['hangUp leg-c1']);
});
