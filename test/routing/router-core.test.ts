import { beforeEach, describe, expect, test } from 'vitest';
import { COOL_DOWN, OFFER, STICKY } from '../../src/routing/core/bonds.ts';
import { RouterCore } from '../../src/routing/core/router-core.ts';
import { ANYBODY } from '../../src/routing/needs.ts';
import type { Demand } from '../../src/routing/routing.ts';
import { boundTo, USUAL_KEY } from './acts.ts';
import { needs, queue, stage } from './rules.ts';

const LIMITS = { callersMax: 16, operatorsMax: 8, needsMax: 8, skillsMax: 8, queuesMax: 4 };

let core: RouterCore;
let matched: (readonly [callId: string, atMs: number])[];

beforeEach(() => {
  core = new RouterCore(LIMITS);
  matched = [];
});

const onDecision = ({ caller, atMs }: { caller: number; atMs: number }): void => {
  matched.push([core.tables.callers.idOf(caller), atMs]);
};

/** Seats somebody who is signed in and has so much free. */
function seat(operatorId: string, free: number, nowMs = 0): number {
  core.seat({ operatorId, skills: { ru: 1 }, bindings: boundTo('q') });
  const operator = core.tables.operators.findSeated(operatorId);
  core.tell(operator, true, free, 0, Number.NaN, nowMs);
  return operator;
}

function enter(callId: string, nowMs: number, rules: Demand = queue('q'), lastOperator = -1): number {
  const demand = core.know({ queue: rules, stepNeeds: ANYBODY });
  if ('full' in demand) throw new Error('there is room');
  return core.enter({ ...USUAL_KEY, callId, demand, enteredMs: nowMs, lastOperator }, nowMs);
}

describe('every event tells the router what time it is', () => {
  const EVENTS: readonly (readonly [string, (operator: number, caller: number, nowMs: number) => void])[] = [
    ['tell', (operator, _, nowMs) => core.tell(operator, true, 1, 0, Number.NaN, nowMs)],
    ['enter', (_, __, nowMs) => void enter('c2', nowMs)],
    ['offerFailed', (operator, caller, nowMs) => void core.offerFailed(caller, operator, false, nowMs)],
    ['move', (_, caller, nowMs) => void core.move(caller, queue('r'), ANYBODY, nowMs)],
    ['reload', (_, __, nowMs) => void core.reload([], nowMs)],
    ['advance', (_, __, nowMs) => void core.advance(nowMs, 10, onDecision)],
    ['decide', (_, __, nowMs) => core.decide(nowMs, onDecision)],
  ];

  test.each(EVENTS)('%s, and never an earlier one than before', (_, happen) => {
    const operator = seat('anna', 1);
    const caller = enter('c1', 0);
    core.decide(0, onDecision);
    happen(operator, caller, 1_000);
    expect(core.tables.nowMs).toBe(1_000);
    happen(operator, caller, 900);
    expect(core.tables.nowMs).toBe(1_000);
  });

  test('a stage that begins has come at its own time', () => {
    enter('c1', 0, queue('q', { stages: [stage(500, ''), stage(2_000, '')] }));
    expect([core.advance(600, 0, onDecision), core.tables.nowMs]).toEqual([false, 500]);
    expect([core.advance(600, 10, onDecision), core.tables.nowMs]).toEqual([true, 600]);
  });
});

describe('what time brings', () => {
  test('is done step by step, and until all is done the moment stays due', () => {
    const rules = queue('q', { needs: needs('ru >= 2'), stages: [stage(1_000, 'ru >= 1')] });
    const ids = ['c1', 'c2', 'c3'];
    for (const callId of ids) enter(callId, 0, rules);
    core.decide(0, onDecision);
    expect(core.nextDueMs()).toBe(1_000);
    expect([core.advance(5_000, 2, onDecision), core.nextDueMs()]).toEqual([false, 1_000]);
    expect([core.advance(5_000, 1, onDecision), core.nextDueMs()]).toEqual([true, Number.POSITIVE_INFINITY]);
  });

  test.each([
    [3, 0, false],
    [4, 1, false],
    [5, 2, false],
    [6, 2, true],
  ])(
    'takes a step for each who ripens and each who is looked at: with %i, %i matches, done: %s',
    (...row) => {
      const [budget, matches, isDone] = row;
      const rules = queue('q', { needs: needs('ru >= 2'), stages: [stage(1_000, 'ru >= 1')] });
      for (const operatorId of ['anna', 'boris']) seat(operatorId, 1);
      for (const callId of ['c1', 'c2', 'c3']) enter(callId, 0, rules);
      core.decide(0, onDecision);
      expect(core.advance(1_000, budget, onDecision)).toBe(isDone);
      expect(matched).toHaveLength(matches);
    },
  );

  test('takes a step for each bond that ripens', () => {
    const operators = ['anna', 'boris', 'vera'].map((operatorId) => seat(operatorId, 0));
    const caller = enter('c1', 0);
    for (const operator of operators) {
      core.tables.bonds.tie(caller, operator, OFFER, Number.POSITIVE_INFINITY);
      core.tables.bonds.cool(caller, operator, 0);
    }
    expect([core.nextDueMs(), core.advance(5_000, 2, onDecision), core.nextDueMs()]).toEqual([
      5_000,
      false,
      5_000,
    ]);
    expect(core.tables.bonds.due.firstMs).toBe(5_000);
    expect([core.advance(5_000, 1, onDecision), core.nextDueMs()]).toEqual([true, 60_000]);
    expect(core.advance(60_000, 3, onDecision)).toBe(true);
    expect([core.tables.bonds.coolDowns, core.nextDueMs()]).toEqual([0, Number.POSITIVE_INFINITY]);
  });

  test('ripens bonds and lines of one moment before anybody is chosen', () => {
    const anna = seat('anna', 1);
    const rules = queue('q', { needs: needs('ru >= 2'), stages: [stage(5_000, 'ru >= 1', { class: 1 })] });
    const first = enter('first', 0);
    enter('grows', 0, rules);
    core.tables.bonds.cool(first, anna, 0);
    core.decide(0, onDecision);
    expect(matched).toEqual([]);
    expect(core.advance(9_000, 10, onDecision)).toBe(true);
    expect(matched).toEqual([['grows', 5_000]]);
  });
});

