import { describe, expect, test } from 'vitest';
import { FastRouter } from '../../src/routing/fast-router.ts';
import { ANYBODY } from '../../src/routing/needs.ts';
import { BUSY, enter, seat } from './acts.ts';
import { needs, queue, stage } from './rules.ts';

describe('the wait that is to be expected', () => {
  /** Wilson and Hilferty's quantiles of the Gamma distribution. */
  const gamma = (shape: number, z: number): number =>
    shape * (1 - 1 / (9 * shape) + z * Math.sqrt(1 / (9 * shape))) ** 3;
  const HALF = 0;
  const NINE_TENTHS = 1.2815515655446004;

  function centre(operators: number, skills: Record<string, number> = { ru: 1 }): FastRouter {
    const router = new FastRouter();
    for (let number = 0; number < operators; number += 1) {
      seat(router, `op-${number}`, skills);
      router.tell(`op-${number}`, BUSY, 0);
    }
    return router;
  }

  test('is that of as many departures as there are callers ahead, and one', () => {
    const router = centre(4);
    for (const callId of ['c1', 'c2', 'c3']) enter(router, callId);
    const { p50Ms, p90Ms } = router.estimate('c3', 0)!;
    expect(p50Ms).toBeCloseTo((gamma(3, HALF) * 180_000) / 4, 3);
    expect(p90Ms).toBeCloseTo((gamma(3, NINE_TENTHS) * 180_000) / 4, 3);
    expect(router.estimate('c1', 0)!.p50Ms).toBeCloseTo((gamma(1, HALF) * 180_000) / 4, 3);
  });

  test('does not count callers whom none of the same operators could serve', () => {
    const router = centre(1, { ru: 1 });
    seat(router, 'en', { en: 1 });
    router.tell('en', BUSY, 0);
    enter(router, 'other', queue('q', { needs: needs('en >= 1') }));
    enter(router, 'c1', queue('q', { needs: needs('ru >= 1') }));
    expect(router.estimate('c1', 0)!.p50Ms).toBeCloseTo(gamma(1, HALF) * 180_000, 3);
  });

  test('follows the handling times of the queue', () => {
    const router = centre(1);
    for (let count = 0; count < 400; count += 1) router.noteHandled('op-0', 'q', 60_000);
    enter(router, 'c1');
    expect(router.estimate('c1', 0)!.p50Ms).toBeCloseTo(gamma(1, HALF) * 60_000, 1);
  });

  test('takes the stages that are still to come into account', () => {
    const router = centre(3, { ru: 1 });
    const rules = queue('q', { needs: needs('ru >= 2'), stages: [stage(30_000, 'ru >= 1')] });
    const later = 30_000 + (gamma(1, HALF) * 180_000) / 3;
    const entering = { queue: rules, stepNeeds: ANYBODY, class: 5, boostMs: 0, enteredMs: 0 };
    expect(router.estimateFor(entering, 0)!.p50Ms).toBeCloseTo(later, 3);
    enter(router, 'c1', rules);
    expect(router.estimate('c1', 0)!.p50Ms).toBeCloseTo(later, 3);
    expect(router.estimate('c1', 10_000)!.p50Ms).toBeCloseTo(later - 10_000, 3);
  });

  test('is not told when nobody is signed in who could ever serve', () => {
    const router = centre(1, { ru: 1 });
    enter(router, 'c1', queue('q', { needs: needs('ru >= 3'), stages: [stage(30_000, 'ru >= 2')] }));
    expect(router.estimate('c1', 0)).toBeNull();
  });

  test('follows calls of a queue that nobody was known to serve or wait in', () => {
    const router = centre(1);
    for (let count = 0; count < 400; count += 1) router.noteHandled('op-0', 'r', 60_000);
    seat(router, 'op-0', {}, { r: { priority: 1, delayMs: 0 } });
    enter(router, 'c1', queue('r'));
    expect(router.estimate('c1', 0)!.p50Ms).toBeCloseTo(gamma(1, HALF) * 60_000, 1);
  });

  test('does without calls of a queue for which there is no room', () => {
    const router = new FastRouter({ queuesMax: 1 });
    seat(router, 'anna');
    router.tell('anna', BUSY, 0);
    router.noteHandled('anna', 'r', 60_000);
    enter(router, 'c1');
    expect(router.estimate('c1', 0)!.p50Ms).toBeCloseTo(gamma(1, HALF) * 180_000, 3);
    expect(router.countWaiting('r')).toBe(0);
  });

  test('counts stages that had begun before, whatever the age', () => {
    const router = centre(3, { ru: 1 });
    const rules = queue('q', { needs: needs('ru >= 2'), stages: [stage(30_000, 'ru >= 1')] });
    const entering = { queue: rules, stepNeeds: ANYBODY, class: 5, boostMs: 0, enteredMs: 0, stagesBegun: 1 };
    expect(router.estimateFor(entering, 0)!.p50Ms).toBeCloseTo((gamma(1, HALF) * 180_000) / 3, 3);
  });

  test('is not told to who could not be taken in', () => {
    const router = new FastRouter({ needsMax: 1 });
    enter(router, 'c1');
    const rules = queue('q', { needs: needs('ru >= 2') });
    const entering = { queue: rules, stepNeeds: ANYBODY, class: 5, boostMs: 0, enteredMs: 0 };
    expect(router.estimateFor(entering, 0)).toBeNull();
  });
});
