import { beforeEach, describe, expect, test } from 'vitest';
import { NOBODY } from '../kit/nobody.ts';
import { Floor } from './floor.ts';

let floor: Floor;

beforeEach(() => {
  floor = new Floor();
});

test('what the flow notes is in the journal', () => {
  const noting =
    'flow: greeted\nstart: note\nsteps:\n  note: { tag: { label: vip, reason: billing }, next: end }\n';
  floor = new Floor({ 'greeted.flow.yaml': `${noting}  end: { hangup: normal }\n` });
  floor.arrives('c1', '200');
  expect(floor.noted('c1')).toContainEqual({ kind: 'tagged', callId: 'c1', label: 'vip', reason: 'billing' });
});

describe('a caller who hangs up', () => {
  test('and of whose end nobody told has one that is an estimate', () => {
    const floor = new Floor();
    floor.arrives('c1');
    floor.arrives('c2');
    floor.ends('leg-c1', { q850: null, isFound: true });
    floor.ends('leg-c2');
    const ends = floor.entries.filter((entry) => entry.kind === 'callEnded');
    expect(ends.map(({ callId, estimated }) => [callId, estimated])).toEqual([
      ['c1', true],
      ['c2', undefined],
    ]);
  });

  test('leaves what the flow notes then in the journal, before the end of the call and once', () => {
    const head = 'flow: greeted\nstart: hello\non_hangup: note\nsteps:\n';
    const steps = '  hello: { play: hello, next: end }\n  note: { tag: hung-up, next: end }\n';
    floor = new Floor({ 'greeted.flow.yaml': `${head}${steps}  end: { hangup: normal }\n` });
    floor.arrives('c1', '200');
    floor.wanted();
    floor.ends('leg-c1');
    const kinds = floor.noted('c1').map(({ kind }) => kind);
    expect(kinds.slice(-5)).toEqual(['stepEntered', 'tagged', 'stepLeft', 'stepEntered', 'callEnded']);
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'abandoned', where: 'flow' });
    expect(floor.wanted()).toEqual([]);
    floor.arrives('c2', '200');
    floor.heard('c2', floor.wanted().at(-1)!);
    floor.ends('leg-c2', { byUs: true });
    expect(floor.noted('c2').some(({ kind }) => kind === 'tagged')).toBe(false);
  });

  test('in the flow: abandoned there', () => {
    floor.arrives('c1', '200');
    floor.ends('leg-c1');
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'abandoned', where: 'flow', by: 'caller' });
  });

  test('while a prompt speaks: the prompt fails first, and nobody is rung for a caller who is gone', () => {
    floor.ready('anna');
    floor.arrives('c1', '200');
    const playId = floor.wanted().at(-1)!.split(' ')[1]!;
    floor.put({ kind: 'playFinished', legId: 'leg-c1', playId, ok: false });
    floor.ends('leg-c1');
    floor.clock.advance(1_000);
    expect(floor.wanted()).toEqual([]);
    expect(floor.noted('c1').some(({ kind }) => kind === 'trouble')).toBe(false);
  });

  test('whose prompt fails while they stay: the flow goes on, with a word in the timeline', () => {
    floor.arrives('c1', '200');
    const playId = floor.wanted().at(-1)!.split(' ')[1]!;
    floor.put({ kind: 'playFinished', legId: 'leg-c1', playId, ok: false });
    floor.clock.advance(100);
    expect(floor.wanted()).toEqual(['wait leg-c1']);
    expect(floor.noted('c1').some(({ kind }) => kind === 'trouble')).toBe(true);
  });

  test('in the queue: abandoned there, and the visit has its one outcome', () => {
    floor.arrives('c1');
    floor.clock.advance(7_000);
    floor.ends('leg-c1');
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'abandoned', where: 'queue' });
    const left = floor.noted('c1').filter(({ kind }) => kind === 'queueLeft');
    expect(left).toEqual([
      { kind: 'queueLeft', callId: 'c1', queue: 'support', outcome: 'abandoned', waitMs: 7_000 },
    ]);
  });

  test('while a phone rings: it is told to stop, and the operator is not blamed', () => {
    floor.ready('anna');
    floor.arrives('c1');
    floor.put({ kind: 'legRinging', legId: 'op-c1-1' });
    floor.wanted();
    floor.ends('leg-c1');
    expect(floor.wanted()).toEqual(['hangUp op-c1-1']);
    floor.ends('op-c1-1', { sip: 487, byUs: true });
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'abandoned', where: 'ringing' });
    expect(floor.operator('anna')).toMatchObject({ presence: 'ready', unit: 'free' });
  });

  test('in the very moment of the answer: never joined to anybody, and the operator is free', () => {
    floor.ready('anna');
    floor.arrives('c1');
    floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
    floor.ends('leg-c1');
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'abandoned', where: 'ringing' });
    floor.ends('op-c1-1', { byUs: true });
    expect(floor.operator('anna')).toMatchObject({ presence: 'ready', unit: 'free' });
  });

  test('just before the answer comes: the late answer is hung up', () => {
    floor.ready('anna');
    floor.arrives('c1');
    floor.ends('leg-c1');
    floor.wanted();
    floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
    expect(floor.wanted()).toEqual(['hangUp op-c1-1']);
  });

  test('twice, as the exchange may tell it: one record', () => {
    floor.arrives('c1');
    floor.ends('leg-c1');
    floor.ends('leg-c1');
    expect(floor.noted('c1').filter(({ kind }) => kind === 'callEnded')).toHaveLength(1);
  });
});

