import { beforeEach, describe, expect, test } from 'vitest';
import {
  ANYBODY,
  type Bindings,
  CALLS,
  FastRouter,
  type QueueRules,
  type Strategy,
} from '../../src/routing/index.ts';
import { needs, queue, stage } from './rules.ts';

let router: FastRouter;
let nowMs: number;

beforeEach(() => {
  router = new FastRouter();
  nowMs = 0;
});

function operator(
  operatorId: string,
  skills: Record<string, number>,
  queues: readonly string[] = ['q'],
): void {
  bound(operatorId, skills, Object.fromEntries(queues.map((name) => [name, { priority: 1, delayMs: 0 }])));
}

const bound = (operatorId: string, skills: Record<string, number>, bindings: Bindings): void => {
  router.seat({ operatorId, skills, bindings });
};

type Wishes = { class?: number; boostMs?: number; must?: string; needs?: string; lastOperatorId?: string };

function caller(callId: string, of: QueueRules = queue('q'), more: Wishes = {}): void {
  const step = { stepMust: needs(more.must ?? ''), stepNeeds: needs(more.needs ?? '') };
  const key = { class: more.class ?? of.class, boostMs: more.boostMs ?? 0, enteredMs: nowMs };
  router.enter({ callId, queue: of, ...step, lastOperatorId: more.lastOperatorId ?? null, ...key }, nowMs);
}

const tell = (id: string, signedIn: boolean, free: number, freeAtMs: number | null = null): void =>
  router.tell(id, { signedIn, free, load: free === 0 && signedIn ? 1 : 0, freeAtMs }, nowMs);
const free = (id: string): void => tell(id, true, CALLS);
const busy = (id: string): void => tell(id, true, 0);

/** All matches that are due, as "call→operator". */
function matches(): string[] {
  const made: string[] = [];
  const note = (match: { callId: string; operatorIds: readonly string[] }): void =>
    void made.push(`${match.callId}→${match.operatorIds.join('+')}`);
  router.advance(nowMs, note);
  router.decide(nowMs, note);
  router.check(nowMs);
  return made;
}

describe('who takes the call', () => {
  test('only an operator with the skill at the level', () => {
    operator('anna', { support: 1 });
    operator('boris', { support: 2 });
    free('anna');
    free('boris');
    caller('c1', queue('q', { needs: needs('support >= 2') }));
    expect(matches()).toEqual(['c1→boris']);
  });

  test('only an operator who is bound to the queue, whatever the skills', () => {
    operator('anna', { support: 5 }, ['other']);
    free('anna');
    caller('c1', queue('q', { needs: needs('support >= 1') }));
    expect(matches()).toEqual([]);
  });

  test('who has been idle longest; to be ready again changes nothing, to leave and come back puts last', () => {
    for (const id of ['anna', 'boris', 'vera']) operator(id, {});
    free('boris');
    free('anna');
    free('vera');
    free('boris');
    busy('anna');
    free('anna');
    caller('c1');
    caller('c2');
    caller('c3');
    expect(matches()).toEqual(['c1→boris', 'c2→vera', 'c3→anna']);
  });

  test('a freed operator gets the first caller of the best class, then of their best binding', () => {
    bound('anna', {}, { a: { priority: 2, delayMs: 0 }, b: { priority: 1, delayMs: 0 } });
    busy('anna');
    caller('old-in-a', queue('a'));
    nowMs = 10;
    caller('new-in-b', queue('b'));
    nowMs = 20;
    caller('urgent-in-a', queue('a'), { class: 0 });
    const order: string[] = [];
    for (let turn = 0; turn < 3; turn++) {
      free('anna');
      const [made] = matches();
      order.push(made!);
      router.leave(made!.split('→')[0]!);
    }
    expect(order).toEqual(['urgent-in-a→anna', 'new-in-b→anna', 'old-in-a→anna']);
  });

  test('a boost is a head start in the line', () => {
    operator('anna', {});
    caller('plain');
    nowMs = 1_000;
    caller('vip', queue('q'), { boostMs: 5_000 });
    free('anna');
    expect(matches()).toEqual(['vip→anna']);
  });

  test('a caller whom nobody free can serve holds up nobody behind', () => {
    operator('anna', { en: 1 });
    caller('russian', queue('q'), { needs: 'ru >= 1' });
    caller('english', queue('q'), { needs: 'en >= 1' });
    free('anna');
    expect(matches()).toEqual(['english→anna']);
  });

  test('a stage widens by the age of the caller, `must` still holding', () => {
    const wide = queue('q', {
      must: needs('support >= 1'),
      needs: needs('support >= 3'),
      stages: [stage(40_000, '')],
    });
    operator('anna', { support: 2 });
    operator('boris', {});
    free('anna');
    free('boris');
    caller('c1', wide);
    expect(matches()).toEqual([]);
    expect(router.nextDueMs()).toBe(40_000);
    nowMs = 40_000;
    expect(matches()).toEqual(['c1→anna']);
  });

  test('what the step must have holds at every stage, beside what the queue must have', () => {
    const wide = queue('q', { must: needs('support >= 1'), stages: [stage(40_000, '')] });
    operator('anna', { support: 2 });
    operator('boris', { vip: 1 });
    free('anna');
    free('boris');
    caller('c1', wide, { must: 'vip >= 1', needs: 'ru >= 1' });
    nowMs = 40_000;
    expect(matches()).toEqual([]);
    expect(router.whyNot('c1', nowMs).map(({ is }) => is)).toEqual([
      { kind: 'must', lacks: 'vip >= 1' },
      { kind: 'must', lacks: 'support >= 1' },
    ]);
    operator('vera', { vip: 1, support: 1 });
    free('vera');
    expect(matches()).toEqual(['c1→vera']);
  });

  test('what the step must have outlives a reload, and ends when a supervisor moves the caller', () => {
    operator('anna', {}, ['q', 'other']);
    free('anna');
    caller('c1', queue('q'), { must: 'vip >= 1' });
    router.reload([queue('q', { stages: [stage(10_000, '')] })], nowMs);
    nowMs = 10_000;
    expect(matches()).toEqual([]);
    router.move('c1', queue('other'), ANYBODY, nowMs);
    expect(matches()).toEqual(['c1→anna']);
  });

  test('best_skill counts the levels of what the step must have', () => {
    operator('anna', { vip: 1 });
    operator('boris', { vip: 5 });
    free('anna');
    free('boris');
    caller('c1', queue('q', { strategy: 'best_skill' }), { must: 'vip >= 1' });
    expect(matches()).toEqual(['c1→boris']);
  });

  test("an operator with a delay gets the queue's callers only when they are old enough", () => {
    bound('anna', {}, { q: { priority: 1, delayMs: 30_000 } });
    free('anna');
    caller('c1');
    expect(matches()).toEqual([]);
    expect(router.nextDueMs()).toBe(30_000);
    nowMs = 30_000;
    expect(matches()).toEqual(['c1→anna']);
  });
});

