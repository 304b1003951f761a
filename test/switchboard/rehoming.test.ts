import { describe, expect, test } from 'vitest';
import type { LiveLeg } from '../../src/telephony/index.ts';
import { asks, entry, kinds, saidTo, stepsOf, waiting } from './adopted.ts';
import { callbackFiles } from './callback-floor.ts';
import { FILES, type Floor } from './floor.ts';
import { callerLeg } from './next-process.ts';
import {
  arrivesOn,
  dies,
  isBack,
  NODES,
  rehomed,
  rehomedLeg,
  restarts,
  talksOn,
  twoNodes,
} from './two-nodes.ts';

/** The leg of a phone that was told to stop counts as gone after so long. */
const LEG_SETTLE_MS = 5_000;
const phoneThere = (floor: Floor, phoneId: string): void =>
  floor.put({ kind: 'phoneChanged', phoneId, reachable: true });
const count = (floor: Floor, kind: string): number => kinds(floor).filter((each) => each === kind).length;

/** Anna, on whose node c1 is, talks with c1; boris is ready. */
function talking(changes: Readonly<Record<string, string>> = {}): Floor {
  const floor = twoNodes(changes);
  floor.ready('anna');
  arrivesOn(floor, 'c1', 'north');
  talksOn(floor, 'c1', 'op-c1-1');
  floor.ready('boris');
  floor.wanted();
  return floor;
}

describe('a caller who waits while the node dies', () => {
  test('has the old place on the other node, with music, in the same record', () => {
    const floor = twoNodes();
    arrivesOn(floor, 'c1', 'north');
    floor.clock.advance(1_000);
    arrivesOn(floor, 'c2', 'south');
    dies(floor, 'north');
    floor.wanted();
    floor.clock.advance(5_000);
    rehomed(floor, 'c1', 'south');
    expect(floor.wanted()).toEqual(['answer again-c1', 'wait again-c1']);
    expect(waiting(floor)).toEqual(['c1', 'c2']);
    floor.ready('anna');
    expect(floor.wanted()).toEqual(['ring op-c1-1']);
    expect(floor.rung().at(-1)).toMatchObject({ node: 'south', callId: 'c1' });
    expect(entry(floor, 'callerRehomed')).toEqual({
      ...{ kind: 'callerRehomed', callId: 'c1', from: 'north', to: 'south' },
    });
    expect([count(floor, 'callArrived'), count(floor, 'queueEntered'), count(floor, 'callEnded')]).toEqual([
      1, 1, 0,
    ]);
    expect(floor.marks.get('again-c1')?.place).toContain('support');
  });

  test('is passed over until then: no phone rings where nobody would hear it', () => {
    const floor = twoNodes();
    arrivesOn(floor, 'c1', 'north');
    floor.clock.advance(1_000);
    arrivesOn(floor, 'c2', 'south');
    dies(floor, 'north');
    floor.ready('anna');
    expect(floor.operator('anna').callId).toBe('c2');
    floor.ready('boris');
    expect(floor.operator('boris').callId).toBeNull();
    rehomed(floor, 'c1', 'south');
    expect(floor.operator('boris').callId).toBe('c1');
  });

  test('waits no longer than the limit, which runs on, and goes on when there is somebody to go on with', () => {
    const floor = twoNodes();
    arrivesOn(floor, 'c1', 'north');
    floor.clock.advance(295_000);
    dies(floor, 'north');
    floor.clock.advance(10_000);
    expect(stepsOf(floor)).toEqual(['wait']);
    rehomed(floor, 'c1', 'south');
    expect(entry(floor, 'queueLeft')).toMatchObject({ outcome: 'timeout', waitMs: 305_000 });
    expect(stepsOf(floor)).toEqual(['wait', 'sorry']);
  });

  test('may be brought to the other node before anybody says that the first is dead', () => {
    const floor = twoNodes();
    arrivesOn(floor, 'c1', 'north');
    floor.wanted();
    rehomed(floor, 'c1', 'south');
    expect(floor.wanted()).toEqual(['hangUp leg-c1', 'answer again-c1', 'wait again-c1']);
    dies(floor, 'north');
    floor.ready('anna');
    expect(floor.operator('anna').callId).toBe('c1');
  });

  test('has one leg: that of before is told to go, also when its arrival is told only then', () => {
    const floor = twoNodes();
    rehomed(floor, 'c1', 'south');
    floor.wanted();
    arrivesOn(floor, 'c1', 'north');
    expect(floor.wanted()).toEqual(['hangUp leg-c1']);
    expect(waiting(floor)).toEqual(['c1']);
    floor.ends('again-c1');
    arrivesOn(floor, 'c1', 'north');
    expect(count(floor, 'callArrived')).toBe(1);
  });

  test('is the same caller however often that is told, and whatever is told of the old leg', () => {
    const floor = twoNodes();
    arrivesOn(floor, 'c1', 'north');
    dies(floor, 'north');
    rehomed(floor, 'c1', 'south');
    rehomed(floor, 'c1', 'south');
    floor.ends('leg-c1');
    floor.put({ kind: 'commandFailed', command: 'wait', legId: 'leg-c1', reason: 'gone', detail: '' });
    expect(waiting(floor)).toEqual(['c1']);
    expect(count(floor, 'callerRehomed')).toBe(1);
    floor.ends('again-c1');
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'abandoned', where: 'queue' });
  });
});

