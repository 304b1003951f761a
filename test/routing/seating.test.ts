import { beforeEach, describe, expect, test } from 'vitest';
import type { KnownDemand } from '../../src/routing/core/demands.ts';
import { Rows } from '../../src/routing/core/rows.ts';
import { Seating } from '../../src/routing/core/seating.ts';
import { Standing } from '../../src/routing/core/standing.ts';
import { Tables } from '../../src/routing/core/tables.ts';
import { Waiting } from '../../src/routing/core/waiting.ts';
import { ANYBODY } from '../../src/routing/needs.ts';
import type { Bindings, Demand } from '../../src/routing/routing.ts';
import { boundTo, drained, USUAL_KEY } from './acts.ts';
import { needs, queue, stage } from './rules.ts';

const LIMITS = { callersMax: 16, operatorsMax: 8, needsMax: 8, skillsMax: 8, queuesMax: 4 };

let tables: Tables;
let seating: Seating;
let waiting: Waiting;

beforeEach(() => {
  tables = new Tables(LIMITS);
  const standing = new Standing(tables, () => {});
  seating = new Seating(tables, new Rows(tables, standing));
  waiting = new Waiting(tables, standing, seating, 0);
});

/** Seats somebody, and forgets what that has changed. */
function seat(
  operatorId: string,
  skills: Record<string, number> = { ru: 1 },
  bindings: Bindings = boundTo('q'),
): number {
  seating.seat({ operatorId, skills, bindings });
  changed();
  return tables.operators.findSeated(operatorId);
}

const tell = (
  operator: number,
  free: number,
  more: { signedIn?: boolean; freeAtMs?: number; nowMs?: number } = {},
) => seating.tell(operator, more.signedIn ?? true, free, 0, more.freeAtMs ?? Number.NaN, more.nowMs ?? 0);

function known(rules: Demand): KnownDemand {
  const demand = tables.demands.know(rules, ANYBODY, false, ANYBODY);
  if ('full' in demand) throw new Error('there is room');
  return demand;
}

function enter(callId: string, rules: Demand = queue('q')): number {
  const caller = waiting.enter({ ...USUAL_KEY, callId, demand: known(rules) }, 0);
  changed();
  return caller;
}

/** What has changed since it was asked for last. */
function changed() {
  const { changes } = tables;
  const lines: number[] = [];
  for (let line = changes.popLine(); line >= 0; line = changes.popLine()) lines.push(line);
  const seen = {
    changed: changes.changed,
    freed: changes.freedAlone,
    operators: drained(changes.operators).toReversed(),
    lines,
    unstaffed: changes.unstaffed.splice(0).length,
  };
  changes.settle();
  return seen;
}

const NOTHING = { changed: false, freed: -1, operators: [], lines: [], unstaffed: 0 };

describe('what an operator tells', () => {
  test('is of interest when something becomes free, and only then', () => {
    const anna = seat('anna');
    tell(anna, 0);
    expect(changed()).toEqual(NOTHING);
    tell(anna, 1);
    expect(changed()).toEqual({ ...NOTHING, freed: anna, operators: [anna] });
    tell(anna, 1);
    expect(changed()).toEqual(NOTHING);
    tell(anna, 3);
    expect(changed()).toEqual({ ...NOTHING, changed: true, operators: [anna] });
    tell(anna, 2);
    expect(changed()).toEqual(NOTHING);
    tell(anna, 0);
    expect(changed()).toEqual(NOTHING);
  });

  test('ends the wait of who waits for them alone, unless it is still worth while', () => {
    const [anna, boris] = [seat('anna'), seat('boris')];
    for (const operator of [anna, boris]) tell(operator, 0, { freeAtMs: 50 });
    const [caller, other] = [enter('c1'), enter('c2')];
    const { bonds } = tables;
    bonds.tie(caller, anna, 2, 100);
    bonds.tie(other, anna, 1, 100);
    bonds.tie(other, boris, 2, 100);
    tell(anna, 0, { freeAtMs: 60 });
    expect([bonds.firstOfKind(caller, 2) >= 0, changed()]).toEqual([true, NOTHING]);
    tell(anna, 0, { freeAtMs: 200 });
    expect([bonds.firstOfKind(caller, 2), changed()]).toMatchObject([-1, { changed: true, lines: [0] }]);
    expect([bonds.firstOfKind(other, 1) >= 0, bonds.firstOfKind(other, 2) >= 0]).toEqual([true, true]);
    seating.unseat('boris');
    expect([bonds.firstOfKind(other, 1) >= 0, bonds.firstOfKind(other, 2)]).toEqual([true, -1]);
  });

  test.each([
    ['has it free', 1, Number.NaN, true, true],
    ['has another kind of work free', 2, Number.NaN, true, false],
    ['is free exactly then', 0, 100, true, true],
    ['is free after that', 0, 100.125, true, false],
    ['is free just now', 0, 10, true, true],
    ['should have been free by now', 0, 9.875, true, false],
    ['is signed out', 0, 50, false, false],
  ])('is worth waiting for who %s', (_, free, freeAtMs, signedIn, isExpected) => {
    const anna = seat('anna');
    tables.nowMs = 10;
    tell(anna, free, { freeAtMs, signedIn, nowMs: 10 });
    expect(seating.isExpected(anna, 1, 100)).toBe(isExpected);
  });
});