describe('an offer that failed', () => {
  test('goes to the next operator in the same turn, and the caller keeps the place', () => {
    operator('anna', {});
    operator('boris', {});
    free('anna');
    caller('c1');
    caller('c2');
    expect(matches()).toEqual(['c1→anna']);
    free('boris');
    expect(matches()).toEqual(['c2→boris']);
    router.offerFailed('c1', 'anna', true, nowMs);
    operator('vera', {});
    free('vera');
    expect(matches()).toEqual(['c1→vera']);
  });

  test('does not come back to the same operator for a minute while another could serve', () => {
    operator('anna', {});
    operator('boris', {});
    free('anna');
    busy('boris');
    caller('c1');
    expect(matches()).toEqual(['c1→anna']);
    router.offerFailed('c1', 'anna', true, nowMs);
    free('anna');
    expect(matches()).toEqual([]);
    nowMs = 60_000;
    expect(matches()).toEqual(['c1→anna']);
  });

  test('comes back to a lone operator after a short rest', () => {
    operator('anna', {});
    free('anna');
    caller('c1');
    expect(matches()).toEqual(['c1→anna']);
    router.offerFailed('c1', 'anna', true, nowMs);
    free('anna');
    expect(matches()).toEqual([]);
    nowMs = 5_000;
    expect(router.nextDueMs()).toBe(5_000);
    expect(matches()).toEqual(['c1→anna']);
  });

  test('comes back at once when the last other operator signs out', () => {
    operator('anna', {});
    operator('boris', {});
    free('anna');
    busy('boris');
    caller('c1');
    matches();
    router.offerFailed('c1', 'anna', true, nowMs);
    free('anna');
    nowMs = 10_000;
    tell('boris', false, 0);
    expect(matches()).toEqual(['c1→anna']);
  });

  test('is nothing when it matches no offer', () => {
    operator('anna', {});
    caller('c1');
    router.offerFailed('c1', 'anna', true, nowMs);
    router.offerFailed('nobody', 'anna', true, nowMs);
    free('anna');
    expect(matches()).toEqual(['c1→anna']);
  });
});