describe('a caller for whom a phone rings while the node dies', () => {
  const offered = (): Floor => {
    const floor = twoNodes();
    floor.ready('anna');
    arrivesOn(floor, 'c1', 'north');
    floor.put({ kind: 'legRinging', legId: 'op-c1-1' });
    floor.wanted();
    return floor;
  };

  test('is rung for again at once, and the operator has missed nothing', () => {
    const floor = offered();
    dies(floor, 'north');
    expect(entry(floor, 'offerEnded')).toMatchObject({ operator: 'anna', outcome: 'withdrawn' });
    expect(floor.operator('anna')).toMatchObject({ presence: 'ready', unit: 'free', phone: 'reachable' });
    rehomed(floor, 'c1', 'south');
    expect(floor.operator('anna').callId).toBe('c1');
    expect(floor.rung().map(({ node, legId }) => `${node} ${legId}`)).toEqual([
      'north op-c1-1',
      'south op-c1-2',
    ]);
  });

  test('is not joined with whoever answers the old leg', () => {
    const floor = offered();
    dies(floor, 'north');
    rehomed(floor, 'c1', 'south');
    floor.wanted();
    floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
    expect(floor.wanted()).toEqual(['hangUp op-c1-1']);
    talksOn(floor, 'c1', 'op-c1-2', 'again-c1');
    expect(entry(floor, 'talkBegan')).toMatchObject({ operator: 'anna' });
  });

  test('and who was being joined is in the line again, with nobody blamed', () => {
    const floor = offered();
    floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
    dies(floor, 'north');
    expect(waiting(floor)).toEqual(['c1']);
    rehomed(floor, 'c1', 'south');
    expect(floor.operator('anna').callId).toBe('c1');
  });
});

