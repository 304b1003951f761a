import { expect, test } from 'vitest';
import { turnedAway } from '../../src/switchboard/index.ts';
import { NOBODY } from '../kit/nobody.ts';
import { Floor } from './floor.ts';

/** A flow whose caller goes on to a second queue after the talk. */
const AGAIN = [
  'flow: straight',
  'start: wait',
  'steps:',
  '  wait: { queue: support, on: { timeout: bye, full: bye, unstaffed: bye, left: bye, error: bye, after_talk: wait2 } }',
  '  wait2: { queue: safety, on: { timeout: bye, full: bye, unstaffed: bye, left: bye, error: bye, after_talk: bye } }',
  '  bye: { play: bye, next: end }',
  '  end: { hangup: normal }',
  '',
].join('\n');
const rings = (f: Floor) =>
  f.wanted().filter((w) => w.startsWith('ring') || w.startsWith('hangUp') || w.startsWith('join'));

test('a caller who hangs up in a second talk frees the second operator', () => {
  const floor = new Floor({ 'straight.flow.yaml': AGAIN });
  floor.ready('anna');
  floor.arrives('c1');
  floor.talks('c1', 'op-c1-1');
  floor.ends('op-c1-1');
  floor.talks('c1', 'op-c1-2');
  floor.wanted();
  floor.ends('leg-c1');
  expect(floor.wanted()).toEqual(['hangUp op-c1-2']);
});

test('the record of a second talk says who ended that one', () => {
  const floor = new Floor({ 'straight.flow.yaml': AGAIN });
  floor.ready('anna');
  floor.arrives('c1');
  floor.talks('c1', 'op-c1-1');
  floor.ends('op-c1-1');
  floor.talks('c1', 'op-c1-2');
  floor.ends('leg-c1');
  expect(floor.outcome('c1')).toMatchObject({ by: 'caller' });
});

test('a late word of an earlier join says nothing of the next one', () => {
  const floor = new Floor();
  floor.ready('anna');
  floor.ready('boris');
  floor.arrives('c1');
  floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
  floor.put({ kind: 'commandFailed', command: 'join', legId: 'leg-c1', reason: 'timeout', detail: '' });
  floor.put({ kind: 'legAnswered', legId: 'op-c1-2' });
  floor.put({ kind: 'legsJoined', callId: 'c1', legIds: ['leg-c1', 'op-c1-1'] });
  expect(floor.noted('c1').some((e) => e.kind === 'talkBegan')).toBe(false);
});

test('a join that failed because the operator is gone leaves nobody in a talk', () => {
  const floor = new Floor();
  floor.ready('anna');
  floor.arrives('c1');
  floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
  floor.put({ kind: 'commandFailed', command: 'join', legId: 'op-c1-1', reason: 'gone', detail: '' });
  floor.clock.advance(600_000);
  expect(floor.switchboard.board(floor.clock.now()).calls[0]?.phase).not.toBe('talking');
});

test('a hung-up waiting caller is not offered', () => {
  const floor = new Floor();
  floor.arrives('c1');
  floor.put({ kind: 'hangUpAsked', callId: 'c1' });
  floor.wanted();
  floor.ready('anna');
  expect(rings(floor)).toEqual([]);
});

test('a hung-up ringing call stops ringing at once', () => {
  const floor = new Floor();
  floor.ready('anna');
  floor.arrives('c1');
  floor.wanted();
  floor.put({ kind: 'hangUpAsked', callId: 'c1' });
  expect(rings(floor)).toContain('hangUp op-c1-1');
});

test('feature code that changes nothing still holds the phone', () => {
  const floor = new Floor();
  floor.ready('anna');
  floor.put({ kind: 'phoneCalled', legId: 'svc', phoneId: '1001', dialled: '*22' });
  floor.arrives('c1');
  expect(rings(floor)).toEqual([]);
});
const QU = [
  'queues:',
  '  support: { title: { en: Support }, needs: "support >= 1", limits: { unstaffed: 10s } }',
  '  safety: { title: { en: Safety }, limits: { unstaffed: never } }',
  '',
].join('\n');