describe('who signs out', () => {
  test('lets others look again at callers whom only this one kept for somebody else', () => {
    const [anna, boris] = [seat('anna'), seat('boris')];
    for (const operator of [anna, boris]) tell(operator, 0);
    const [cooled, rests] = [enter('c1'), enter('c2', queue('q', { needs: needs('ru >= 1') }))];
    tables.bonds.cool(cooled, anna, 0);
    tell(boris, 0, { signedIn: false, nowMs: 4_000 });
    expect(changed()).toEqual(NOTHING);
    tell(boris, 0, { nowMs: 6_000 });
    tables.bonds.cool(rests, anna, 6_000);
    tell(boris, 0, { signedIn: false, nowMs: 7_000 });
    expect(changed()).toEqual({ ...NOTHING, changed: true, lines: [tables.callers.lineOf(cooled)] });
  });

  test('changes nothing for callers whom they could not serve, or whom others can', () => {
    const [anna, boris, vera] = [seat('anna'), seat('boris', { en: 1 }), seat('vera')];
    for (const operator of [anna, boris, vera]) tell(operator, 0);
    const caller = enter('c1', queue('q', { needs: needs('ru >= 1') }));
    tables.bonds.cool(caller, anna, 0);
    for (const operator of [boris, vera]) tell(operator, 0, { signedIn: false, nowMs: 6_000 });
    expect(changed()).toMatchObject({ changed: true, lines: [tables.callers.lineOf(caller)] });
    for (const operator of [boris, vera]) tell(operator, 0, { nowMs: 6_000 });
    tell(boris, 0, { signedIn: false, nowMs: 7_000 });
    expect(changed()).toEqual(NOTHING);
  });

  test('leaves demands in doubt that skip stages, have callers, and may have been theirs', () => {
    const [anna, boris] = [seat('anna'), seat('boris', { en: 1 })];
    for (const operator of [anna, boris]) tell(operator, 0);
    const skips = queue('q', {
      needs: needs('ru >= 3'),
      stages: [stage(1_000, 'ru >= 1')],
      skipUnstaffed: true,
    });
    known(skips);
    tell(anna, 0, { signedIn: false });
    expect(changed()).toEqual(NOTHING);
    tell(anna, 0);
    enter('c1', skips);
    tell(boris, 0, { signedIn: false });
    expect(changed()).toEqual(NOTHING);
    tell(anna, 0, { signedIn: false });
    expect(changed()).toEqual({ ...NOTHING, unstaffed: 1 });
    tell(anna, 0, { signedIn: false });
    expect(changed()).toEqual(NOTHING);
  });
});