describe('a queue', () => {
  test('serves two callers one after the other with one operator, in their order', () => {
    floor.arrives('c1');
    floor.arrives('c2');
    floor.ready('anna');
    expect(floor.wanted().filter((what) => what.startsWith('ring'))).toEqual(['ring op-c1-1']);
    floor.talks('c1', 'op-c1-1');
    floor.ends('leg-c1');
    floor.ends('op-c1-1', { byUs: true });
    expect(floor.wanted()).toContain('ring op-c2-1');
  });

  test('that is full says so to the flow', () => {
    for (const callId of ['c1', 'c2', 'c3']) floor.arrives(callId);
    floor.wanted();
    floor.arrives('c4');
    expect(floor.wanted()).toEqual(['answer leg-c4', expect.stringContaining('speak c4/')]);
    expect(floor.noted('c4')).toContainEqual(expect.objectContaining({ kind: 'queueLeft', outcome: 'full' }));
  });

  test('gives up at its limit, and the flow goes on', () => {
    floor.arrives('c1');
    floor.wanted();
    floor.clock.advance(300_000);
    expect(floor.wanted()).toEqual(['leaveWait leg-c1', expect.stringContaining('speak c1/')]);
    expect(floor.noted('c1')).toContainEqual(
      expect.objectContaining({ kind: 'queueLeft', outcome: 'timeout' }),
    );
  });

  test('lets a phone ring to its end at the limit, and gives up after it', () => {
    floor.arrives('c1');
    floor.clock.advance(290_000);
    floor.ready('anna');
    expect(floor.switchboard.board(floor.clock.now()).calls[0]!.phase).toBe('offered');
    floor.clock.advance(19_999);
    expect(floor.noted('c1').some(({ kind }) => kind === 'queueLeft')).toBe(false);
    floor.clock.advance(1);
    expect(floor.noted('c1')).toContainEqual(
      expect.objectContaining({ kind: 'queueLeft', outcome: 'timeout' }),
    );
  });

  test('where nobody is signed in sends the caller on when its admin wants that', () => {
    const queues = [
      'queues:',
      '  support: { title: { en: Support }, needs: "support >= 1", limits: { unstaffed: 10s } }',
      '  safety: { title: { en: Safety }, limits: { unstaffed: never } }',
      '',
    ].join('\n');
    floor = new Floor({ 'queues.yaml': queues });
    floor.arrives('c1');
    floor.clock.advance(9_999);
    expect(floor.noted('c1').some(({ kind }) => kind === 'queueLeft')).toBe(false);
    floor.clock.advance(1);
    expect(floor.noted('c1')).toContainEqual(
      expect.objectContaining({ kind: 'queueLeft', outcome: 'unstaffed' }),
    );
  });
});

