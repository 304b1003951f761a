import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { ANYBODY, type QueueRules, Router } from '../../src/routing/index.ts';
import { needs, queue } from './rules.ts';

let router: Router;
let nowMs: number;

beforeEach(() => {
  router = new Router();
  nowMs = 0;
});

function operator(
  id: string,
  skills: Record<string, number>,
  queues: readonly string[] = ['q'],
  priority = 1,
): void {
  router.seat(id, skills, Object.fromEntries(queues.map((name) => [name, { priority, delayMs: 0 }])));
}

function caller(
  callId: string,
  of: QueueRules = queue('q'),
  more: { class?: number; boostMs?: number; needs?: string } = {},
) {
  const stepNeeds = more.needs === undefined ? ANYBODY : needs(more.needs);
  const key = { class: more.class ?? of.class, boostMs: more.boostMs ?? 0, enteredMs: nowMs };
  router.enter({ callId, queue: of, stepNeeds, ...key }, nowMs);
}

const free = (id: string): void => router.setOperator(id, true, true, nowMs);
const busy = (id: string): void => router.setOperator(id, true, false, nowMs);

/** All matches that are due, as "call→operator". */
function matches(): string[] {
  const made: string[] = [];
  for (let match = router.match(nowMs); match; match = router.match(nowMs)) {
    made.push(`${match.caller.callId}→${match.operatorId}`);
  }
  router.checkWorkConserving(nowMs);
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
    router.seat('anna', {}, { a: { priority: 2, delayMs: 0 }, b: { priority: 1, delayMs: 0 } });
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
      stages: [{ afterMs: 40_000, needs: ANYBODY }],
    });
    operator('anna', { support: 2 });
    operator('boris', {});
    free('anna');
    free('boris');
    caller('c1', wide);
    expect(matches()).toEqual([]);
    expect(router.nextWakeMs('c1', nowMs)).toBe(40_000);
    nowMs = 40_000;
    router.wake('c1', nowMs);
    expect(matches()).toEqual(['c1→anna']);
  });

  test("an operator with a delay gets the queue's callers only when they are old enough", () => {
    router.seat('anna', {}, { q: { priority: 1, delayMs: 30_000 } });
    free('anna');
    caller('c1');
    expect(matches()).toEqual([]);
    expect(router.nextWakeMs('c1', nowMs)).toBe(30_000);
    nowMs = 30_000;
    router.wake('c1', nowMs);
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
    router.wake('c1', nowMs);
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
    expect(router.nextWakeMs('c1', 0)).toBe(5_000);
    router.wake('c1', nowMs);
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
    router.setOperator('boris', false, false, nowMs);
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

type Step =
  | { readonly do: 'enter'; readonly skill: number; readonly class: number }
  | { readonly do: 'leave' | 'fail' | 'free' | 'busy' | 'off'; readonly pick: number }
  | { readonly do: 'pass'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('enter' as const),
    skill: fc.integer({ min: 1, max: 3 }),
    class: fc.integer({ min: 4, max: 5 }),
  }),
  fc.record({
    do: fc.constantFrom('leave' as const, 'fail' as const, 'free' as const, 'busy' as const, 'off' as const),
    pick: fc.nat(50),
  }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 30_000 }) }),
);

const OPERATORS = ['o0', 'o1', 'o2', 'o3'];

describe('in any world', () => {
  test('nobody waits whom a free operator could serve, and nobody is overtaken by an equal', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        router = new Router();
        nowMs = 0;
        for (const [index, id] of OPERATORS.entries()) operator(id, { skill: 1 + (index % 3) });
        const waiting: string[] = [];
        const offered = new Map<string, string>();
        for (const [number, one] of steps.entries()) play(one, number, waiting, offered);
      }),
      { numRuns: 300 },
    );
  });
});

/** One step of a random world. Every match is checked against the line as it stands: the first who could be served is. */
function play(one: Step, number: number, waiting: string[], offered: Map<string, string>): void {
  const of = queue('q', { stages: [{ afterMs: 20_000, needs: ANYBODY }] });
  if (one.do === 'enter') {
    caller(`c${number}`, of, { needs: `skill >= ${one.skill}`, class: one.class });
    waiting.push(`c${number}`);
  } else if (one.do === 'pass') {
    nowMs += one.ms;
    for (const callId of waiting) router.wake(callId, nowMs);
  } else if (one.do === 'leave') {
    const callId = waiting.splice(one.pick % Math.max(1, waiting.length), 1)[0];
    if (callId !== undefined) router.leave(callId);
    offered.delete(callId ?? '');
  } else if (one.do === 'fail') {
    const entry = [...offered][one.pick % Math.max(1, offered.size)];
    if (entry !== undefined) router.offerFailed(entry[0], entry[1], true, nowMs);
    offered.delete(entry?.[0] ?? '');
  } else {
    const id = OPERATORS[one.pick % OPERATORS.length]!;
    const isOffered = [...offered.values()].includes(id);
    if (!isOffered) router.setOperator(id, one.do !== 'off', one.do === 'free', nowMs);
  }
  for (let match = router.match(nowMs); match; match = router.match(nowMs)) {
    expect([...offered.values()]).not.toContain(match.operatorId);
    expect(offered.has(match.caller.callId)).toBe(false);
    const before = router
      .waitingIn('q')
      .filter((other) => other.offeredTo === null && other.class < match.caller.class);
    const couldServe = before.filter((other) => router.eligibleFor(other.callId).includes(match.operatorId));
    expect(couldServe.filter((other) => !other.coolDowns.has(match.operatorId))).toEqual([]);
    offered.set(match.caller.callId, match.operatorId);
  }
  router.checkWorkConserving(nowMs);
}