describe('other skills and queues', () => {
  test('are taken in at once: who is eligible, who sees the line, and by which priority', () => {
    const anna = seat('anna', { ru: 1 });
    enter('c1', queue('q', { needs: needs('ru >= 2') }));
    const line = tables.callers.lineOf(0);
    const seen = (): readonly unknown[] => [
      tables.lines.eligibleFor(line).has(anna),
      tables.lines.viewOf(line).has(anna),
      tables.operators.rows.has(anna, line),
      tables.operators.priorities.rows[anna]![0],
    ];
    expect(seen()).toEqual([false, false, false, 1]);
    seat('anna', { ru: 2 });
    expect(seen()).toEqual([true, true, true, 1]);
    seat('anna', { ru: 2 }, { q: { priority: 9, delayMs: 0 } });
    expect(seen()).toEqual([true, true, true, 9]);
    seat('anna', { ru: 2, en: 1 }, {});
    expect(seen()).toEqual([false, false, false, 0]);
    expect([tables.operators.skillCountOf(anna), tables.queues.find('q')!.bound.has(anna)]).toEqual([
      2,
      false,
    ]);
    expect([...tables.skills.find('ru')!.levelOf]).toEqual([[anna, 2]]);
    seat('anna', { en: 1 });
    expect([tables.skills.find('ru')!.levelOf.size, tables.skills.find('en')!.levelOf.get(anna)]).toEqual([
      0, 1,
    ]);
  });

  test('that take somebody away leave demands in doubt, and let others look again at those who were kept apart', () => {
    const [anna, boris] = [seat('anna'), seat('boris')];
    for (const operator of [anna, boris]) tell(operator, 0);
    const rules = queue('q', { needs: needs('ru >= 1'), stages: [stage(9_000, '')], skipUnstaffed: true });
    const caller = enter('c1', rules);
    tables.bonds.cool(caller, anna, 0);
    seating.seat({ operatorId: 'boris', skills: { ru: 2 }, bindings: boundTo('q') });
    expect(changed()).toEqual({ ...NOTHING, changed: true, operators: [boris] });
    seating.seat({ operatorId: 'boris', skills: {}, bindings: boundTo('q') });
    const line = tables.callers.lineOf(caller);
    expect(changed()).toEqual({ ...NOTHING, changed: true, operators: [boris], lines: [line], unstaffed: 1 });
    seating.seat({ operatorId: 'boris', skills: { ru: 2 }, bindings: boundTo('q') });
    expect(changed()).toEqual({ ...NOTHING, changed: true, operators: [boris] });
  });

  test('divide the lines of a queue anew where its steps of delay are others, and leave them else', () => {
    const anna = seat('anna');
    const caller = enter('c1');
    const before = tables.lines.stepOf(tables.callers.lineOf(caller));
    tables.nowMs = 6_000;
    seat('anna', { ru: 1 }, { q: { priority: 1, delayMs: 5_000 } });
    const line = tables.callers.lineOf(caller);
    expect([before, tables.lines.stepOf(line), tables.lines.viewOf(line).has(anna)]).toEqual([0, 1, true]);
    expect([...tables.lines.all()]).toHaveLength(1);
    seat('boris', { ru: 1 }, { q: { priority: 1, delayMs: 5_000 } });
    expect([tables.callers.lineOf(caller), tables.lines.isPresent(caller)]).toEqual([line, true]);
    seat('anna', { ru: 1 }, { q: { priority: 1, delayMs: 9_000 } });
    expect(tables.lines.viewOf(tables.callers.lineOf(caller)).has(anna)).toBe(false);
  });
});

describe('who gives up the seat', () => {
  test('leaves nothing behind, and the slot to the next', () => {
    const anna = seat('anna', { ru: 1 }, { q: { priority: 3, delayMs: 0 } });
    tell(anna, 1);
    enter('c1');
    tables.queues.find('q')!.weights.set(anna, 5);
    expect([seating.unseat('anna'), seating.unseat('anna'), seating.unseat('boris')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(changed().changed).toBe(true);
    const { operators, idle, queues } = tables;
    expect([
      operators.seated.has(anna),
      operators.signedIn.has(anna),
      operators.freeOf(anna),
      idle.count,
    ]).toEqual([false, false, 0, 0]);
    expect([operators.profiles[anna], operators.slots.find('anna'), operators.bindings[anna]!.size]).toEqual([
      undefined,
      -1,
      0,
    ]);
    const queue = queues.find('q')!;
    expect([queue.bound.has(anna), queue.priorities.size, queue.delays.size, queue.weights.size]).toEqual([
      false,
      0,
      0,
      0,
    ]);
    expect(seat('boris')).toBe(anna);
  });

  test('keeps the slot for as long as something is between them and a caller', () => {
    const anna = seat('anna');
    const caller = enter('c1');
    tables.bonds.cool(caller, anna, 0);
    seating.unseat('anna');
    expect([tables.operators.slots.find('anna'), seat('boris')]).toEqual([anna, anna + 1]);
    tables.untie(tables.bonds.firstOfOperator(anna));
    expect([tables.operators.slots.find('anna'), seat('vera')]).toEqual([-1, anna]);
  });
});
