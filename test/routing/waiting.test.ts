import { beforeEach, describe, expect, test } from 'vitest';
import { COOL_DOWN, OFFER, STICKY } from '../../src/routing/core/bonds.ts';
import { RouterCore } from '../../src/routing/core/router-core.ts';
import type { Tables } from '../../src/routing/core/tables.ts';
import { ANYBODY } from '../../src/routing/needs.ts';
import type { Demand } from '../../src/routing/routing.ts';
import { boundTo, USUAL_KEY } from './acts.ts';
import { needs, queue, stage } from './rules.ts';

const LIMITS = { callersMax: 3, operatorsMax: 8, needsMax: 2, skillsMax: 8, queuesMax: 4 };
const NEVER = Number.POSITIVE_INFINITY;

let core: RouterCore;
let tables: Tables;

beforeEach(() => {
  core = new RouterCore(LIMITS);
  tables = core.tables;
});

/** Seats somebody who is signed in. */
function seat(operatorId: string, free = 0, freeAtMs = Number.NaN): number {
  core.seat({ operatorId, skills: { ru: 1 }, bindings: boundTo('q') });
  const operator = tables.operators.findSeated(operatorId);
  core.tell(operator, true, free, 0, freeAtMs, 0);
  return operator;
}

type Told = {
  readonly enteredMs?: number;
  readonly stagesBegun?: number;
  readonly seq?: number;
  readonly lastOperator?: number;
};

function enter(callId: string, rules: Demand = queue('q'), nowMs = 0, told: Told = {}): number {
  const demand = core.know({ queue: rules, stepNeeds: ANYBODY });
  if ('full' in demand) throw new Error('there is room');
  return core.enter({ ...USUAL_KEY, callId, demand, enteredMs: nowMs, ...told }, nowMs);
}

const stageOf = (caller: number): number => tables.lines.stageOf(tables.callers.lineOf(caller));

describe('who enters', () => {
  test('is counted on from the last, or from who kept a place further on', () => {
    const seqs = [enter('c1'), enter('c2', queue('q'), 0, { seq: 7 })].map((at) => tables.callers.seqOf(at));
    core.leave(0);
    seqs.push(tables.callers.seqOf(enter('c3', queue('q'), 0, { seq: 3 })));
    core.leave(1);
    seqs.push(tables.callers.seqOf(enter('c4')));
    expect(seqs).toEqual([1, 7, 3, 8]);
  });

  test('is not taken in where the table is full, and leaves no trace', () => {
    for (const callId of ['c1', 'c2', 'c3']) enter(callId);
    expect([enter('c4'), tables.callers.count, tables.queues.find('q')!.waiting]).toEqual([-1, 3, 3]);
  });

  test('is at the stages that had begun, at most at those that there are, and those that are due', () => {
    const rules = queue('q', { stages: [stage(1_000, ''), stage(2_000, '')] });
    const callers = [
      enter('c1', rules, 5_000, { enteredMs: 4_000.125 }),
      enter('c2', rules, 5_000, { enteredMs: 4_000 }),
      enter('c3', rules, 5_000, { stagesBegun: 9 }),
    ];
    expect(callers.map(stageOf)).toEqual([0, 1, 2]);
  });

  test.each([
    ['free', 1, Number.NaN, 0, 0, 300],
    ['free soon enough', 0, 300, 0, 0, 300],
    ['free too late', 0, 300.125, 0, 0, undefined],
    ['free, and the caller has waited for a while', 1, Number.NaN, 299, 0, 300],
    ['free, and the caller has waited for too long', 1, Number.NaN, 300, 0, undefined],
    ['free, but cannot serve the caller', 1, Number.NaN, 0, 2, undefined],
  ])('is kept for who served them last and is %s', (_, free, freeAtMs, nowMs, level, untilMs) => {
    const anna = seat('anna', free, freeAtMs);
    const rules = queue('q', { stickyMs: 300, needs: level === 0 ? ANYBODY : needs(`ru >= ${level}`) });
    const caller = enter('c1', rules, nowMs, { enteredMs: 0, lastOperator: anna });
    const bond = tables.bonds.find(caller, anna, STICKY);
    expect(bond < 0 ? undefined : tables.bonds.untilMsOf(bond)).toBe(untilMs);
  });
});

