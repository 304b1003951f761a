import { describe, expect, test } from 'vitest';
import type { LiveLeg } from '../../src/telephony/index.ts';
import { entry, inConsult, inTalk, kinds, ringing, waiting } from './adopted.ts';
import { Floor } from './floor.ts';
import { callerLeg, EXCHANGE_MS, keptOf, nextProcess, phoneLeg, talking } from './next-process.ts';

const GONE = { q850: null, sip: null, byUs: false, isFound: true } as const;

/** The diary tells that this leg has ended so long ago. */
function told(floor: Floor, legId: string, agoMs: number): void {
  floor.put({ kind: 'diaryRead', ends: [{ legId, atMs: floor.clock.now().wallMs - agoMs }], joins: [] });
}

const atMs = (floor: Floor, kind: string): number => floor.entries.find((each) => each.kind === kind)!.atMs;
const agoMs = (floor: Floor, kind: string): number => floor.clock.now().wallMs - atMs(floor, kind);

describe('behind the death of a process', () => {
  /** The process after one that died 10 s ago, to which the diary has told of these ends; then Asterisk tells. */
  function next(floor: Floor, ends: Readonly<Record<string, number>>, isCallerThere: boolean): Floor {
    const { monoMs, wallMs } = floor.clock.now();
    const after = new Floor({}, 100, 'rehearsals', { monoMs: monoMs + 10_000, wallMs: wallMs + 10_000 });
    const scripts = new Map([[floor.plan.flowHash, floor.plan]]);
    after.put({ kind: 'callsRestored', calls: keptOf(floor), over: new Set(), scripts });
    for (const leg of Object.keys(ends)) expect(after.switchboard.unendedLegs()).toContain(leg);
    for (const [legId, ago] of Object.entries(ends)) told(after, legId, ago);
    const legs = isCallerThere ? [callerLeg(floor, 'c1')] : [];
    after.put({ kind: 'exchangeBack', restarted: false, startedWallMs: EXCHANGE_MS, legs });
    return after;
  }

  test('a call has ended when the diary says, and with it the talk', () => {
    const floor = inTalk();
    floor.clock.advance(60_000);
    const after = next(floor, { 'leg-c1': 7_000 }, false);
    expect(kinds(after)).toEqual(['adopted', 'talkEnded', 'callEnded']);
    expect([agoMs(after, 'talkEnded'), agoMs(after, 'callEnded')]).toEqual([7_000, 7_000]);
    expect(entry(after, 'talkEnded')).toMatchObject({ talkMs: 63_000 });
    expect(entry(after, 'callEnded')).not.toHaveProperty('estimated');
  });

  test('a talk has ended with whoever has left it first', () => {
    const after = next(inTalk(), { 'leg-c1': 2_000, 'op-c1-1': 7_000 }, false);
    expect([agoMs(after, 'talkEnded'), agoMs(after, 'callEnded')]).toEqual([7_000, 2_000]);
    expect(entry(after, 'talkEnded')).toMatchObject({ talkMs: 3_000 });
  });

  test('a talk that the operator has left has ended then, and the call goes on', () => {
    const after = next(inTalk(), { 'op-c1-1': 7_000 }, true);
    expect(entry(after, 'talkEnded')).toMatchObject({ talkMs: 3_000, by: 'operator' });
    expect(agoMs(after, 'talkEnded')).toBe(7_000);
    expect(after.switchboard.liveCallIds()).toContain('c1');
  });

  test('who waited has waited until then', () => {
    const floor = new Floor();
    floor.arrives('c1');
    floor.clock.advance(5_000);
    const after = next(floor, { 'leg-c1': 6_000 }, false);
    expect(entry(after, 'queueLeft')).toMatchObject({ waitMs: 9_000, outcome: 'abandoned' });
    expect([agoMs(after, 'queueLeft'), agoMs(after, 'callEnded')]).toEqual([6_000, 6_000]);
  });

  test('where the diary does not tell, the end is an estimate', () => {
    const after = next(inTalk(), {}, false);
    expect(entry(after, 'callEnded')).toMatchObject({ estimated: true });
    expect([agoMs(after, 'talkEnded'), agoMs(after, 'callEnded')]).toEqual([0, 0]);
  });

  test('an end that cannot be is none: before the call, before the talk, or still to come', () => {
    for (const ago of [10_001, -1]) {
      const after = next(inTalk(), { 'leg-c1': ago, 'op-c1-1': ago }, false);
      expect(entry(after, 'callEnded'), String(ago)).toMatchObject({ estimated: true });
      expect([agoMs(after, 'talkEnded'), agoMs(after, 'callEnded')]).toEqual([0, 0]);
    }
  });
});

