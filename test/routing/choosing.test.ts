import { describe, expect, test } from 'vitest';
import { FastRouter } from '../../src/routing/fast-router.ts';
import { CALLS } from '../../src/routing/routing.ts';
import { boundTo, decide, decided, enter, READY, seat } from './acts.ts';
import { needs, queue, stage } from './rules.ts';

const LIMITS = { operatorsMax: 64, callersMax: 64 };
const FREE = 20;
const NAMES = Array.from({ length: FREE }, (_, index) => `op-${index}`);

/** Twenty operators are free, op-19 for longest, then op-18 and so on. */
function crowd(profile: (id: string) => { skills?: Record<string, number>; priority?: number } = () => ({})) {
  const router = new FastRouter(LIMITS);
  for (const id of NAMES) {
    const { skills = {}, priority = 1 } = profile(id);
    seat(router, id, skills, { q: { priority, delayMs: 0 } });
  }
  for (const id of NAMES.toReversed()) router.tell(id, READY, 0);
  router.decide(0, () => {});
  return router;
}

const ring = (router: FastRouter, rules = queue('q')): string[] => {
  enter(router, 'c1', rules);
  return decide(router);
};

describe('where a great many are free', () => {
  test('the longest idle is rung, and all of them are counted', () => {
    const router = crowd();
    enter(router, 'c1');
    const made: unknown[] = [];
    router.decide(0, ({ operatorIds, candidatesCount }) => made.push([...operatorIds, candidatesCount]));
    expect(made).toEqual([['op-19', FREE]]);
  });

  test('who is idle for longest but may not take the call is passed over', () => {
    const router = crowd((id) => ({ skills: { ru: id === 'op-19' ? 1 : 2 } }));
    router.tell('op-18', { ...READY, free: 2 }, 0);
    expect(ring(router, queue('q', { needs: needs('ru >= 2') }))).toEqual(['c1→op-17']);
  });

  test('another strategy goes before the turn', () => {
    expect(ring(crowd(), queue('q', { strategy: 'linear' }))).toEqual(['c1→op-0']);
  });

  test('the load goes before the turn where work is spread', () => {
    const router = crowd();
    router.tell('op-19', { ...READY, load: 1 }, 0);
    expect(ring(router, queue('q', { spread: 'balance' }))).toEqual(['c1→op-18']);
    const other = crowd();
    other.tell('op-4', { ...READY, load: 1 }, 0);
    expect(ring(other, queue('q', { spread: 'fill' }))).toEqual(['c1→op-4']);
  });

  test('operators of earlier stages go before the turn where they are preferred', () => {
    const router = crowd((id) => ({ skills: id === 'op-3' ? { ru: 5 } : {} }));
    router.tell('op-3', { ...READY, free: 0 }, 0);
    const rules = queue('q', {
      needs: needs('ru >= 5'),
      stages: [stage(0, '', { prefersEarlier: true })],
    });
    router.tell('op-3', READY, 0);
    router.decide(0, () => {});
    expect(ring(router, rules)).toEqual(['c1→op-3']);
  });

  test('the priority of the binding goes before the turn', () => {
    const router = crowd((id) => ({ priority: id === 'op-7' ? 1 : 2 }));
    expect(ring(router)).toEqual(['c1→op-7']);
  });

  test('who has just declined this caller is not rung', () => {
    const router = crowd();
    expect(ring(router)).toEqual(['c1→op-19']);
    router.offerFailed('c1', 'op-19', true, 0);
    expect(decide(router)).toEqual(['c1→op-18']);
    router.tell('op-19', READY, 0);
    router.tell('op-18', READY, 0);
    router.offerFailed('c1', 'op-18', true, 0);
    expect(decide(router)).toEqual(['c1→op-17']);
  });

  test('only the operator whom the caller talked with last is rung', () => {
    const router = crowd();
    enter(router, 'c1', queue('q', { stickyMs: 10_000 }), 0, { lastOperatorId: 'op-5' });
    expect(decide(router)).toEqual(['c1→op-5']);
  });

  test('a group rings together, the longest idle first', () => {
    expect(ring(crowd(), queue('q', { ringGroup: 3 }))).toEqual(['c1→op-19+op-18+op-17']);
  });
});

