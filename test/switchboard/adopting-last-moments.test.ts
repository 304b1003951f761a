import { describe, expect, test } from 'vitest';
import type { CallSnapshot } from '../../src/switchboard/index.ts';
import type { LiveLeg } from '../../src/telephony/index.ts';
import { adopted, asks, entry, inTalk, stepsOf } from './adopted.ts';
import {
  callbackFiles,
  callbackFloor,
  kept as keptPromise,
  operatorTakes,
  outcomeOf,
  storyOf,
  tryOf,
} from './callback-floor.ts';
import { Floor } from './floor.ts';
import { callerLeg, EXCHANGE_MS, keptOf, nextProcess, outside, phoneLeg, talking } from './next-process.ts';
import { arrivesOn, dies, isBack, nextBehindEdge, twoNodes } from './two-nodes.ts';

/** What the process before did in its last moment, and what of that did not reach the exchange or the disk. */

describe('a talk', () => {
  test('that somebody had ended, while the exchange never heard of it, is ended once more', () => {
    const floor = inTalk();
    floor.put({ kind: 'hangUpAsked', callId: 'c1', by: 'lead' });
    const next = nextProcess(floor, talking(floor, 'c1', 'op-c1-1'));
    expect(adopted(next)).toMatchObject({ phase: 'talking', operator: 'anna' });
    expect(next.wanted()).toEqual(['hangUp leg-c1']);
    next.ends('leg-c1');
    expect(entry(next, 'talkEnded')).toMatchObject({ operator: 'anna' });
    expect(next.outcome('c1')).toMatchObject({ outcome: 'answered', by: 'system' });
  });

  test('that somebody had ended, and whose operator has gone meanwhile, leaves nobody on the line', () => {
    const floor = inTalk();
    floor.put({ kind: 'hangUpAsked', callId: 'c1', by: 'lead' });
    const next = nextProcess(floor, [callerLeg(floor, 'c1')]);
    expect(next.wanted()).toContain('hangUp leg-c1');
  });
});

test('a caller who was being let go out of the line does not stand in it again, even if the clock was set back', () => {
  const floor = new Floor();
  floor.arrives('c1');
  floor.put({ kind: 'hangUpAsked', callId: 'c1', by: 'lead' });
  const kept = keptOf(floor).map((snapshot) => ({ ...snapshot, atWallMs: 0 }));
  const next = nextProcess(floor, [callerLeg(floor, 'c1')], { kept });
  expect(adopted(next)).toMatchObject({ phase: 'inFlow', queue: null });
  expect(next.wanted()).toEqual(['hangUp leg-c1']);
});

describe('the journal names whoever was asked beside the talk', () => {
  const asked = (isKept: boolean): Floor => {
    const floor = inTalk();
    const early = floor.switchboard.snapshot('c1', floor.clock.now())!;
    asks(floor, { kind: 'consult', operator: 'boris' });
    if (!isKept) floor.switchboard.snapshot = () => early;
    const legs = ['op-c1-1', 'op-c1-2'].map((legId) => phoneLeg(floor, legId, 'ringing'));
    return nextProcess(floor, [callerLeg(floor, 'c1'), { ...legs[0]!, answered: true }, legs[1]!]);
  };

  test('and is still rung', () => {
    expect(adopted(asked(true))).toMatchObject({ operator: 'anna', consulted: 'boris' });
  });

  test('and nobody of whom nothing was kept: that one is let go', () => {
    const next = asked(false);
    expect(adopted(next)).toMatchObject({ operator: 'anna' });
    expect(adopted(next)).not.toHaveProperty('consulted');
    expect(next.wanted()).toContain('hangUp op-c1-2');
  });
});

test.each([
  ['has the place that the leg tells', true],
  ['comes as a new one', false],
])(
  'a caller of whom two processes in a row kept nothing, and who %s, never has a leg of an id of before',
  (_, isMarked) => {
    const legOf = (floor: Floor): LiveLeg => {
      const { marks, ...leg } = callerLeg(floor, 'c1');
      const { place: __, ...others } = marks;
      return { ...leg, marks: isMarked ? marks : others };
    };
    const first = new Floor();
    first.ready('anna');
    first.arrives('c1');
    const second = nextProcess(first, [legOf(first)], { isLost: true });
    const third = nextProcess(second, [legOf(first)], { isLost: true });
    const rung = [first, second, third].flatMap((floor) => floor.rung().map(({ legId }) => legId));
    expect([rung.length, new Set(rung).size]).toEqual([3, 3]);
  },
);

