import { beforeEach, describe, expect, test } from 'vitest';
import { Priorities } from '../../src/routing/core/priorities.ts';
import { FastRouter } from '../../src/routing/fast-router.ts';
import { ANYBODY } from '../../src/routing/needs.ts';
import { BUSY, boundTo, decide, decided, enter, READY, seat } from './acts.ts';
import { needs, queue, stage } from './rules.ts';

const LIMITS = { operatorsMax: 40, callersMax: 64 };
const AWAY = { signedIn: false, free: 0, load: 0, freeAtMs: null };

let router: FastRouter;

beforeEach(() => {
  router = new FastRouter(LIMITS);
});

describe('stages without staff', () => {
  const skips = (id: string) =>
    queue(id, {
      needs: needs('ru >= 5'),
      stages: [stage(60_000, 'ru >= 4'), stage(90_000, 'ru >= 1', { class: 2 })],
      skipUnstaffed: true,
    });

  beforeEach(() => {
    seat(router, 'anna', { ru: 1 }, boundTo('q', 'r'));
    router.tell('anna', BUSY, 0);
  });

  test('are skipped by who is moved into the queue', () => {
    enter(router, 'c1', queue('r'));
    decide(router);
    router.move('c1', skips('q'), ANYBODY, 0);
    expect(decide(router)).toEqual([]);
    expect(router.find('c1')).toMatchObject({ queueId: 'q', stagesBegun: 2, class: 2 });
  });

  test('are skipped by who waits when the rules become so', () => {
    enter(router, 'c1', queue('q', { needs: needs('ru >= 5') }));
    decide(router);
    router.reload([skips('q')], 0);
    expect(decide(router)).toEqual([]);
    expect(router.find('c1')).toMatchObject({ stagesBegun: 2, class: 2 });
  });

  test('are skipped when the last who is allowed signs out, loses the skill or goes', () => {
    for (const id of ['boris', 'vera', 'gleb']) {
      seat(router, id, { ru: 5 }, boundTo('q'));
      router.tell(id, BUSY, 0);
    }
    enter(router, 'c1', skips('q'));
    router.tell('boris', AWAY, 0);
    expect(decide(router)).toEqual([]);
    seat(router, 'vera', { ru: 3 }, boundTo('q'));
    expect(decide(router)).toEqual([]);
    expect(router.find('c1')).toMatchObject({ stagesBegun: 0, class: 5 });
    router.unseat('gleb');
    expect(decide(router)).toEqual([]);
    expect(router.find('c1')).toMatchObject({ stagesBegun: 2, class: 2 });
  });

  test('are not skipped where that is not asked for', () => {
    enter(router, 'c1', { ...skips('q'), skipUnstaffed: false });
    expect(decide(router)).toEqual([]);
    expect(router.find('c1')).toMatchObject({ stagesBegun: 0, class: 5 });
  });
});

describe('rules that change under who waits', () => {
  test('keep the stages begun, but no more than there are', () => {
    const three = queue('q', {
      needs: needs('ru >= 5'),
      stages: [stage(1_000, 'ru >= 4'), stage(2_000, 'ru >= 3'), stage(3_000, 'ru >= 2')],
    });
    enter(router, 'c1', three);
    decided((onMatch) => router.advance(2_500, onMatch));
    expect(router.find('c1')).toMatchObject({ stagesBegun: 2 });
    router.reload([{ ...three, stages: [stage(60_000, 'ru >= 4')] }], 2_500);
    expect(router.find('c1')).toMatchObject({ stagesBegun: 1 });
    router.reload([{ ...three, stages: [stage(60_000, 'ru >= 4'), stage(2_500, 'ru >= 3')] }], 2_500);
    expect(router.find('c1')).toMatchObject({ stagesBegun: 2 });
    router.check(2_500);
  });

  test('leave who is being rung aside until the offer is over', () => {
    seat(router, 'anna');
    router.tell('anna', READY, 0);
    enter(router, 'c1');
    expect(decide(router)).toEqual(['c1→anna']);
    router.reload([queue('q', { strategy: 'linear' })], 0);
    seat(router, 'boris');
    router.tell('boris', READY, 0);
    expect(decide(router)).toEqual([]);
    router.offerFailed('c1', 'anna', true, 0);
    expect(decide(router)).toEqual(['c1→boris']);
  });
});

test('who gives up the seat and comes back begins the round robin anew', () => {
  const weighted = queue('q', { strategy: 'weighted' });
  const turn = (number: number): string => {
    enter(router, `c${number}`, weighted);
    const [made] = decide(router);
    router.leave(`c${number}`);
    const id = made!.split('→')[1]!;
    router.tell(id, READY, 0);
    router.decide(0, () => {});
    return id;
  };
  const bind = (id: string, weight: number): void => {
    router.seat({ operatorId: id, skills: {}, bindings: { q: { priority: 1, delayMs: 0, weight } } });
    router.tell(id, READY, 0);
    router.decide(0, () => {});
  };
  bind('anna', 2);
  bind('boris', 3);
  expect(turn(1)).toBe('boris');
  router.unseat('anna');
  bind('anna', 2);
  expect([turn(2), turn(3), turn(4)]).toEqual(['anna', 'boris', 'boris']);
});

describe('priorities of bindings', () => {
  const rows = (...priorities: readonly (readonly [number, number])[]) =>
    new Map(priorities.map(([slot, priority]) => [slot, { priority, delayMs: 0 }]));

  test('are kept once for all operators who have the same', () => {
    const table = new Priorities();
    table.set(0, rows([1, 7], [3, 2]));
    table.set(1, rows([3, 2], [1, 7]));
    table.set(2, rows([1, 7]));
    expect([...table.rows[0]!]).toEqual([0, 7, 0, 2]);
    expect(table.rows[1]).toBe(table.rows[0]);
    expect([...table.rows[2]!]).toEqual([0, 7]);
  });

  test('are kept for as long as anybody has them, and no longer', () => {
    const table = new Priorities();
    table.set(0, rows([1, 7]));
    table.set(1, rows([1, 7]));
    const [first] = table.rows;
    table.drop(0);
    table.drop(0);
    table.set(2, rows([1, 7]));
    expect(table.rows[2]).toBe(first);
    table.set(1, rows([1, 8]));
    table.set(2, rows([1, 7]));
    expect(table.rows[2]).toBe(first);
    table.drop(2);
    table.set(0, rows([1, 7]));
    expect([...table.rows[0]!]).toEqual([0, 7]);
    expect(table.rows[0] === first).toBe(false);
  });
});
