import { beforeEach, describe, expect, test } from 'vitest';
import type { KnownDemand } from '../../src/routing/core/demands.ts';
import { RouterCore } from '../../src/routing/core/router-core.ts';
import type { Tables } from '../../src/routing/core/tables.ts';
import { ANYBODY } from '../../src/routing/needs.ts';
import type { Demand, Entering } from '../../src/routing/routing.ts';
import { boundTo, USUAL_KEY } from './acts.ts';
import { needs, queue, stage } from './rules.ts';

const LIMITS = { callersMax: 2_000, operatorsMax: 70, needsMax: 3, skillsMax: 8, queuesMax: 4 };

let core: RouterCore;
let tables: Tables;

beforeEach(() => {
  core = new RouterCore(LIMITS);
  tables = core.tables;
});

type Asked = Pick<Entering, 'stepNeeds' | 'keepsNeeds' | 'stepMust'>;

function known(rules: Demand, asked: Partial<Asked> = {}): KnownDemand {
  const demand = core.know({ queue: rules, stepNeeds: ANYBODY, ...asked });
  if ('full' in demand) throw new Error(`no room for more ${demand.full}`);
  return demand;
}

function enter(callId: string, demand: KnownDemand, enteredMs = 0): number {
  return core.enter({ ...USUAL_KEY, callId, demand, enteredMs }, enteredMs);
}

const asking = (level: number): Demand => queue('q', { needs: needs(`ru >= ${level}`) });

describe('what callers wait for', () => {
  test('is known once for all who wait for the same, whatever objects say so', () => {
    const one = known(asking(1));
    expect([known(asking(1)) === one, known(asking(2)) === one, known(one.rules) === one]).toEqual([
      true,
      false,
      true,
    ]);
    expect([one.slot, tables.demands.all().length, one.queue.demands.size]).toEqual([0, 2, 2]);
  });

  const DIFFERENT: readonly (readonly [string, Demand, Partial<Asked>])[] = [
    ['id', queue('r'), {}],
    ['must', queue('q', { must: needs('ru >= 1') }), {}],
    ['needs', queue('q', { needs: needs('ru >= 1') }), {}],
    ['strategy', queue('q', { strategy: 'random' }), {}],
    ['spread', queue('q', { spread: 'fill' }), {}],
    ['size of the ring group', queue('q', { ringGroup: 2 }), {}],
    ['time for the same operator', queue('q', { stickyMs: 1 }), {}],
    ['skipping of stages', queue('q', { skipUnstaffed: true }), {}],
    ['stages', queue('q', { stages: [stage(1, '')] }), {}],
    ['needs of the step', queue('q'), { stepNeeds: needs('ru >= 1') }],
    ['must of the step', queue('q'), { stepMust: needs('ru >= 1') }],
    ['keeping of them', queue('q'), { keepsNeeds: true }],
  ];

  test.each(DIFFERENT)('is another thing with another %s', (_, rules, asked) => {
    const plain = known(queue('q'));
    const other = known(rules, asked);
    expect([other === plain, known(rules, asked) === other, known(queue('q')) === plain]).toEqual([
      false,
      true,
      true,
    ]);
  });

  const STAGE = stage(1_000, 'ru >= 1');

  test.each([
    ['beginning', stage(1_001, 'ru >= 1')],
    ['needs', stage(1_000, 'ru >= 2')],
    ['preference', stage(1_000, 'ru >= 1', { prefersEarlier: true })],
    ['class', stage(1_000, 'ru >= 1', { class: 1 })],
    ['ring group', stage(1_000, 'ru >= 1', { ringGroup: 2 })],
  ])('is another thing with another %s of a stage', (_, other) => {
    const plain = known(queue('q', { stages: [STAGE] }));
    expect(known(queue('q', { stages: [other] })) === plain).toBe(false);
    expect(known(queue('q', { stages: [{ ...STAGE }] })) === plain).toBe(true);
  });

  test('says for each stage who rings together, who comes first, and which skills count', () => {
    const demand = known(
      queue('q', {
        must: needs('en >= 1'),
        needs: needs('ru >= 3 && !de >= 1'),
        ringGroup: 2,
        stages: [
          stage(1, 'ru >= 2', { ringGroup: 4 }),
          stage(2, 'fr >= 1', { prefersEarlier: true }),
          stage(3, '', { ringGroup: 1, prefersEarlier: true }),
        ],
      }),
    );
    expect([demand.ringGroup, demand.preference, demand.prefers, demand.stageCount]).toEqual([
      [2, 4, 4, 1],
      [0, 0, 1, 2],
      true,
      3,
    ]);
    const names = demand.levels.map((skills) => skills.map(({ name }) => name));
    expect(names).toEqual([['en', 'ru'], ['en', 'ru'], ['en', 'fr'], ['en']]);
    expect(demand.skills.map(({ name }) => name)).toEqual(['en', 'ru', 'de', 'fr']);
    expect(known(queue('q', { stages: [stage(1, '')] })).prefers).toBe(false);
  });

  test('is kept of the step for the first moment alone, or for all stages; its must holds for ever', () => {
    const rules = queue('q', { needs: needs('ru >= 2'), stages: [stage(1, 'ru >= 1')] });
    const asked = { stepNeeds: needs('en >= 1'), stepMust: needs('de >= 1') };
    const skills = [
      { ru: 1 },
      { ru: 1, de: 1 },
      { ru: 1, de: 1, en: 1 },
      { ru: 2, de: 1, en: 1 },
      { de: 1, en: 1 },
    ];
    for (const [number, has] of skills.entries()) {
      core.seat({ operatorId: `op-${number}`, skills: has, bindings: boundTo('q') });
    }
    const eligible = ({ eligible: sets }: KnownDemand): readonly (readonly number[])[] =>
      sets.map((set) => skills.flatMap((_, operator) => (set.has(operator) ? [operator] : [])));
    expect(eligible(known(rules, asked))).toEqual([[3], [1, 2, 3]]);
    expect(eligible(known(rules, { ...asked, keepsNeeds: true }))).toEqual([[3], [2, 3]]);
  });
});

