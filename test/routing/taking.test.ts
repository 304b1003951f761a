import { describe, expect, test } from 'vitest';
import { FastRouter } from '../../src/routing/fast-router.ts';
import { ANYBODY } from '../../src/routing/needs.ts';
import type { Routing } from '../../src/routing/routing.ts';
import { BUSY, boundTo, decided, READY } from './acts.ts';
import { ReferenceRouter } from './reference/reference-router.ts';
import { queue } from './rules.ts';

/** Both decide the same: the router of the product, and the rules read out. */
describe.each([
  ['the router', () => new FastRouter()],
  ['the rules', () => new ReferenceRouter()],
] as [string, () => Routing][])('a caller who is taken by name, by %s', (_, make) => {
  /** Two callers wait for anna, who is busy; olga serves another queue. */
  function waiting(): Routing {
    const router = make();
    router.seat({ operatorId: 'anna', skills: {}, bindings: boundTo('q') });
    router.seat({ operatorId: 'olga', skills: {}, bindings: boundTo('other') });
    router.tell('anna', BUSY, 0);
    for (const callId of ['c1', 'c2'])
      router.enter({ callId, queue: queue('q'), stepNeeds: ANYBODY, class: 5, boostMs: 0, enteredMs: 0 }, 0);
    expect(decides(router, 0)).toEqual([]);
    return router;
  }

  function decides(router: Routing, nowMs: number): string[] {
    const made = decided((onMatch) => router.decide(nowMs, onMatch));
    router.check(nowMs);
    return made;
  }

  test('is out of the line for everybody else, and so is the operator', () => {
    const router = waiting();
    router.tell('olga', READY, 100);
    const taken = router.take('c2', 'olga', 400);
    expect(taken).toEqual({
      ...{ callId: 'c2', operatorIds: ['olga'], atMs: 400, rule: 'taken by name' },
      ...{ idleMs: 300, candidatesCount: 1 },
    });
    router.tell('olga', BUSY, 400);
    router.tell('anna', READY, 500);
    expect(decides(router, 500)).toEqual(['c1→anna']);
    expect(router.find('c2')?.offeredTo).toEqual(['olga']);
    router.leave('c2');
    router.tell('anna', BUSY, 500);
    expect(decides(router, 600)).toEqual([]);
  });

  test('keeps the place when the phone is not answered', () => {
    const router = waiting();
    expect(router.take('c1', 'olga', 100)).toMatchObject({ idleMs: 0 });
    router.offerFailed('c1', 'olga', true, 200);
    expect(router.find('c1')).toMatchObject({ seq: 1, offeredTo: [] });
    router.tell('anna', READY, 300);
    expect(decides(router, 300)).toEqual(['c1→anna']);
  });

  test('is not taken twice, nor by nobody, nor when gone', () => {
    const router = waiting();
    router.take('c1', 'olga', 100);
    expect(router.take('c1', 'anna', 100)).toBeUndefined();
    expect(router.take('c2', 'nobody', 100)).toBeUndefined();
    expect(router.take('c9', 'anna', 100)).toBeUndefined();
    expect(router.find('c2')?.offeredTo).toEqual([]);
  });
});
