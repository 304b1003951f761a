import { beforeEach, describe, expect, test } from 'vitest';
import { FastRouter } from '../../src/routing/fast-router.ts';
import { BUSY, boundTo, decide, decided, enter, READY, seat } from './acts.ts';
import { needs, queue } from './rules.ts';

const LIMITS = { operatorsMax: 40, callersMax: 64 };
const AWAY = { signedIn: false, free: 0, load: 0, freeAtMs: null };

let router: FastRouter;

beforeEach(() => {
  router = new FastRouter(LIMITS);
});

/** Everything up to this moment happens. */
const until = (nowMs: number): string[] => decided((onMatch) => router.advance(nowMs, onMatch));

/** The caller is rung by this operator, who declines and is ready again. */
function declines(callId: string, operatorId: string, nowMs: number): void {
  router.tell(operatorId, READY, nowMs);
  expect(decide(router, nowMs)).toEqual([`${callId}→${operatorId}`]);
  router.offerFailed(callId, operatorId, true, nowMs);
  router.tell(operatorId, READY, nowMs);
  expect(decide(router, nowMs)).toEqual([]);
}

/** Anna declines c1 at 0 while boris is busy; both are bound to "q". */
function declined(skills: Record<string, number> = {}): void {
  for (const id of ['anna', 'boris']) {
    seat(router, id, skills);
    router.tell(id, BUSY, 0);
  }
  enter(router, 'c1', queue('q', { needs: needs(skills.ru === undefined ? '' : 'ru >= 1') }));
  declines('c1', 'anna', 0);
}

describe('a caller and an operator who declined are kept apart', () => {
  test('for a minute while somebody else could serve', () => {
    declined();
    expect(until(59_999)).toEqual([]);
    expect(router.nextDueMs()).toBe(60_000);
    expect(until(60_000)).toEqual(['c1→anna']);
  });

  test('until the other signs out', () => {
    declined();
    expect(until(10_000)).toEqual([]);
    router.tell('boris', AWAY, 10_000);
    expect(decide(router, 10_000)).toEqual(['c1→anna']);
  });

  test('until the other gives up the seat', () => {
    declined();
    expect(until(10_000)).toEqual([]);
    router.unseat('boris');
    expect(decide(router, 10_000)).toEqual(['c1→anna']);
  });

  test('until the other loses the skill', () => {
    declined({ ru: 1 });
    expect(until(10_000)).toEqual([]);
    seat(router, 'boris', { en: 1 });
    expect(decide(router, 10_000)).toEqual(['c1→anna']);
  });

  test('until the other is bound to another queue', () => {
    declined();
    expect(until(10_000)).toEqual([]);
    seat(router, 'boris', {}, boundTo('r'));
    expect(decide(router, 10_000)).toEqual(['c1→anna']);
  });

  test('until the other has declined, too', () => {
    declined();
    expect(until(10_000)).toEqual([]);
    router.tell('boris', READY, 10_000);
    expect(decide(router, 10_000)).toEqual(['c1→boris']);
    router.offerFailed('c1', 'boris', true, 10_000);
    expect(decide(router, 10_000)).toEqual(['c1→anna']);
    router.offerFailed('c1', 'anna', true, 10_000);
    for (const id of ['anna', 'boris']) router.tell(id, READY, 10_000);
    expect(decide(router, 10_000)).toEqual([]);
    expect(until(14_999)).toEqual([]);
    expect(until(15_000)).toEqual(['c1→anna']);
  });

  test('again when the cool-down of the other is over', () => {
    declined();
    expect(until(10_000)).toEqual([]);
    router.tell('anna', BUSY, 10_000);
    declines('c1', 'boris', 10_000);
    router.tell('boris', BUSY, 10_000);
    expect(until(59_000)).toEqual([]);
    router.tell('anna', READY, 59_000);
    expect(decide(router, 59_000)).toEqual(['c1→anna']);
    router.offerFailed('c1', 'anna', true, 59_000);
    router.tell('anna', READY, 59_000);
    expect(until(64_000)).toEqual(['c1→anna']);
    router.offerFailed('c1', 'anna', false, 64_000);
    router.tell('anna', BUSY, 64_000);
    expect(until(70_000)).toEqual([]);
    router.tell('anna', READY, 70_000);
    expect(decide(router, 70_000)).toEqual([]);
    expect(until(119_000)).toEqual(['c1→anna']);
  });
});

describe('callers whom somebody else who signs out could not have served', () => {
  test('stay apart from who declined them', () => {
    for (const id of ['anna', 'boris', 'vera']) {
      seat(router, id, id === 'vera' ? { en: 1 } : { ru: 1 });
      router.tell(id, BUSY, 0);
    }
    enter(router, 'c1', queue('q', { needs: needs('ru >= 1') }));
    declines('c1', 'anna', 0);
    expect(until(10_000)).toEqual([]);
    router.tell('vera', AWAY, 10_000);
    expect(decide(router, 10_000)).toEqual([]);
    router.tell('boris', AWAY, 10_000);
    expect(decide(router, 10_000)).toEqual(['c1→anna']);
  });
});

test('who waits for one operator alone is for everybody when that one gives up the seat', () => {
  for (const id of ['anna', 'boris']) seat(router, id);
  router.tell('boris', READY, 0);
  router.tell('anna', { ...BUSY, freeAtMs: 9_000 }, 0);
  enter(router, 'c1', queue('q', { stickyMs: 10_000 }), 0, { lastOperatorId: 'anna' });
  expect(decide(router)).toEqual([]);
  expect(until(1_000)).toEqual([]);
  router.unseat('anna');
  expect(decide(router, 1_000)).toEqual(['c1→boris']);
});
