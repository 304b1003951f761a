import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FastRouter } from '../../src/routing/fast-router.ts';
import type { Match, Routing } from '../../src/routing/routing.ts';
import { runs } from '../properties.ts';
import { Hall, type HallOperator, type HallQueue, type Happening } from './hall.ts';

const QUEUES = 2;
const RUNS = 300;

const span = fc.constantFrom(0, 0.5, 1, 10, 100);
const level = fc.integer({ min: 1, max: 3 });
const happening: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constantFrom('enters', 'enters', 'leaves', 'frees', 'frees', 'pauses', 'declines', 'waits'),
  who: fc.nat({ max: 11 }),
  queue: fc.nat({ max: QUEUES - 1 }),
  class: fc.integer({ min: -1, max: 1 }),
  boostMs: span,
  passesMs: span,
});
const queue: fc.Arbitrary<HallQueue> = fc.record({
  level,
  stages: fc
    .array(fc.record({ afterMs: span, level, class: fc.option(fc.integer({ min: -1, max: 1 })) }), {
      maxLength: 3,
    })
    .map((stages) => stages.toSorted((one, other) => one.afterMs - other.afterMs)),
});
const operator: fc.Arbitrary<HallOperator> = fc.record({
  level,
  priorities: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
  delaysMs: fc.tuple(span, span),
});
const scene = fc.record({
  queues: fc.tuple(queue, queue),
  operators: fc.array(operator, { minLength: 1, maxLength: 4 }),
  happenings: fc.array(happening, { maxLength: 60 }),
});

type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

function play(router: Routing, { queues, operators, happenings }: Scene, budget?: number): Hall {
  const hall = new Hall(router, queues, operators);
  for (const each of happenings) hall.happen(each, budget);
  return hall;
}

const decisionsOf = (drawn: Scene, budget?: number): readonly Match[] =>
  play(new FastRouter(), drawn, budget).matches;

function holdsAlways(isTrue: (drawn: Scene) => void): void {
  const property = fc.property(scene, (drawn) => {
    isTrue(drawn);
  });
  fc.assert(property, { numRuns: runs(RUNS) });
}

test.each([
  'somebody waits whom a free operator could serve',
  'somebody was overtaken',
  'an offer goes to an operator who is not free, or a caller who is rung or gone',
  'a place got worse',
  'somebody leaves not exactly once',
  'somebody has no outcome, or two',
])('it never happens that %s', (fault) => {
  holdsAlways((drawn) => expect(play(new FastRouter(), drawn).faults).not.toContain(fault));
});

test('the same events give the same decisions', () => {
  holdsAlways((drawn) => expect(decisionsOf(drawn)).toEqual(decisionsOf(structuredClone(drawn))));
});

test('work in small parts gives the decisions of a single pass', () => {
  holdsAlways((drawn) => expect(decisionsOf(drawn, 1)).toEqual(decisionsOf(drawn)));
});