describe('what has changed', () => {
  /** Whether something changed, and the lines to be looked at. */
  const changes = (): readonly unknown[] => [core.tables.changes.changed, core.tables.changes.lines.size];

  test('after a reload is looked at in any case', () => {
    expect(changes()).toEqual([false, 0]);
    core.reload([], 0);
    expect(changes()).toEqual([true, 0]);
  });

  test('is a line that somebody joins, unless somebody stands there whom nothing hides', () => {
    enter('c1', 0);
    expect(changes()).toEqual([true, 1]);
    core.decide(0, onDecision);
    expect(changes()).toEqual([false, 0]);
    enter('c2', 1);
    expect(changes()).toEqual([true, 0]);
    core.decide(1, onDecision);
    core.reprioritise(1, { class: 1 });
    enter('c3', 2);
    expect(changes()).toEqual([true, 0]);
  });

  test.each([
    ['the first', 0, 1],
    ['the second', 1, 0],
  ])('is a line in which %s is hidden from somebody when one more joins', (_, hidden, lines) => {
    const anna = seat('anna', 0);
    const callers = [enter('c1', 0), enter('c2', 0)];
    core.decide(0, onDecision);
    core.tables.bonds.tie(callers[hidden]!, anna, STICKY, 9_000);
    core.tables.lines.noteBond(callers[hidden]!);
    enter('c3', 1);
    expect(changes()).toEqual([true, lines]);
  });

  test('is the line of a newcomer who comes before one who is hidden', () => {
    const anna = seat('anna', 0);
    const old = enter('c1', 0);
    core.decide(0, onDecision);
    core.tables.bonds.tie(old, anna, STICKY, 9_000);
    const demand = core.know({ queue: queue('q'), stepNeeds: ANYBODY });
    if ('full' in demand) throw new Error('there is room');
    core.enter({ ...USUAL_KEY, callId: 'c2', demand, class: 1 }, 0);
    expect(changes()).toEqual([true, 1]);
  });

  test('is the line of who is hidden no longer, but not while they are being rung', () => {
    const anna = seat('anna', 1);
    const rung = enter('c1', 0);
    core.decide(0, onDecision);
    core.tables.lookAgainAt(rung);
    expect(changes()).toEqual([true, 0]);
    core.decide(0, onDecision);
    core.offerFailed(rung, anna, true, 0);
    core.decide(0, onDecision);
    core.tables.lookAgainAt(rung);
    expect(changes()).toEqual([true, 1]);
  });
});

describe('what is between two', () => {
  test('keeps them apart only while somebody else may come who is not kept apart', () => {
    const [anna, boris] = [seat('anna', 0), seat('boris', 0)];
    const caller = enter('c1', 0);
    const { tables } = core;
    const { bonds } = tables;
    bonds.cool(caller, anna, 0);
    const coolDown = bonds.find(caller, anna, COOL_DOWN);
    const held = (nowMs: number): boolean => tables.isKeptApart(coolDown, nowMs);
    expect([held(4_999), held(5_000), held(59_999), held(60_000)]).toEqual([true, true, true, false]);
    bonds.cool(caller, boris, 0);
    expect([held(4_999), held(5_000)]).toEqual([true, false]);
    bonds.untie(bonds.find(caller, boris, COOL_DOWN));
    core.tell(boris, false, 0, 0, Number.NaN, 0);
    expect([held(4_999), held(5_000)]).toEqual([true, false]);
  });

  test('hides them from each other by its kind and until its time', () => {
    const [anna, boris] = [seat('anna', 0), seat('boris', 0)];
    const caller = enter('c1', 0);
    const { tables } = core;
    const { bonds } = tables;
    const apart = (nowMs: number): readonly boolean[] =>
      [anna, boris].map((at) => tables.isApart(caller, at, nowMs));
    bonds.tie(caller, anna, OFFER, Number.POSITIVE_INFINITY);
    expect(apart(0)).toEqual([false, false]);
    bonds.tie(caller, anna, STICKY, 300);
    expect([apart(299), apart(300)]).toEqual([
      [false, true],
      [false, false],
    ]);
    bonds.cool(caller, boris, 0);
    expect([apart(400), apart(59_999), apart(60_000)]).toEqual([
      [false, true],
      [false, true],
      [false, false],
    ]);
  });
});

test('a handled call counts for the operator in any case, and for its queue where that is known or has room', () => {
  const anna = seat('anna', 0);
  const { queues, operators } = core.tables;
  core.noteHandled(anna, 'q', 160_000);
  core.noteHandled(anna, 'new', 200_000);
  expect([queues.find('q')?.handlingMs, queues.find('new')?.handlingMs]).toEqual([179_000, 181_000]);
  for (const id of ['r', 's']) core.seat({ operatorId: id, skills: {}, bindings: boundTo(id, 'new') });
  core.noteHandled(anna, 'other', 1);
  core.noteHandled(anna, 'q', 179_000);
  expect([queues.find('other'), queues.find('q')?.handlingMs, queues.all().length]).toEqual([
    undefined,
    179_000,
    4,
  ]);
  expect(operators.handledOf(anna)).toBe(4);
});