test('unstaffed counts from the last sign-out', () => {
  const floor = new Floor({ 'queues.yaml': QU });
  floor.arrives('c1');
  floor.clock.advance(5_000);
  floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask: 'pause', reason: 'x' });
  floor.clock.advance(4_900);
  floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask: 'offline', reason: null });
  floor.clock.advance(200);
  expect(floor.noted('c1').some((e) => e.kind === 'queueLeft')).toBe(false);
});

test('unstaffed fires while ringing: the caller still leaves when the phone is not answered', () => {
  const floor = new Floor({ 'queues.yaml': QU });
  floor.arrives('c1');
  floor.clock.advance(5_000);
  floor.ready('anna');
  floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask: 'offline', reason: null });
  floor.clock.advance(60_000);
  expect(floor.noted('c1').some((e) => e.kind === 'queueLeft')).toBe(true);
});

test('a queue that became unstaffed is noticed after a failed join, too', () => {
  const floor = new Floor({ 'queues.yaml': QU });
  floor.ready('anna');
  floor.arrives('c1');
  floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
  floor.put({ kind: 'operatorAsked', operatorId: 'anna', ask: 'offline', reason: null });
  floor.put({ kind: 'commandFailed', command: 'join', legId: 'leg-c1', reason: 'timeout', detail: '' });
  floor.clock.advance(60_000);
  expect(floor.noted('c1').some((e) => e.kind === 'queueLeft')).toBe(true);
});
const lone = (legId: string, role: 'caller' | 'operator' | 'unknown', hears: string[] = [], marks = {}) =>
  ({
    kind: 'legFound',
    leg: { legId, callId: 'old', role, answered: true, caller: NOBODY, hears, marks },
  }) as const;

test('a stranger whose way to the overflow failed is helped at the next look', () => {
  const floor = new Floor();
  floor.put(lone('lone', 'caller'));
  floor.wanted();
  floor.put({ kind: 'commandFailed', command: 'toOverflow', legId: 'lone', reason: 'timeout', detail: '' });
  floor.put(lone('lone', 'caller'));
  expect(floor.wanted()).toEqual(['toOverflow lone']);
});

test('a stranger whose partner left unheard is helped at the next look', () => {
  const floor = new Floor();
  floor.put(lone('a', 'caller', ['b']));
  floor.put(lone('b', 'operator', ['a']));
  floor.put(lone('a', 'caller', []));
  expect(floor.wanted()).toEqual(['hangUp a']);
});

test('an operator in the talk of a dead process is not rung', () => {
  const floor = new Floor();
  floor.put({ kind: 'presenceRestored', operator: 'anna', presence: 'ready', reason: null });
  floor.put(lone('a', 'caller', ['op-old-1'], { id: 'old' }));
  floor.put(lone('op-old-1', 'operator', ['a'], { id: 'old', operator: 'anna' }));
  floor.put({ kind: 'phoneChanged', phoneId: '1001', reachable: true });
  floor.arrives('c1');
  expect(rings(floor)).toEqual([]);
});

test('a second unheard prompt does not swallow the first', () => {
  const floor = new Floor();
  floor.arrives('c1', '200');
  const playId = floor.wanted().at(-1)!.split(' ')[1]!;
  floor.put({ kind: 'playFinished', legId: 'leg-c1', playId, ok: false });
  floor.put({ kind: 'playFinished', legId: 'leg-c1', playId: 'c1/say-0', ok: false });
  floor.clock.advance(200);
  expect(floor.wanted()).toEqual(['wait leg-c1']);
});

test('music that failed to start is asked for again', () => {
  const floor = new Floor();
  floor.arrives('c1');
  floor.wanted();
  floor.put({ kind: 'commandFailed', command: 'wait', legId: 'leg-c1', reason: 'away', detail: '' });
  floor.put({ kind: 'exchangeBack', restarted: false, legs: [] });
  floor.clock.advance(60_000);
  expect(floor.wanted()).toContain('wait leg-c1');
});

test('the settle of an old leg never ends a new one of the same name', () => {
  const floor = new Floor();
  floor.ready('anna');
  floor.arrives('c1');
  floor.ends('leg-c1');
  floor.ends('op-c1-1', { byUs: true });
  floor.clock.advance(3_000);
  floor.arrives('c1', '100', 'leg-c1-again');
  floor.put({ kind: 'legRinging', legId: 'op-c1-1' });
  floor.clock.advance(3_000);
  expect(floor.operator('anna').unit).toBe('offered');
});

