import { describe, expect, test } from 'vitest';
import { MAIN_NODE } from '../../src/boot/main-node.ts';
import { usedIn } from '../../src/journal/index.ts';
import type { LiveLeg } from '../../src/telephony/index.ts';
import { adopted, entry, kinds } from './adopted.ts';
import { callbackFloor, customerTakes, kept, operatorTakes, promised, tryOf } from './callback-floor.ts';
import { Floor } from './floor.ts';
import { callerLeg, type Heritage, nextProcess, outside, phoneLeg } from './next-process.ts';
import { DIAL, FILES_OUT, OUT, outEnds, ringing, tagsOf, talking } from './out-floor.ts';

describe('a caller who was put through outside', () => {
  const both = (floor: Floor): readonly LiveLeg[] => [
    callerLeg(floor, 'c1', [OUT]),
    outside(OUT, 'c1', ['leg-c1']),
  ];
  const next = (floor: Floor, legs: readonly LiveLeg[], more: Heritage = {}): Floor =>
    nextProcess(floor, legs, { changes: FILES_OUT, ...more });

  test('talks on, and the flow goes on when the talk is over', () => {
    const floor = talking();
    const after = next(floor, both(floor));
    expect(adopted(after)).toMatchObject({ phase: 'inFlow' });
    expect(after.wanted()).toEqual([]);
    after.clock.advance(10_000);
    after.ends(OUT);
    expect(tagsOf(after)).toEqual(['answered']);
    expect(entry(after, 'outEnded')).toMatchObject({ outcome: 'answered', talkMs: 11_000 });
    after.ends('leg-c1');
    expect(kinds(after).filter((kind) => kind === 'callEnded')).toHaveLength(1);
  });

  test('is heard of when the other side hung up while nobody looked', () => {
    const floor = talking();
    const after = next(floor, [callerLeg(floor, 'c1')]);
    expect([tagsOf(after), outEnds(after)]).toEqual([['answered'], [`${OUT} answered`]]);
  });

  test('or hung up meanwhile: the other side is let go', () => {
    const floor = talking();
    const after = next(floor, [outside(OUT, 'c1', [])]);
    expect(entry(after, 'callEnded')).toMatchObject({ outcome: 'self_served', estimated: true });
    expect(outEnds(after)).toEqual([`${OUT} answered`]);
    expect(after.wanted()).toEqual([`hangUp ${OUT}`]);
  });

  test('talks no longer than was allowed, the time without a process included', () => {
    const floor = talking();
    floor.clock.advance(500_000);
    const after = next(floor, both(floor), { deadMs: 10_000 });
    after.clock.advance(89_999);
    expect(tagsOf(after)).toEqual([]);
    after.clock.advance(1);
    expect(tagsOf(after)).toEqual(['answered']);
    expect(after.wanted()).toContain(`hangUp ${OUT}`);
  });

  test('still counts for the limits of the route', () => {
    const floor = talking();
    const after = next(floor, both(floor));
    for (const callId of ['c2', 'c3']) after.arrives(callId, '300');
    expect(after.noted('c2').map(({ kind }) => kind)).toContain('dialled');
    expect(after.noted('c3')).toContainEqual(expect.objectContaining({ kind: 'dialRefused' }));
  });

  test('has left the flow when the call was given away, and its record says so', () => {
    const floor = talking(`transfer: { number: "+4930123456" }`);
    const after = next(floor, both(floor));
    after.ends(OUT);
    expect(after.wanted()).toEqual(['hangUp leg-c1']);
    after.ends('leg-c1');
    expect(entry(after, 'callEnded')).toMatchObject({ outcome: 'transferred_out' });
  });

  test('keeps no number that may be a secret', () => {
    const floor = talking();
    const snapshot = floor.switchboard.snapshot('c1', floor.clock.now());
    expect(JSON.stringify(snapshot)).not.toContain('4930123456');
  });

  test('is not put through anew to somebody for whom it was still ringing', () => {
    const floor = ringing(DIAL);
    const after = next(floor, [callerLeg(floor, 'c1'), { ...outside(OUT, 'c1', []), answered: false }]);
    expect(after.wanted()).toContain(`hangUp ${OUT}`);
    expect(kinds(after)).not.toContain('dialled');
  });
});