describe('an offer that failed', () => {
  test('brings the caller back when the last of the operators has failed', () => {
    const [anna, boris] = [seat('anna', 1), seat('boris', 1)];
    const caller = enter('c1', queue('q', { ringGroup: 2 }));
    core.decide(0, () => {});
    expect(tables.lines.isPresent(caller)).toBe(false);
    expect([core.offerFailed(caller, boris, false, 1), tables.lines.isPresent(caller)]).toEqual([
      true,
      false,
    ]);
    expect([core.offerFailed(caller, boris, false, 1), tables.lines.isPresent(caller)]).toEqual([
      false,
      false,
    ]);
    expect([core.offerFailed(caller, anna, false, 1), tables.lines.isPresent(caller)]).toEqual([true, true]);
    expect([
      tables.callers.bondOf(caller),
      tables.bonds.firstOfOperator(anna),
      tables.changes.changed,
    ]).toEqual([-1, -1, true]);
  });

  test('keeps the two apart if it should, and ends the wait for this operator', () => {
    const anna = seat('anna');
    const caller = enter('c1');
    const { bonds } = tables;
    const kinds = (): readonly boolean[] =>
      ([OFFER, COOL_DOWN, STICKY] as const).map((kind) => bonds.find(caller, anna, kind) >= 0);
    tables.lines.stepAside(caller);
    bonds.tie(caller, anna, STICKY, 9_000);
    bonds.tie(caller, anna, OFFER, NEVER);
    core.offerFailed(caller, anna, false, 1);
    expect(kinds()).toEqual([false, false, true]);
    tables.lines.stepAside(caller);
    bonds.tie(caller, anna, OFFER, NEVER);
    core.offerFailed(caller, anna, true, 1);
    expect(kinds()).toEqual([false, true, false]);
    core.leave(caller);
    expect([bonds.firstOfOperator(anna), bonds.coolDowns, bonds.due.first]).toEqual([-1, 0, -1]);
  });
});

describe('who waits', () => {
  test('gets another class, but none worse than stages that have begun give', () => {
    const rules = queue('q', {
      stages: [stage(1_000, '', { class: 3 }), stage(2_000, ''), stage(3_000, '', { class: 1 })],
    });
    const caller = enter('c1', rules, 2_000, { enteredMs: 0 });
    const classes: number[] = [tables.callers.classOf(caller)];
    for (const wanted of [9, 2, 4]) {
      core.reprioritise(caller, { class: wanted });
      classes.push(tables.callers.classOf(caller));
    }
    core.reprioritise(caller, { boostMs: 70 });
    expect([...classes, tables.callers.classOf(caller), tables.callers.boostMsOf(caller)]).toEqual([
      3, 3, 2, 3, 3, 70,
    ]);
    core.reprioritise(caller, { class: 0 });
    expect([
      tables.callers.classOf(caller),
      tables.callers.boostMsOf(caller),
      tables.callers.seqOf(caller),
    ]).toEqual([0, 70, 1]);
  });

  test('moves to another queue with the stages that are due by age there, and waits for nobody alone', () => {
    const anna = seat('anna', 1);
    const caller = enter('c1', queue('q', { stickyMs: 9_000 }), 0, { lastOperator: anna });
    const other = queue('r', { stages: [stage(500, ''), stage(9_000, '')] });
    expect([core.move(caller, other, ANYBODY, 600), stageOf(caller)]).toEqual([true, 1]);
    expect([tables.bonds.find(caller, anna, STICKY), tables.queues.find('q')!.waiting]).toEqual([-1, 0]);
    expect(tables.lines.demandOf(tables.callers.lineOf(caller)).rules).toBe(other);
  });

  test('keeps the rules where there is no room for others, and that is counted', () => {
    const [one, other] = [queue('q', { needs: needs('ru >= 1') }), queue('q', { needs: needs('ru >= 2') })];
    const callers = [enter('c1', one), enter('c2', other)];
    expect(core.move(callers[0]!, queue('r'), ANYBODY, 0)).toBe(false);
    expect([core.reload([queue('q')], 0), core.reload([queue('r')], 0), core.reload([one], 0)]).toEqual([
      2, 0, 0,
    ]);
    expect(callers.map((at) => tables.callers.lineOf(at))).toEqual([
      tables.callers.lineOf(1),
      tables.callers.lineOf(1),
    ]);
    expect(tables.lines.demandOf(tables.callers.lineOf(1)).rules).toBe(one);
  });

  test('has under other rules at least the stages that had begun', () => {
    const rules = queue('q', { stages: [stage(100, ''), stage(200, ''), stage(300, '')] });
    const caller = enter('c1', rules, 250, { enteredMs: 0 });
    core.reload([queue('q', { stages: [stage(1_000, ''), stage(2_000, ''), stage(3_000, '')] })], 250);
    expect(stageOf(caller)).toBe(2);
    core.reload([queue('q', { stages: [stage(1_000, '')] })], 250);
    expect([stageOf(caller), tables.lines.isPresent(caller), tables.callers.count]).toEqual([1, true, 1]);
  });

  test('is looked at again when a cool-down rests no longer, and when it is over', () => {
    const anna = seat('anna');
    const caller = enter('c1');
    tables.bonds.cool(caller, anna, 0);
    core.decide(0, () => {});
    const bond = tables.bonds.find(caller, anna, COOL_DOWN);
    expect([core.nextDueMs(), core.advance(5_000, 1, () => {}), core.nextDueMs()]).toEqual([
      5_000,
      true,
      60_000,
    ]);
    expect([tables.bonds.kindOf(bond), core.advance(60_000, 1, () => {})]).toEqual([COOL_DOWN, true]);
    expect([tables.bonds.kindOf(bond), core.nextDueMs()]).toEqual([-1, NEVER]);
  });
});