describe('a strategy chooses among those who fit', () => {
  /** Anna has been idle longest, then boris, then vera. */
  function chosen(strategy: Strategy, callers = 1): string[] {
    const skills = { anna: { ru: 1, en: 1 }, boris: { ru: 5, en: 1, de: 1 }, vera: { ru: 2 } };
    for (const [id, has] of Object.entries(skills)) {
      bound(id, has, { q: { priority: 1, delayMs: 0, weight: id === 'boris' ? 2 : 1 } });
      tell(id, true, 0);
    }
    nowMs = 1_000;
    router.noteHandled('anna', 'q', 1_000);
    router.noteHandled('boris', 'q', 1_000);
    router.noteHandled('boris', 'q', 1_000);
    tell('anna', true, 0);
    nowMs = 2_000;
    free('vera');
    nowMs = 3_000;
    free('boris');
    nowMs = 4_000;
    free('anna');
    const made: string[] = [];
    for (let count = 1; count <= callers; count++) {
      nowMs += 1_000;
      caller(`c${count}`, queue('q', { needs: needs('ru >= 1'), strategy }));
      const [match] = matches();
      const id = match!.split('→')[1]!;
      made.push(id);
      router.leave(`c${count}`);
      free(id);
    }
    return made;
  }

  test.each([
    ['longest_idle', 'vera'],
    ['best_skill', 'boris'],
    ['spare_specialist', 'vera'],
    ['fewest_calls', 'vera'],
    ['least_occupied', 'vera'],
    ['linear', 'anna'],
  ] as const)('%s: %s', (strategy, id) => {
    expect(chosen(strategy)).toEqual([id]);
  });

  test('circular: by turns in the order of the file', () => {
    expect(chosen('circular', 5)).toEqual(['anna', 'boris', 'vera', 'anna', 'boris']);
  });

  test('weighted: in proportion, and evenly mixed', () => {
    const made = chosen('weighted', 8);
    expect(made.filter((id) => id === 'boris')).toHaveLength(4);
    expect(made.join(' ')).not.toContain('boris boris boris');
  });

  test('random: the same calls ring the same operators, and all of them', () => {
    const made = chosen('random', 30);
    expect(new Set(made).size).toBe(3);
    router = new FastRouter();
    expect(chosen('random', 30)).toEqual(made);
  });

  test('a ring group takes the best of them together', () => {
    for (const id of ['anna', 'boris', 'vera']) operator(id, {});
    for (const id of ['boris', 'vera', 'anna']) free(id);
    caller('c1', queue('q', { ringGroup: 2 }));
    expect(matches()).toEqual(['c1→boris+vera']);
    router.offerFailed('c1', 'boris', true, nowMs);
    expect(matches()).toEqual([]);
    router.offerFailed('c1', 'vera', true, nowMs);
    expect(matches()).toEqual(['c1→anna']);
  });
});

describe('the operator whom the caller talked with last', () => {
  const sticky = queue('q', { stickyMs: 15_000 });

  test('is waited for when free in time, and only so long', () => {
    for (const id of ['anna', 'boris']) operator(id, {});
    free('boris');
    tell('anna', true, 0, 10_000);
    caller('c1', sticky, { lastOperatorId: 'anna' });
    caller('c2', sticky, { lastOperatorId: 'anna' });
    expect(matches()).toEqual([]);
    nowMs = 10_000;
    free('anna');
    expect(matches()).toEqual(['c1→anna']);
    nowMs = 15_000;
    expect(matches()).toEqual(['c2→boris']);
  });

  test('is not waited for when busy for longer, paused, signed out, or unknown', () => {
    for (const id of ['anna', 'boris']) operator(id, {});
    free('boris');
    tell('anna', true, 0, 15_001);
    caller('c1', sticky, { lastOperatorId: 'anna' });
    expect(matches()).toEqual(['c1→boris']);
    free('boris');
    caller('c2', sticky, { lastOperatorId: 'nobody' });
    expect(matches()).toEqual(['c2→boris']);
  });

  test('is no longer waited for from the moment of a pause', () => {
    for (const id of ['anna', 'boris']) operator(id, {});
    free('boris');
    tell('anna', true, 0, 10_000);
    caller('c1', sticky, { lastOperatorId: 'anna' });
    expect(matches()).toEqual([]);
    nowMs = 2_000;
    tell('anna', true, 0);
    expect(matches()).toEqual(['c1→boris']);
  });
});

test('the next stage begins at once when nobody of those begun is signed in', () => {
  bound('anna', { ru: 1 }, { q: { priority: 1, delayMs: 0 } });
  free('anna');
  const stages = [stage(40_000, 'ru >= 2'), stage(90_000, 'ru >= 1', { class: 2 })];
  caller('c1', queue('q', { needs: needs('ru >= 3'), stages, skipUnstaffed: true }));
  expect(matches()).toEqual(['c1→anna']);
  expect(router.find('c1')).toMatchObject({ stagesBegun: 2, class: 2 });
});

test('the wait is estimated from those ahead, those who serve, and how long they take', () => {
  for (const id of ['anna', 'boris']) operator(id, {});
  caller('c1');
  expect(router.estimate('c1', nowMs)).toBeNull();
  busy('anna');
  for (let count = 0; count < 200; count++) router.noteHandled('anna', 'q', 100_000);
  const alone = router.estimate('c1', nowMs)!;
  // One operator, nobody ahead: exponential with mean 100 s, whose median is 69 s and ninth decile 230 s.
  expect(alone.p50Ms / 69_315).toBeCloseTo(1, 0);
  expect(alone.p90Ms / 230_259).toBeCloseTo(1, 0);
  busy('boris');
  expect(router.estimate('c1', nowMs)!.p90Ms).toBeCloseTo(alone.p90Ms / 2, -3);
  caller('c2');
  expect(router.estimate('c2', nowMs)!.p50Ms).toBeGreaterThan(router.estimate('c1', nowMs)!.p50Ms);
});
