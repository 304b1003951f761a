import { describe, expect, test } from 'vitest';
import type { CallSnapshot } from '../../src/switchboard/index.ts';
import { adopted, asks, entry, inTalk } from './adopted.ts';
import { callbackFloor, kept as keptPromise } from './callback-floor.ts';
import { Floor } from './floor.ts';
import { callerLeg, keptOf, nextProcess, phoneLeg, talking } from './next-process.ts';

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
  const nextOne = (floor: Floor, snapshot: CallSnapshot): Floor => {
    const callbacks = [keptPromise(floor, 'cb-c1-2')];
    const next = callbackFloor();
    next.put({ kind: 'callbacksRestored', callbacks });
    const { flowHash, flows } = floor.plan;
    const scripts = new Map([[flowHash, { flowHash, flows }]]);
    next.put({ kind: 'callsRestored', calls: [snapshot], over: new Set(), scripts });
    next.put({ kind: 'exchangeBack', restarted: false, legs: [callerLeg(floor, 'c1')] });
    return next;
  };

  test('is kept as such before the promise is: another process asks for no second one', () => {
    const { floor } = pressed();
    expect(floor.wanted()).toContain('remember c1');
    const next = nextOne(floor, floor.switchboard.snapshot('c1', floor.clock.now())!);
    expect(adopted(next)).toMatchObject({ phase: 'inFlow', queue: null });
    expect(entry(next, 'callbackWished')).toMatchObject({ outcome: 'exists', callbackId: 'cb-c1-2' });
  });

  test('and of whom that was not kept, does not share the place with the promise', () => {
    const { floor, early } = pressed();
    const next = nextOne(floor, early);
    expect(adopted(next)).toMatchObject({ phase: 'waiting', queue: 'support' });
    next.ready('anna');
    next.ready('boris');
    expect(next.rung().map(({ callId }) => callId)).toEqual(['cb-c1-2-1', 'c1']);
  });
});