describe('what was dialled before a death and has no end in the journal', () => {
  /** By the journal, so long ago; and what the exchange holds of it. */
  function next(legs: readonly LiveLeg[], { isTold = false, agoMs = Number.NaN } = {}): Floor {
    const floor = ringing(DIAL);
    const dialled = floor.entries.filter((each) => each.kind === 'dialled');
    const ends = [{ legId: OUT, atMs: floor.clock.now().wallMs + 1_000 - agoMs }];
    return nextProcess(floor, [callerLeg(floor, 'c1'), ...legs], {
      changes: FILES_OUT,
      used: isTold ? { talkedMs: new Map(), unended: new Map() } : usedIn(dialled),
      diary: { ends: Number.isNaN(agoMs) ? [] : ends, joins: [] },
    });
  }
  const endedAgoMs = (floor: Floor): number =>
    floor.clock.now().wallMs - floor.entries.find(({ kind }) => kind === 'outEnded')!.atMs;
  const ended = (floor: Floor) =>
    floor.noted('c1').filter(({ kind, legId }) => kind === 'outEnded' && legId === OUT);

  test('and is not there, took no longer than since then', () => {
    expect(ended(next([]))).toEqual([
      { kind: 'outEnded', callId: 'c1', legId: OUT, outcome: 'failed', talkMs: 0, usedMs: 1_000 },
    ]);
    expect(ended(next([], { isTold: true }))).toEqual([]);
  });

  test('and is not there, ended when the diary says; else nothing later is claimed than that it was dialled', () => {
    const read = next([], { agoMs: 400 });
    expect([ended(read)[0], endedAgoMs(read)]).toEqual([expect.objectContaining({ usedMs: 600 }), 400]);
    expect(endedAgoMs(next([]))).toBe(1_000);
    expect(read.switchboard.unendedLegs()).not.toContain(OUT);
  });

  test('and rings still, is over when it has been let go', () => {
    const after = next([{ ...outside(OUT, 'c1', []), answered: false }]);
    expect(after.wanted()).toContain(`hangUp ${OUT}`);
    expect(ended(after)).toEqual([]);
    after.clock.advance(500);
    after.ends(OUT);
    expect(ended(after)).toMatchObject([{ usedMs: 1_500 }]);
  });
});

const OWN_CALLS = {
  'operators.yaml': `devices: { "1001": {}, "1002": {}, "2001": {} }
own_calls: { wrap_up: 10s }
operators:
  anna: { name: Anna, number: "101", device: "1001", skills: { support: 2, en: 2 }, queues: { support: {}, safety: {} } }
  boris: { name: Boris, number: "102", device: "1002", skills: { support: 2, en: 2 }, queues: { support: {}, safety: {} } }
`,
  'routes.yaml': `home: { country: "49", national: "0", international: "00" }
routes:
  germany: { to: ["+49*"], trunks: [carrier], caller_id: ["+4930100"], operators: true }
`,
};