describe('demands that nobody waits with', () => {
  test('are forgotten one after the other when there is no room, and only those', () => {
    const demands = [1, 2, 3].map((level) => known(asking(level)));
    expect(demands.map(({ slot }) => slot)).toEqual([0, 1, 2]);
    enter('c1', demands[1]!);
    const forgotten = (): readonly boolean[] => demands.map((demand) => demand.forgotten);
    expect(forgotten()).toEqual([false, false, false]);
    demands.push(known(asking(4)));
    expect(forgotten()).toEqual([false, false, true, false]);
    demands.push(known(asking(5)));
    expect(forgotten()).toEqual([true, false, true, false, false]);
    demands.push(known(asking(6)));
    expect(forgotten()).toEqual([true, false, true, true, false, false]);
    expect(demands.slice(3).map(({ slot }) => slot)).toEqual([2, 0, 2]);
    expect(
      tables.demands
        .all()
        .map(({ slot }) => slot)
        .toSorted(),
    ).toEqual([0, 1, 2]);
  });

  test('are known anew when they are asked for again', () => {
    const rules = asking(1);
    const first = known(rules);
    for (const level of [2, 3, 4, 5, 6]) known(asking(level));
    expect(first.forgotten).toBe(true);
    const again = known(rules);
    expect([again === first, again.forgotten, known(rules) === again]).toEqual([false, false, true]);
  });

  test('leave nothing behind: neither in queues and skills nor lines, views and rows', () => {
    core.seat({ operatorId: 'anna', skills: { ru: 3 }, bindings: boundTo('q') });
    const skips = queue('q', { needs: needs('ru >= 3'), stages: [stage(9_000, '')], skipUnstaffed: true });
    const gone = known(skips);
    const caller = enter('c1', gone);
    const line = tables.callers.lineOf(caller);
    expect([tables.demands.skipping.has(gone), tables.operators.rows.has(0, line)]).toEqual([true, true]);
    core.leave(caller);
    for (const level of [1, 2, 4, 5, 6]) known(asking(level));
    expect(gone.forgotten).toBe(true);
    expect([gone.lines.size, gone.queue.demands.has(gone), tables.demands.skipping.size]).toEqual([
      0,
      false,
      0,
    ]);
    expect([tables.skills.find('ru')!.demands.has(gone), tables.operators.rows.has(0, line)]).toEqual([
      false,
      false,
    ]);
    expect([...tables.lines.all()]).toEqual([]);
    const next = enter('c2', known(asking(6)));
    expect([tables.callers.lineOf(next), tables.operators.rows.has(0, line)]).toEqual([line, false]);
  });
});