test('an overdue caller leaves when the offer is declined, though somebody else is free', () => {
  const floor = new Floor();
  floor.arrives('c1');
  floor.clock.advance(295_000);
  floor.ready('anna');
  floor.clock.advance(6_000);
  floor.ready('boris');
  floor.ends('op-c1-1', { sip: 603 });
  expect(floor.noted('c1').some((e) => e.kind === 'queueLeft')).toBe(true);
});

test('stranger phone of a service call is not sent to the callers overflow', () => {
  const floor = new Floor();
  floor.put(lone('svc', 'unknown'));
  expect(floor.wanted()).toEqual(['hangUp svc']);
});

test('a stage due in the failed join has begun', () => {
  const floor = new Floor({
    'queues.yaml': [
      'queues:',
      '  support: { title: { en: Support }, needs: "en >= 2", stages: [{ after: 10s, needs: "support >= 1" }], limits: { unstaffed: never } }',
      '  safety: { title: { en: Safety }, limits: { unstaffed: never } }',
      '',
    ].join('\n'),
  });
  floor.ready('anna');
  floor.arrives('c1');
  floor.clock.advance(9_000);
  floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
  floor.clock.advance(2_000);
  floor.ready('boris');
  floor.wanted();
  floor.put({ kind: 'commandFailed', command: 'join', legId: 'leg-c1', reason: 'timeout', detail: '' });
  expect(rings(floor)).toContain('ring op-c1-2');
});

test('a leg found of a live call closes no record', () => {
  const floor = new Floor();
  floor.arrives('c1');
  floor.put({
    kind: 'legFound',
    leg: { legId: 'x', callId: 'c1', role: 'caller', answered: true, caller: NOBODY, hears: [], marks: {} },
  });
  expect(floor.outcome('c1')).toBeUndefined();
});

test('the record of a call that settled is not closed twice when its leg is found', () => {
  const floor = new Floor();
  floor.arrives('c1', '999');
  floor.clock.advance(5_000);
  floor.put({
    kind: 'legFound',
    leg: {
      legId: 'leg-c1',
      callId: 'c1',
      role: 'caller',
      answered: true,
      caller: NOBODY,
      hears: [],
      marks: {},
    },
  });
  expect(floor.noted('c1').filter((e) => e.kind === 'callEnded')).toHaveLength(1);
  expect(floor.wanted()).toContain('hangUp leg-c1');
});

test('phoneRest of an earlier busy does not free a phone in a service call', () => {
  const floor = new Floor();
  floor.ready('anna');
  floor.arrives('c1');
  floor.ends('op-c1-1', { sip: 486, q850: 17 });
  floor.clock.advance(29_000);
  floor.put({ kind: 'phoneCalled', legId: 'svc', phoneId: '1001', dialled: '*20' });
  floor.wanted();
  floor.clock.advance(2_000);
  expect(rings(floor)).toEqual([]);
});

test('two full queues that lead to each other are refused: a caller would go round between them for ever', () => {
  const flow = [
    'flow: straight',
    'start: a',
    'steps:',
    '  a: { queue: support, on: { timeout: bye, full: b, unstaffed: b, left: bye, error: bye } }',
    '  b: { queue: support, on: { timeout: bye, full: a, unstaffed: a, left: bye, error: bye } }',
    '  bye: { play: bye, next: end }',
    '  end: { hangup: normal }',
    '',
  ].join('\n');
  expect(() => new Floor({ 'straight.flow.yaml': flow })).toThrow(/LOOP_WITHOUT_WAIT.*\n.*a → b → a/);
});

test('a phone with two service calls is free when both have ended', () => {
  const floor = new Floor();
  floor.ready('anna');
  floor.put({ kind: 'phoneCalled', legId: 's1', phoneId: '1001', dialled: '*20' });
  floor.put({ kind: 'phoneCalled', legId: 's2', phoneId: '1001', dialled: '*20' });
  floor.ends('s1');
  floor.arrives('c1');
  expect(rings(floor)).toEqual([]);
});

test('late answer after settle: leg is hung up', () => {
  const floor = new Floor();
  floor.ready('anna');
  floor.arrives('c1');
  floor.clock.advance(26_000);
  floor.wanted();
  floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
  expect(floor.wanted()).toContain('hangUp op-c1-1');
});