describe('the exchange', () => {
  test('that is a new one ends every call with a record, and frees everybody', () => {
    floor.ready('anna');
    floor.arrives('c1');
    floor.talks('c1', 'op-c1-1');
    floor.arrives('c2');
    floor.put({ kind: 'exchangeLost' });
    floor.put({ kind: 'exchangeBack', restarted: true, legs: [] });
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'node_failure', by: 'system' });
    expect(floor.outcome('c2')).toMatchObject({ outcome: 'node_failure' });
    expect(floor.operator('anna')).toMatchObject({ unit: 'free', phone: 'unreachable', presence: 'ready' });
    floor.ready('anna');
    floor.arrives('c3');
    expect(floor.wanted()).toContain('ring op-c3-1');
  });

  test('could not join the two: the caller is back in the old place, with music', () => {
    floor.ready('anna');
    floor.arrives('c1');
    floor.arrives('c2');
    floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
    floor.wanted();
    floor.put({ kind: 'commandFailed', command: 'join', legId: 'leg-c1', reason: 'timeout', detail: '' });
    expect(floor.wanted()).toEqual(['hangUp op-c1-1', 'wait leg-c1']);
    const [support] = floor.switchboard.board(floor.clock.now()).queues;
    expect(support!.waiting.map(({ callId }) => callId)).toEqual(['c1', 'c2']);
  });

  test('obeys no word for a leg whose call is over: nothing stands behind the end of its record', () => {
    floor.ready('anna');
    floor.arrives('c1');
    floor.talks('c1', 'op-c1-1');
    floor.ends('leg-c1');
    floor.put({ kind: 'commandFailed', command: 'hangUp', legId: 'op-c1-1', reason: 'gone', detail: '' });
    expect(floor.noted('c1').at(-1)).toMatchObject({ kind: 'callEnded' });
  });

  test('has legs of a process that died: a lone caller is sent to the overflow, a talk goes on', () => {
    const found = (legId: string, role: 'caller' | 'operator', hears: string[] = []) => {
      const leg = { legId, callId: 'old', role, answered: true, caller: NOBODY, hears, marks: {} };
      floor.put({ kind: 'legFound', leg });
    };
    found('lone', 'caller');
    found('ghost', 'operator');
    found('a', 'caller', ['b']);
    found('b', 'operator', ['a']);
    expect(floor.wanted()).toEqual(['toOverflow lone', 'hangUp ghost']);
    expect(floor.outcome('old')).toMatchObject({ outcome: 'node_failure', by: 'system' });
    floor.ends('b');
    expect(floor.wanted()).toEqual(['hangUp a']);
  });
});

describe('a call', () => {
  test('to a number that nobody gave a flow is turned away with a record', () => {
    floor.arrives('c1', '999');
    expect(floor.wanted()).toEqual(['hangUp leg-c1 no_such_number']);
    floor.ends('leg-c1', { byUs: true });
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'rejected', by: 'system' });
  });

  test('beyond the limit of calls at once is turned away', () => {
    floor = new Floor({}, 1);
    floor.arrives('c1');
    floor.wanted();
    floor.arrives('c2');
    expect(floor.wanted()).toEqual(['hangUp leg-c2 overloaded']);
  });

  test('whose end the exchange never tells is closed after a while', () => {
    floor.arrives('c1', '999');
    floor.clock.advance(5_000);
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'rejected' });
  });

  test('whose arrival is told twice is one call', () => {
    floor.arrives('c1');
    floor.arrives('c1');
    expect(floor.noted('c1').filter(({ kind }) => kind === 'callArrived')).toHaveLength(1);
  });
});