describe('an operator who was rung as the process died, and of whom the diary tells that they talked', () => {
  /** The diary tells that they came into the talk 9 s ago, and of these ends; Asterisk holds these legs. */
  function next(
    floor: Floor,
    legs: readonly LiveLeg[],
    { ends = {}, joins = TOGETHER }: Readonly<Partial<Record<'ends' | 'joins', Ago>>> = {},
  ): Floor {
    const wallMs = floor.clock.now().wallMs + 10_000;
    const agoIn = (agos: Ago) => Object.entries(agos).map(([legId, ago]) => ({ legId, atMs: wallMs - ago }));
    const came = agoIn(joins).map(({ legId, atMs }) => ({ legId, firstMs: atMs, lastMs: atMs }));
    return nextProcess(floor, legs, { deadMs: 10_000, diary: { ends: agoIn(ends), joins: came } });
  }
  type Ago = Readonly<Record<string, number>>;
  const TOGETHER: Ago = { 'leg-c1': 9_000, 'op-c1-1': 9_000 };

  test('and hung up: the caller is not in the line again, and the flow goes on as behind any talk', () => {
    const after = next(ringing(), [callerLeg(ringing(), 'c1')], { ends: { 'op-c1-1': 4_000 } });
    expect(waiting(after)).toEqual([]);
    expect(kinds(after).slice(0, 5)).toEqual([
      ...['adopted', 'offerEnded', 'queueLeft', 'talkBegan', 'talkEnded'],
    ]);
    expect(entry(after, 'adopted')).toMatchObject({ phase: 'talking', operator: 'anna' });
    expect(entry(after, 'offerEnded')).toMatchObject({ operator: 'anna', outcome: 'answered' });
    expect(entry(after, 'queueLeft')).toMatchObject({
      outcome: 'answered',
      joinedBefore: 'anna',
      waitMs: 1_000,
    });
    expect(entry(after, 'talkEnded')).toMatchObject({ talkMs: 5_000, by: 'operator' });
    expect([agoMs(after, 'talkBegan'), agoMs(after, 'talkEnded')]).toEqual([9_000, 4_000]);
    after.ends('leg-c1');
    expect(entry(after, 'callEnded')).toMatchObject({ outcome: 'answered' });
  });

  test('with a caller who has hung up as well: the record is that of a talk', () => {
    const after = next(ringing(), [], { ends: { 'op-c1-1': 4_000, 'leg-c1': 3_000 } });
    expect(kinds(after)).toEqual([
      ...['adopted', 'offerEnded', 'queueLeft', 'talkBegan', 'talkEnded', 'callEnded'],
    ]);
    expect(entry(after, 'talkEnded')).toMatchObject({ talkMs: 5_000 });
    expect(entry(after, 'queueLeft')).toMatchObject({ waitMs: 1_000 });
    expect(entry(after, 'callEnded')).toMatchObject({ outcome: 'answered' });
    expect(agoMs(after, 'callEnded')).toBe(3_000);
  });

  test('with a caller who alone has hung up: the record is that of a talk, and the operator is let go', () => {
    const floor = ringing();
    const after = next(floor, [phoneLeg(floor, 'op-c1-1', 'answered')], { ends: { 'leg-c1': 3_000 } });
    expect(entry(after, 'talkEnded')).toMatchObject({ talkMs: 6_000 });
    expect(entry(after, 'callEnded')).toMatchObject({ outcome: 'answered' });
    expect(after.wanted()).toContain('hangUp op-c1-1');
  });

  test('and talk still: they talk since then', () => {
    const floor = ringing();
    const after = next(floor, talking(floor, 'c1', 'op-c1-1'));
    expect(agoMs(after, 'talkBegan')).toBe(9_000);
    expect(entry(after, 'queueLeft')).toMatchObject({ outcome: 'answered', waitMs: 1_000 });
    expect(kinds(after)).not.toContain('talkEnded');
  });

  test('of one of whom it tells nothing, or what cannot be, nobody knows: the caller has the old place', () => {
    const tooLong = { 'leg-c1': 10_001, 'op-c1-1': 10_001 };
    for (const joins of [{}, tooLong, { 'op-c1-1': 9_000 }, { ...TOGETHER, 'leg-c1': 9_101 }]) {
      const after = next(ringing(), [callerLeg(ringing(), 'c1')], { joins, ends: { 'op-c1-1': 4_000 } });
      expect(waiting(after)).toEqual(['c1']);
      expect(kinds(after)).not.toContain('talkBegan');
    }
  });

  test('a caller who was being given to the next operator has talked with that one', () => {
    const floor = inConsult();
    floor.put({ kind: 'legAnswered', legId: 'op-c1-2' });
    floor.ends('op-c1-1');
    const ends = { 'op-c1-2': 4_000 };
    const after = next(floor, [callerLeg(floor, 'c1')], {
      joins: { 'leg-c1': 8_000, 'op-c1-2': 9_000 },
      ends,
    });
    expect(entry(after, 'talkEnded')).toMatchObject({ operator: 'boris', talkMs: 4_000, by: 'operator' });
    expect(waiting(after)).toEqual([]);
    const consultedAlone = { joins: { 'leg-c1': 30_000, 'op-c1-2': 9_000 }, ends };
    expect(waiting(next(floor, [callerLeg(floor, 'c1')], consultedAlone))).toEqual(['c1']);
  });

  test('with a caller who had hung up before the operator came: nobody has talked', () => {
    const after = next(ringing(), [], { joins: TOGETHER, ends: { 'leg-c1': 9_500, 'op-c1-1': 4_000 } });
    expect(entry(after, 'callEnded')).toMatchObject({ outcome: 'abandoned' });
  });
});