describe('a call of an operator’s own', () => {
  const own = (hears: readonly string[]): LiveLeg => ({
    ...{ legId: 'leg-o', node: MAIN_NODE, callId: 'leg-o', role: 'operator', answered: true, hears },
    ...{ caller: { number: '101', name: '' }, marks: { id: 'leg-o', role: 'operator', operator: 'anna' } },
  });
  const answered = (dialled: string, legId: string): Floor => {
    const floor = new Floor(OWN_CALLS);
    floor.ready('anna');
    floor.ready('boris');
    floor.put({ kind: 'phoneCalled', legId: 'leg-o', phoneId: '1001', dialled });
    floor.put({ kind: 'legAnswered', legId });
    return floor;
  };
  const begun = (dialled: string, legId: string): Floor => {
    const floor = answered(dialled, legId);
    floor.put({ kind: 'legsJoined', callId: 'leg-o', legIds: ['leg-o', legId] });
    return floor;
  };
  const next = (floor: Floor, legs: readonly LiveLeg[]): Floor =>
    nextProcess(floor, legs, { changes: OWN_CALLS });

  test('to somebody outside goes on: she is busy until it ends, and wraps up', () => {
    const floor = begun('030123456', 'out-leg-o-1');
    const after = next(floor, [own(['out-leg-o-1']), outside('out-leg-o-1', 'leg-o', ['leg-o'])]);
    expect(after.operator('anna')).toMatchObject({ unit: 'busy', callId: 'leg-o' });
    after.ends('leg-o');
    expect(after.operator('anna').unit).toBe('wrapUp');
    expect(after.wanted()).toContain('hangUp out-leg-o-1');
    expect(entry(after, 'callEnded', 'leg-o')).toMatchObject({ outcome: 'answered' });
  });

  test('goes on as well when the exchange had refused its marks', () => {
    const floor = begun('102', 'op-leg-o-1');
    const unmarked: LiveLeg = { ...own(['op-leg-o-1']), callId: null, role: 'unknown', marks: {} };
    const after = next(floor, [unmarked, phoneLeg(floor, 'op-leg-o-1', ['leg-o'])]);
    expect(kinds(after, 'leg-o')).not.toContain('callEnded');
    expect([after.operator('anna').unit, after.operator('boris').unit]).toEqual(['busy', 'busy']);
    expect([...after.switchboard.strangers()]).toEqual([]);
  });

  test.each(['102', '030123456'])(
    'to %s that was being joined goes on when both hear each other',
    (dialled) => {
      const legId = dialled === '102' ? 'op-leg-o-1' : 'out-leg-o-1';
      const floor = answered(dialled, legId);
      expect(floor.wanted().slice(-2)).toEqual(['remember leg-o', `join leg-o ${legId}`]);
      const other =
        dialled === '102' ? phoneLeg(floor, legId, ['leg-o']) : outside(legId, 'leg-o', ['leg-o']);
      const after = next(floor, [own([legId]), other]);
      expect(after.operator('anna')).toMatchObject({ unit: 'busy', callId: 'leg-o' });
      after.ends(legId);
      after.ends('leg-o');
      expect(entry(after, 'callEnded', 'leg-o')).toMatchObject({ outcome: 'answered' });
    },
  );

  test('that was being joined, and whose two have hung up meanwhile, was answered', () => {
    const after = next(answered('030123456', 'out-leg-o-1'), []);
    expect(entry(after, 'callEnded', 'leg-o')).toMatchObject({ outcome: 'answered', estimated: true });
  });

  test('that was being joined is over when the two were not', () => {
    const floor = answered('030123456', 'out-leg-o-1');
    const after = next(floor, [own([]), outside('out-leg-o-1', 'leg-o', [])]);
    expect(after.wanted().toSorted()).toEqual(['hangUp leg-o', 'hangUp out-leg-o-1', 'part leg-o']);
    after.ends('leg-o');
    expect(entry(after, 'callEnded', 'leg-o')).toMatchObject({ outcome: 'failed' });
  });

  test('to a colleague keeps both busy', () => {
    const floor = begun('102', 'op-leg-o-1');
    const legs = [own(['op-leg-o-1']), phoneLeg(floor, 'op-leg-o-1', ['leg-o'])];
    const after = next(floor, legs);
    expect([after.operator('anna').unit, after.operator('boris').unit]).toEqual(['busy', 'busy']);
    after.ends('op-leg-o-1');
    expect(after.operator('boris').unit).toBe('wrapUp');
    expect(after.wanted()).toContain('hangUp leg-o');
    expect(kinds(after, 'leg-o')).toContain('talkEnded');
  });

  test('that was answered by nobody yet is over, and the phone free', () => {
    const floor = new Floor(OWN_CALLS);
    floor.ready('anna');
    floor.put({ kind: 'phoneCalled', legId: 'leg-o', phoneId: '1001', dialled: '030123456' });
    const after = next(floor, [
      { ...own([]), answered: false },
      { ...outside('out-leg-o-1', 'leg-o', []), answered: false },
    ]);
    expect(after.wanted().toSorted()).toEqual(['hangUp leg-o', 'hangUp out-leg-o-1']);
  });
});

