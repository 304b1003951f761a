import { describe, expect, test } from 'vitest';
import { RouterCore } from '../../src/routing/core/router-core.ts';
import { ANYBODY } from '../../src/routing/needs.ts';
import type { Demand } from '../../src/routing/routing.ts';
import { boundTo, USUAL_KEY } from './acts.ts';
import { needs, queue, stage } from './rules.ts';

const LIMITS = { callersMax: 64, operatorsMax: 400, needsMax: 64, skillsMax: 8, queuesMax: 4 };

/** So many operators are free who can serve so many callers of the queue from 1,000 ms on. */
function crowd(operators: number, callers: number, changes: Partial<Demand> = {}): RouterCore {
  const core = new RouterCore(LIMITS);
  for (let number = 0; number < operators; number += 1) {
    core.seat({ operatorId: `op-${number}`, skills: { ru: 1 }, bindings: boundTo('q') });
    core.tell(number, true, 1, 0, Number.NaN, 0);
  }
  const rules = queue('q', { needs: needs('ru >= 2'), stages: [stage(1_000, 'ru >= 1')], ...changes });
  const demand = core.know({ queue: rules, stepNeeds: ANYBODY });
  if ('full' in demand) throw new Error('there is room');
  for (let number = 0; number < callers; number += 1) {
    core.enter({ ...USUAL_KEY, callId: `call-${number}`, demand }, 0);
  }
  core.decide(0, () => {});
  return core;
}

/** The smallest budget with which all that is due by 1,000 ms is done at once. */
function stepsOf(makeCore: () => RouterCore): number {
  let budget = 0;
  while (!makeCore().advance(1_000, budget, () => {})) budget += 1;
  return budget;
}

describe('the work of deciding', () => {
  test.each([
    [1, 2, 4],
    [2, 2, 4],
    [63, 2, 4],
    [65, 2, 5],
    [64, 2, 5],
    [128, 2, 6],
    [300, 2, 8],
  ])(
    'of %i candidates for %i callers is %i steps: one for each 64 of them, before the last',
    (operators, callers, steps) => {
      expect(stepsOf(() => crowd(operators, callers))).toBe(steps);
      expect(stepsOf(() => crowd(operators, callers, { strategy: 'linear' }))).toBe(steps);
    },
  );

  test('is as much for who is looked at in vain as for who is served', () => {
    const nobody = (): RouterCore => crowd(0, 3);
    expect([stepsOf(nobody), nobody().advance(1_000, 2, () => {})]).toEqual([3, false]);
  });

  test('that was not enough goes on where it was, with the same decisions', () => {
    const made = (budget: number): readonly string[] => {
      const core = crowd(5, 8);
      const found: string[] = [];
      for (let rounds = 0; rounds < 100; rounds += 1) {
        const isDone = core.advance(
          1_000,
          budget,
          ({ caller, operators, atMs, candidatesCount, isForFreed }) => {
            found.push([caller, operators[0], atMs, candidatesCount, isForFreed].join(' '));
          },
        );
        if (isDone) break;
      }
      return found;
    };
    const whole = made(1_000);
    expect(whole).toEqual([0, 1, 2, 3, 4].map((at) => `${at} ${at} 1000 ${5 - at} false`));
    for (const budget of [1, 2, 3, 7]) expect(made(budget)).toEqual(whole);
  });
});