describe('in the same process', () => {
  test('a leg that a look does not find has ended when the diary says', () => {
    const floor = inTalk();
    floor.clock.advance(60_000);
    told(floor, 'op-c1-1', 4_000);
    floor.put({ kind: 'legEnded', legId: 'op-c1-1', end: GONE });
    expect(entry(floor, 'talkEnded')).toMatchObject({ talkMs: 56_000, by: 'operator' });
    told(floor, 'leg-c1', 1_000);
    floor.put({ kind: 'legEnded', legId: 'leg-c1', end: GONE });
    expect(agoMs(floor, 'callEnded')).toBe(1_000);
    expect(entry(floor, 'callEnded')).not.toHaveProperty('estimated');
  });

  test('two of whose talk nothing was heard have talked, whoever hung up', () => {
    for (const [gone, hungUpBy] of [
      ['op-c1-1', 'operator'],
      ['leg-c1', 'caller'],
    ] as const) {
      const floor = ringing();
      floor.put({ kind: 'legAnswered', legId: 'op-c1-1' });
      floor.clock.advance(9_000);
      const atMs = floor.clock.now().wallMs - 8_000;
      const joins = ['leg-c1', 'op-c1-1'].map((legId) => ({ legId, firstMs: atMs, lastMs: atMs }));
      floor.put({ kind: 'diaryRead', ends: [], joins });
      told(floor, gone, 2_000);
      floor.put({ kind: 'legEnded', legId: gone, end: GONE });
      expect(entry(floor, 'talkEnded'), gone).toMatchObject({ talkMs: 6_000, by: hungUpBy });
      expect(agoMs(floor, 'talkBegan'), gone).toBe(8_000);
      expect(waiting(floor), gone).toEqual([]);
      expect(entry(floor, 'queueLeft'), gone).not.toHaveProperty('joinedBefore');
      floor.ends('leg-c1');
      expect(entry(floor, 'callEnded'), gone).toMatchObject({ outcome: 'answered' });
    }
  });

  test('so has one that a command does not find', () => {
    const floor = inTalk();
    floor.clock.advance(60_000);
    told(floor, 'leg-c1', 4_000);
    const failed = { command: 'answer', reason: 'gone', detail: '404' } as const;
    floor.put({ kind: 'commandFailed', legId: 'leg-c1', ...failed });
    expect([agoMs(floor, 'talkEnded'), agoMs(floor, 'callEnded')]).toEqual([4_000, 4_000]);
  });

  test('one whose end is heard has ended now, whatever was read before', () => {
    const floor = inTalk();
    floor.clock.advance(60_000);
    told(floor, 'op-c1-1', 4_000);
    floor.ends('op-c1-1');
    expect(entry(floor, 'talkEnded')).toMatchObject({ talkMs: 60_000 });
  });
});

test('a caller of whom nobody has heard has come when the leg says', () => {
  const floor = new Floor();
  const { wallMs } = floor.clock.now();
  floor.arrives('c9');
  const leg = { ...callerLeg(floor, 'c9'), legId: 'leg-c1', callId: 'c1', marks: { dialled: '100' } };
  const after = nextProcess(new Floor(), [{ ...leg, createdWallMs: wallMs - 2_500 }], { kept: [] });
  expect([atMs(after, 'callArrived'), agoMs(after, 'queueEntered')]).toEqual([wallMs - 2_500, 0]);
});