test('an operator whose leg never tells its end is free after a while', () => {
  const floor = new Floor();
  floor.ready('anna');
  floor.arrives('c1');
  floor.talks('c1', 'op-c1-1');
  floor.ends('leg-c1');
  floor.clock.advance(5_000);
  expect(floor.operator('anna').unit).toBe('free');
});

test('nobody is rung for a caller who was gone when the two should have been joined', () => {
  const floor = new Floor();
  floor.ready('anna');
  floor.ready('boris');
  floor.arrives('c1');
  floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
  floor.wanted();
  floor.put({ kind: 'commandFailed', command: 'join', legId: 'leg-c1', reason: 'gone', detail: '' });
  expect(rings(floor)).not.toContain('ring op-c1-2');
});

test('an arrival that is told again after the call has ended is no second call', () => {
  const floor = new Floor();
  floor.arrives('c1');
  floor.ends('leg-c1');
  floor.wanted();
  floor.arrives('c1');
  expect(floor.wanted()).toEqual([]);
  expect(floor.noted('c1').filter(({ kind }) => kind === 'callArrived')).toHaveLength(1);
});

test('an answer that the exchange did not carry out is asked for again, until the caller is answered', () => {
  const floor = new Floor();
  const failed = { command: 'answer', legId: 'leg-c1', reason: 'timeout', detail: '' } as const;
  floor.arrives('c1');
  floor.wanted();
  floor.put({ kind: 'commandFailed', ...failed });
  floor.clock.advance(1_000);
  expect(floor.wanted()).toContain('answer leg-c1');
  floor.put({ kind: 'legAnswered', legId: 'leg-c1' });
  floor.put({ kind: 'commandFailed', ...failed });
  floor.clock.advance(1_000);
  expect(floor.wanted()).not.toContain('answer leg-c1');
});

test('an answer that was lost with the connection is asked for again when it is back', () => {
  const floor = new Floor();
  floor.arrives('c1');
  floor.wanted();
  floor.put({ kind: 'exchangeBack', restarted: false, legs: [] });
  expect(floor.wanted()).toEqual(['answer leg-c1', 'wait leg-c1']);
});

test('an operator who talks in a call of a process that died is not rung when the next one begins', () => {
  const floor = new Floor();
  const talk = { callId: 'old', answered: true, caller: NOBODY } as const;
  const ANNAS = { id: 'old', operator: 'anna' };
  const legs = [
    { ...talk, legId: 'a', role: 'caller', hears: ['op-old-1'], marks: { id: 'old' } },
    { ...talk, legId: 'op-old-1', role: 'operator', hears: ['a'], marks: ANNAS },
  ] as const;
  floor.put({ kind: 'exchangeBack', restarted: false, legs });
  floor.ready('anna');
  floor.arrives('c1');
  expect(rings(floor)).toEqual([]);
  floor.ends('op-old-1');
  expect(rings(floor)).toEqual(['hangUp a', 'ring op-c1-1']);
});

test('who comes while we are about to stop is turned away, with a record', () => {
  const floor = new Floor();
  floor.put({ kind: 'drainAsked' });
  floor.arrives('c1');
  expect(floor.wanted()).toEqual(['hangUp leg-c1 overloaded']);
  floor.ends('leg-c1');
  expect(floor.outcome('c1')).toMatchObject({ outcome: 'rejected' });
});

test('who comes when there is no room to think is turned away, with a record', () => {
  const caller = { number: '+79160000001', name: '' };
  const who = { node: 'main', callId: 'c1', legId: 'leg-c1', dialled: '100', caller, arrivedWallMs: 1 };
  const [hangUp, ...writes] = turnedAway({ kind: 'callerArrived', ...who }, 5);
  expect(hangUp).toEqual({ kind: 'hangUp', legId: 'leg-c1', reason: 'overloaded' });
  const entries = writes.flatMap((command) => (command.kind === 'write' ? [command.entry] : []));
  expect(entries.map(({ kind }) => kind)).toEqual(['callArrived', 'callEnded']);
  expect(entries[1]).toMatchObject({ callId: 'c1', outcome: 'rejected', by: 'system', atMs: 5 });
});