describe('a caller who was promised to be called back out of the line', () => {
  const pressed = (): { floor: Floor; early: CallSnapshot } => {
    const floor = callbackFloor();
    floor.arrives('c1', '400');
    const early = floor.switchboard.snapshot('c1', floor.clock.now())!;
    floor.wanted();
    floor.put({ kind: 'digitPressed', legId: 'leg-c1', digit: '1' });
    return { floor, early };
  };

  /** The process dies when the promise is on the disk; of the call it has kept this. */
  const nextOne = (
    floor: Floor,
    snapshot: CallSnapshot,
    deadMs = 1_000,
    legs = [callerLeg(floor, 'c1')],
  ): Floor => {
    const callbacks = [keptPromise(floor, 'cb-c1-2')];
    const next = callbackFloor();
    next.clock.advance(deadMs);
    next.put({ kind: 'callbacksRestored', callbacks });
    const { flowHash, flows } = floor.plan;
    const scripts = new Map([[flowHash, { flowHash, flows }]]);
    const kept = { ...structuredClone(snapshot), exchangeMs: EXCHANGE_MS };
    next.put({ kind: 'callsRestored', calls: [kept], over: new Set(), scripts });
    next.put({ kind: 'exchangeBack', restarted: false, startedWallMs: EXCHANGE_MS, legs });
    return next;
  };

  test('is kept as such before the promise is: another process asks for no second one', () => {
    const { floor } = pressed();
    expect(floor.wanted()).toContain('remember c1');
    const next = nextOne(floor, floor.switchboard.snapshot('c1', floor.clock.now())!);
    expect(adopted(next)).toMatchObject({ phase: 'inFlow', queue: null });
    expect(entry(next, 'callbackWished')).toMatchObject({ outcome: 'booked', callbackId: 'cb-c1-2' });
    next.ends('leg-c1');
    expect(next.outcome('c1')).toMatchObject({ outcome: 'callback_booked' });
  });

  test('and has gone meanwhile, was let go with the promise', () => {
    const { floor } = pressed();
    const snapshot = floor.switchboard.snapshot('c1', floor.clock.now())!;
    const next = nextOne(floor, snapshot, 1_000, []);
    expect(next.outcome('c1')).toMatchObject({ outcome: 'callback_booked' });
  });

  test('and whose promise did not reach the disk, is given it anew, however long nobody was there', () => {
    const { floor } = pressed();
    const next = nextProcess(floor, [callerLeg(floor, 'c1')], { changes: callbackFiles(), deadMs: 20_000 });
    next.clock.advance(5);
    expect(entry(next, 'callbackWished')).toMatchObject({ outcome: 'booked' });
    expect(stepsOf(next)).toEqual(['booked', 'end']);
  });

  test('and of whom that was not kept, does not share the place with the promise', () => {
    const { floor, early } = pressed();
    const next = nextOne(floor, early);
    expect(adopted(next)).toMatchObject({ phase: 'waiting', queue: 'support' });
    next.ready('anna');
    next.ready('boris');
    expect(next.rung().map(({ callId }) => callId)).toEqual(['cb-c1-2-1', 'c1']);
  });

  test('and of whom that was not kept, is promised anew under another id when that one is over, each time', () => {
    const { floor, early } = pressed();
    const again = (deadMs: number): unknown => {
      const next = nextOne(floor, early, deadMs);
      next.put({ kind: 'callbackCancelled', callbackId: 'cb-c1-2', by: 'lead' });
      next.put({ kind: 'digitPressed', legId: 'leg-c1', digit: '1' });
      const booked = next.entries.find(({ kind }) => kind === 'callbackBooked');
      return booked?.kind === 'callbackBooked' ? booked.callbackId : undefined;
    };
    const ids = ['cb-c1-2', again(1_000), again(2_000)];
    expect(new Set(ids).size).toBe(3);
    expect(ids).not.toContain(undefined);
  });
});

describe('a customer for whom their node was given up, just before the process died, while it still had them', () => {
  /** The customer has answered, and is being joined; then the call is over for the first process. */
  const calledBack = (): { next: Floor; names: ReturnType<typeof tryOf>; id: string } => {
    const floor = twoNodes(callbackFiles());
    arrivesOn(floor, 'c1', 'south', '300');
    floor.clock.advance(5);
    floor.ends('leg-c1');
    const id = 'cb-c1-1';
    const names = tryOf(id);
    const { callId, operator, customer } = names;
    floor.ready('anna');
    operatorTakes(floor, operator);
    floor.put({ kind: 'legAnswered', legId: customer });
    const early = floor.switchboard.snapshot(callId, floor.clock.now())!;
    dies(floor, 'north');
    const next = nextBehindEdge(floor, callbackFiles());
    next.put({ kind: 'callbacksRestored', callbacks: [keptPromise(floor, id)] });
    next.put({ kind: 'callsRestored', calls: [early], over: new Set(), scripts: new Map() });
    isBack(next, 'south');
    isBack(next, 'north', [outside(customer, callId), phoneLeg(floor, operator, 'answered')]);
    return { next, names, id };
  };

  test('talks, and the promise is kept by that', () => {
    const { next, names, id } = calledBack();
    next.put({ kind: 'legsJoined', callId: names.callId, legIds: [names.customer, names.operator] });
    expect(outcomeOf(next, id)).toBe('reached');
  });

  test('is called again, as often as was promised, if nobody talks after all', () => {
    const { next, names, id } = calledBack();
    next.ends(names.customer);
    expect(storyOf(next, id).map(({ kind }) => kind)).toEqual(['callbackDialled', 'callbackDelayed']);
    expect(next.switchboard.callback(id)).toMatchObject({ attemptsCount: 1, trying: null });
  });
});