describe('among those who are free', () => {
  const earlier = (strategy: 'longest_idle' | 'weighted') =>
    queue('q', {
      strategy,
      needs: needs('ru >= 3'),
      stages: [
        stage(0, 'ru >= 2', { prefersEarlier: true }),
        stage(0, 'ru >= 1', { prefersEarlier: false }),
        stage(0, '', { prefersEarlier: true }),
      ],
    });

  /** The longest idle is whom the last stage adds, and so on. */
  function ranked(): FastRouter {
    const router = new FastRouter(LIMITS);
    for (const level of [0, 1, 2, 3]) {
      seat(router, `ru-${level}`, level === 0 ? {} : { ru: level });
      router.tell(`ru-${level}`, READY, level);
      router.decide(level, () => {});
    }
    return router;
  }

  test.each(['longest_idle', 'weighted'] as const)(
    'each stage that prefers puts those whom it adds behind: %s',
    (strategy) => {
      const router = ranked();
      for (const callId of ['c1', 'c2', 'c3', 'c4']) enter(router, callId, earlier(strategy), 10);
      expect(decide(router, 10)).toEqual(['c1→ru-3', 'c2→ru-1', 'c3→ru-2', 'c4→ru-0']);
    },
  );

  test('the weights of those whom others go before stay as they are', () => {
    const router = new FastRouter(LIMITS);
    const weights = { anna: 1, boris: 3, vera: 100 };
    for (const [id, weight] of Object.entries(weights)) {
      const priority = id === 'vera' ? 2 : 1;
      router.seat({ operatorId: id, skills: {}, bindings: { q: { priority, delayMs: 0, weight } } });
      router.tell(id, READY, 0);
      router.decide(0, () => {});
    }
    const rung: string[] = [];
    for (let turn = 1; turn <= 8; turn += 1) {
      enter(router, `c${turn}`, queue('q', { strategy: 'weighted' }), turn);
      const [made] = decide(router, turn);
      const id = made!.split('→')[1]!;
      rung.push(id);
      router.leave(`c${turn}`);
      router.tell(id, READY, turn);
      router.decide(turn, () => {});
    }
    expect(rung.join(' ')).toBe('boris anna boris boris boris anna boris boris');
  });

  test('equal weights that are equally due are settled by the turn', () => {
    const router = new FastRouter(LIMITS);
    for (const id of ['anna', 'boris', 'vera']) seat(router, id);
    for (const id of ['vera', 'anna', 'boris']) {
      router.tell(id, READY, 0);
      router.decide(0, () => {});
    }
    for (const callId of ['c1', 'c2', 'c3']) enter(router, callId, queue('q', { strategy: 'weighted' }));
    expect(decide(router)).toEqual(['c1→vera', 'c2→anna', 'c3→boris']);
  });

  test('the turn decides where a strategy does not', () => {
    const router = new FastRouter(LIMITS);
    for (const id of ['anna', 'boris']) seat(router, id, { ru: 2 });
    for (const id of ['boris', 'anna']) {
      router.tell(id, READY, 0);
      router.decide(0, () => {});
    }
    const rules = queue('q', { strategy: 'best_skill', needs: needs('ru >= 1') });
    expect(ring(router, rules)).toEqual(['c1→boris']);
  });

  test('the fewest calls go before the turn', () => {
    const router = new FastRouter(LIMITS);
    for (const id of ['anna', 'boris']) {
      seat(router, id);
      router.tell(id, READY, 0);
      router.decide(0, () => {});
    }
    router.noteHandled('anna', 'q', 1_000);
    expect(ring(router, queue('q', { strategy: 'fewest_calls' }))).toEqual(['c1→boris']);
  });

  test('circular goes on after whoever was rung last, for whatever reason', () => {
    const router = new FastRouter(LIMITS);
    for (const id of ['anna', 'boris', 'vera']) seat(router, id);
    enter(router, 'waits', queue('q', { strategy: 'circular' }));
    router.tell('boris', READY, 0);
    expect(decide(router)).toEqual(['waits→boris']);
    for (const id of ['anna', 'vera', 'boris']) {
      router.tell(id, READY, 0);
      router.decide(0, () => {});
    }
    for (const callId of ['c1', 'c2', 'c3']) enter(router, callId, queue('q', { strategy: 'circular' }));
    expect(decide(router)).toEqual(['c1→vera', 'c2→anna', 'c3→boris']);
  });

  test('the turn of a crowd is what circular goes on from', () => {
    const router = crowd();
    expect(ring(router)).toEqual(['c1→op-19']);
    enter(router, 'c2', queue('q', { strategy: 'circular' }));
    expect(decide(router)).toEqual(['c2→op-0']);
  });
});

describe('a decision tells', () => {
  test('how long who is rung had been idle, why, and when', () => {
    const router = new FastRouter(LIMITS);
    seat(router, 'anna', {}, boundTo('q'));
    router.tell('anna', READY, 100);
    router.decide(100, () => {});
    enter(router, 'c1', queue('q'), 350);
    const made: unknown[] = [];
    router.decide(400, (match) => made.push(match));
    router.tell('anna', { ...READY, free: 0 }, 400);
    enter(router, 'c2', queue('q'), 400);
    router.decide(400, (match) => made.push(match));
    router.tell('anna', { ...READY, free: CALLS }, 450);
    router.decide(450, (match) => made.push(match));
    const facts = { operatorIds: ['anna'], candidatesCount: 1 };
    expect(made).toEqual([
      { ...facts, callId: 'c1', atMs: 400, rule: 'caller first in line', idleMs: 300 },
      { ...facts, callId: 'c2', atMs: 450, rule: 'operator became free', idleMs: 0 },
    ]);
    expect(decided((onMatch) => router.decide(450, onMatch))).toEqual([]);
  });
});