describe('a caller who talks while the node dies', () => {
  test('hears why, and has the same operator again, who has nothing to wrap up', () => {
    const wrapUp = FILES['queues.yaml']!.replace('default: 0s', 'default: 30s');
    const floor = talking({ 'queues.yaml': wrapUp });
    dies(floor, 'north');
    expect(floor.operator('anna')).toMatchObject({ unit: 'free', callId: null });
    expect(entry(floor, 'talkEnded')).toMatchObject({ operator: 'anna', by: 'system' });
    floor.clock.advance(4_000);
    floor.wanted();
    rehomed(floor, 'c1', 'south');
    expect(floor.operator('anna').callId).toBe('c1');
    expect(floor.operator('boris').callId).toBeNull();
    expect(saidTo(floor).at(-1)).toContain('Sorry, the connection was lost');
    expect(floor.wanted()).toEqual([
      ...['answer again-c1', 'wait again-c1', 'speak c1/wait-1', 'ring op-c1-2'],
    ]);
    talksOn(floor, 'c1', 'op-c1-2', 'again-c1');
    expect([count(floor, 'operatorLost'), count(floor, 'talkBegan')]).toEqual([1, 2]);
  });

  test('hears nothing of that in the talk, also where its sound was still being made', () => {
    const floor = talking();
    dies(floor, 'north');
    rehomed(floor, 'c1', 'south');
    floor.wanted();
    floor.put({ kind: 'legAnswered', legId: 'op-c1-2' });
    expect(floor.wanted()).toEqual(['stopPlay c1/wait-1', 'join again-c1 op-c1-2']);
  });

  test('is the first in the line when that operator has somebody else by then', () => {
    const floor = talking();
    floor.put({ kind: 'operatorAsked', operatorId: 'boris', ask: 'pause', reason: null });
    arrivesOn(floor, 'c2', 'south');
    arrivesOn(floor, 'c3', 'south');
    dies(floor, 'north');
    expect(floor.operator('anna').callId).toBe('c2');
    rehomed(floor, 'c1', 'south');
    expect(waiting(floor)).toEqual(['c1', 'c2', 'c3']);
    floor.put({ kind: 'operatorAsked', operatorId: 'boris', ask: 'ready', reason: null });
    expect(floor.operator('boris').callId).toBe('c1');
  });

  test('is with nobody any more, be it on hold, beside a third, or with a supervisor', () => {
    const floor = talking();
    phoneThere(floor, '2001');
    asks(floor, { kind: 'consult', operator: 'boris' });
    floor.put({ kind: 'legAnswered', legId: 'op-c1-2' });
    const ask = { kind: 'begin', how: 'listen', phoneId: '2001' } as const;
    floor.put({ kind: 'supervisionAsked', callId: 'c1', by: 'vera', ask });
    dies(floor, 'north');
    expect(['anna', 'boris'].map((id) => floor.operator(id).unit)).toEqual(['free', 'free']);
    expect(entry(floor, 'consultEnded')).toMatchObject({ operator: 'boris', outcome: 'answered' });
    expect(entry(floor, 'supervisionEnded')).toMatchObject({ why: 'talk_ended' });
    rehomed(floor, 'c1', 'south');
    expect(floor.operator('anna').callId).toBe('c1');
    expect([...floor.switchboard.knownLegs()].toSorted()).toEqual(['again-c1', 'op-c1-4']);
  });

  test('and who was being given to another operator has the old place', () => {
    const floor = talking();
    asks(floor, { kind: 'toOperator', operator: 'boris' });
    dies(floor, 'north');
    expect(waiting(floor)).toEqual(['c1']);
    rehomed(floor, 'c1', 'south');
    expect(floor.operator('anna').callId ?? floor.operator('boris').callId).toBe('c1');
  });
});