describe('a customer who was called back', () => {
  function called(): { floor: Floor; names: ReturnType<typeof tryOf>; id: string } {
    const floor = callbackFloor();
    const id = promised(floor);
    floor.ready('anna');
    const names = tryOf(id);
    operatorTakes(floor, names.operator);
    floor.put({ kind: 'secured', key: names.callId, ok: true });
    customerTakes(floor, names);
    return { floor, names, id };
  }

  test('talks on, the operator has a call as any other, and the promise stays kept', () => {
    const { floor, names } = called();
    const { callId, operator, customer } = names;
    expect(floor.switchboard.snapshot(callId, floor.clock.now())?.calledBack).not.toBeNull();
    const legs = [outside(customer, callId, [operator]), phoneLeg(floor, operator, [customer])];
    const after = nextProcess(floor, legs, { changes: {} });
    expect(adopted(after, callId)).toMatchObject({ phase: 'talking', operator: 'anna' });
    expect(after.operator('anna')).toMatchObject({ unit: 'busy', callId });
    after.ends(operator);
    expect(after.wanted()).toContain(`hangUp ${customer}`);
    after.ends(customer);
    expect(entry(after, 'callEnded', callId)).toMatchObject({ outcome: 'answered' });
  });

  test('who hung up meanwhile has a record, and the operator is let go', () => {
    const { floor, names } = called();
    const { callId, operator } = names;
    const after = nextProcess(floor, [phoneLeg(floor, operator, [])]);
    expect(entry(after, 'callEnded', callId)).toMatchObject({ outcome: 'answered', estimated: true });
    expect(after.wanted()).toContain(`hangUp ${operator}`);
  });

  test.each([
    ['not joined yet', false],
    ['just been joined', true],
  ])('and had answered and %s talks with the operator, and is not called again', (_, isJoined) => {
    const floor = callbackFloor();
    const id = promised(floor);
    floor.ready('anna');
    const { callId, operator, customer } = tryOf(id);
    operatorTakes(floor, operator);
    floor.put({ kind: 'legAnswered', legId: customer });
    const hears = (legId: string): readonly string[] => (isJoined ? [legId] : []);
    const after = nextProcess(floor, [
      outside(customer, callId, hears(operator)),
      phoneLeg(floor, operator, isJoined ? hears(customer) : 'answered'),
    ]);
    expect(after.wanted()).toEqual(isJoined ? [] : [`join ${customer} ${operator}`]);
    if (!isJoined) after.put({ kind: 'legsJoined', callId, legIds: [customer, operator] });
    expect(after.operator('anna')).toMatchObject({ unit: 'busy', callId });
    expect(kinds(after, callId)).toContain('talkBegan');
  });

  test.each(['goes on', 'is over'])(
    'has been reached by a talk that %s, of which the journal was not told',
    (what) => {
      const floor = callbackFloor();
      const id = promised(floor);
      floor.ready('anna');
      const names = tryOf(id);
      operatorTakes(floor, names.operator);
      const callbacks = [kept(floor, id)];
      customerTakes(floor, names);
      const { callId, operator, customer } = names;
      const legs = [outside(customer, callId, [operator]), phoneLeg(floor, operator, [customer])];
      const after = nextProcess(floor, what === 'goes on' ? legs : [], { callbacks });
      const told = after.entries.find((each) => each.kind === 'callbackEnded');
      expect(told).toMatchObject({ callbackId: id, outcome: 'reached' });
      expect(after.switchboard.liveCallIds().has(callId)).toBe(what === 'goes on');
    },
  );

  test('but not reached yet is called anew', () => {
    const floor = callbackFloor();
    const id = promised(floor);
    floor.ready('anna');
    const { callId, operator } = tryOf(id);
    operatorTakes(floor, operator);
    expect(floor.switchboard.snapshot(callId, floor.clock.now())).toBeUndefined();
    expect(kept(floor, id).outcome).toBeNull();
  });
});