describe('a node that is a new one', () => {
  test('ends what was on it, and nothing on the others', () => {
    const floor = twoNodes();
    for (const id of ['anna', 'boris']) floor.ready(id);
    arrivesOn(floor, 'c1', 'north');
    arrivesOn(floor, 'c2', 'south');
    arrivesOn(floor, 'c3', 'south');
    for (const [callId, legId] of [
      ['c1', 'op-c1-1'],
      ['c2', 'op-c2-1'],
    ] as const)
      talksOn(floor, callId, legId);
    const [one, other] = ['anna', 'boris'].map((id) => floor.operator(id).callId);
    expect([one, other].toSorted()).toEqual(['c1', 'c2']);
    restarts(floor, 'north');
    const busy = floor.operator(one === 'c2' ? 'anna' : 'boris');
    expect(busy).toMatchObject({ unit: 'busy', callId: 'c2', phone: 'reachable' });
    expect(floor.operator(one === 'c2' ? 'boris' : 'anna')).toMatchObject({
      callId: 'c3',
      phone: 'reachable',
    });
    floor.clock.advance(20_000);
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'node_failure' });
    expect([floor.outcome('c2'), floor.outcome('c3')]).toEqual([undefined, undefined]);
  });

  test('is dead no more as soon as it brings a caller: phones ring from there, also for whom we call', () => {
    for (const comes of [arrivesOn, rehomed]) {
      const floor = twoNodes(callbackFiles());
      arrivesOn(floor, 'c1', 'north', '300');
      floor.clock.advance(5);
      floor.ends('leg-c1');
      floor.ready('anna');
      expect(floor.rung().at(-1)).toMatchObject({ node: 'north', callId: 'cb-c1-1-1' });
      for (const node of NODES) dies(floor, node);
      floor.wanted();
      comes(floor, 'c2', 'south');
      expect(floor.rung().at(-1)).toMatchObject({ node: 'south', callId: 'cb-c1-1-1' });
      floor.ready('boris');
      expect(floor.operator('boris').callId).toBe('c2');
    }
  });

  test('is passed over while it is away, also for a caller who is put into another queue', () => {
    const floor = twoNodes();
    floor.ready('anna');
    arrivesOn(floor, 'c1', 'north');
    floor.put({ kind: 'exchangeLost', node: 'north' });
    expect(floor.operator('anna').callId).toBe('c1');
    floor.put({ kind: 'moveAsked', callId: 'c1', queue: 'safety', by: 'vera' });
    floor.clock.advance(LEG_SETTLE_MS);
    expect([floor.operator('anna').callId, floor.rung().length]).toEqual([null, 1]);
    isBack(floor, 'north', [callerLeg(floor, 'c1')]);
    expect([floor.operator('anna').callId, floor.rung().length]).toEqual(['c1', 2]);
  });

  test('is no reason to ring for callers there, nor to blame anybody, while it is only away', () => {
    const floor = twoNodes();
    arrivesOn(floor, 'c1', 'north');
    floor.put({ kind: 'exchangeLost', node: 'north' });
    floor.ready('anna');
    expect(floor.operator('anna').callId).toBeNull();
    isBack(floor, 'north', [callerLeg(floor, 'c1')]);
    expect(floor.operator('anna').callId).toBe('c1');
    floor.put({ kind: 'exchangeLost', node: 'north' });
    floor.put({ kind: 'commandFailed', command: 'ring', legId: 'op-c1-1', reason: 'away', detail: '' });
    expect(entry(floor, 'offerEnded')).toMatchObject({ outcome: 'withdrawn' });
    expect(floor.operator('anna')).toMatchObject({ unit: 'free', phone: 'reachable' });
    expect(NODES).toHaveLength(2);
  });
});

describe('a leg of a call that is over, of which we were not told', () => {
  const over = (): { readonly floor: Floor; readonly again: LiveLeg } => {
    const floor = twoNodes();
    arrivesOn(floor, 'c1', 'north');
    const again = rehomedLeg(floor, 'c1', 'south');
    floor.put({ kind: 'exchangeLost', node: 'south' });
    dies(floor, 'north');
    floor.clock.advance(20_000);
    expect(floor.outcome('c1')).toMatchObject({ outcome: 'node_failure' });
    floor.wanted();
    return { floor, again };
  };

  test('is a new call of a caller who came to another node, be it seen when that is back or at a look', () => {
    for (const isLook of [false, true]) {
      const { floor, again } = over();
      isBack(floor, 'south', isLook ? [] : [again]);
      if (isLook) floor.put({ kind: 'legFound', leg: again });
      expect(waiting(floor)).toEqual(['c1-2']);
      expect(count(floor, 'callEnded')).toBe(1);
    }
  });

  test('is of before if the caller did not, and goes: the call has its record already', () => {
    for (const isLook of [false, true]) {
      const { floor, again } = over();
      const { rehomed: _, ...marks } = again.marks;
      const old = { ...again, node: 'north', legId: 'late-c1', marks };
      isBack(floor, 'north', isLook ? [] : [old]);
      if (isLook) floor.put({ kind: 'legFound', leg: old });
      expect(floor.wanted()).toEqual(['hangUp late-c1']);
      expect(count(floor, 'callEnded')).toBe(1);
    }
  });
});
