import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { KnownDemand } from '../../src/routing/core/demands.ts';
import { RouterCore } from '../../src/routing/core/router-core.ts';
import type { Tables } from '../../src/routing/core/tables.ts';
import { ANYBODY } from '../../src/routing/needs.ts';
import type { Demand } from '../../src/routing/routing.ts';
import { queue, stage } from './rules.ts';

const LIMITS = { callersMax: 2_000, operatorsMax: 70, needsMax: 3, skillsMax: 8, queuesMax: 4 };

let core: RouterCore;
let tables: Tables;

beforeEach(() => {
  core = new RouterCore(LIMITS);
  tables = core.tables;
});

function known(rules: Demand): KnownDemand {
  const demand = core.know({ queue: rules, stepNeeds: ANYBODY });
  if ('full' in demand) throw new Error(`no room for more ${demand.full}`);
  return demand;
}

describe('the lines of a demand', () => {
  const RULES = queue('q', { stages: [stage(1_000, ''), stage(4_000, '', { class: 2 })] });

  test('are one for each stage, step of delay and kind of work, and the next are found from each', () => {
    core.seat({ operatorId: 'anna', skills: {}, bindings: { q: { priority: 1, delayMs: 500 } } });
    core.seat({ operatorId: 'boris', skills: {}, bindings: { q: { priority: 1, delayMs: 900 } } });
    const demand = known(RULES);
    const { lines } = tables;
    const kinds = [tables.idle.kindNumber(1), tables.idle.kindNumber(2)];
    const taken = kinds.flatMap((kind) =>
      [0, 1, 2].flatMap((step) => [0, 1, 2].map((at) => lines.take(demand, at, step, kind))),
    );
    expect(taken).toEqual(Array.from({ length: 18 }, (_, line) => line));
    expect([lines.take(demand, 2, 1, 1), demand.lines.size]).toEqual([14, 18]);
    const told = taken.map((line) => [
      lines.kindNumberOf(line),
      lines.stepOf(line),
      lines.stageOf(line),
      lines.kind[line],
    ]);
    expect(told).toEqual(
      taken.map((line) => [Math.floor(line / 9), Math.floor(line / 3) % 3, line % 3, line < 9 ? 1 : 2]),
    );
    for (const line of [0, 1, 3, 10]) {
      expect([lines.nextStage(line), lines.nextStage(line)]).toEqual([line + 1, line + 1]);
      expect([lines.nextStep(line), lines.nextStep(line)]).toEqual([line + 3, line + 3]);
    }
    const caller = tables.callers.take('c1');
    tables.callers.setKey(caller, 3, 7, 0, 1);
    const AGES = [499, 500, 899, 900, 999, 1_000, 3_999, 4_000, 10 ** 9];
    /** The first of these ages at which it is so; undefined: at none. */
    const from = (isSo: (nowMs: number) => boolean): number | undefined => AGES.find((age) => isSo(7 + age));
    const times = taken
      .slice(0, 9)
      .map((line) => [
        from((nowMs) => lines.isStageDue(line, caller, nowMs)),
        from((nowMs) => lines.isDelayOver(line, caller, nowMs)),
      ]);
    const stages = [1_000, 4_000, undefined];
    expect(times).toEqual([500, 900, undefined].flatMap((delay) => stages.map((after) => [after, delay])));
    expect([0, 1, 2].map((line) => lines.nextClassOf(line))).toEqual([2 ** 31 - 1, 2, 2 ** 31 - 1]);
  });

  test('are asked for the next by age without a look at who waits for other work', () => {
    const demand = known(queue('q'));
    const { lines, callers } = tables;
    const [talk, chat] = [1, 2].map((kind) => lines.take(demand, 0, 0, tables.idle.kindNumber(kind)));
    const entered = Array.from({ length: 500 }, (_, number) => {
      const caller = callers.take(`c${number}`);
      callers.setKey(caller, 5, number, 0, number);
      lines.join(number % 100 === 0 ? talk! : chat!, caller);
      return caller;
    });
    const looks = vi.spyOn(callers, 'lineOf');
    expect(lines.nextByAge(talk!, entered[100]!)).toBe(entered[200]);
    expect(looks).toHaveBeenCalledTimes(1);
    lines.leave(entered[0]!);
    expect([lines.eldestOf(talk!), lines.eldestOf(chat!)]).toEqual([entered[100], entered[1]]);
  });

  test('are seen by those who are past their delay; past all delays by all who are eligible, without a set of its own', () => {
    const delays = [0, 500, 900, 500, 0];
    for (const [number, delayMs] of delays.entries()) {
      core.seat({ operatorId: `op-${number}`, skills: {}, bindings: { q: { priority: 1, delayMs } } });
    }
    const demand = known(RULES);
    const { lines, operators } = tables;
    const views = [0, 1, 2].map((step) => lines.take(demand, 0, step, 0));
    const seen = (line: number): readonly number[] =>
      delays.flatMap((_, at) => (lines.viewOf(line).has(at) ? [at] : []));
    expect(views.map(seen)).toEqual([
      [0, 4],
      [0, 1, 3, 4],
      [0, 1, 2, 3, 4],
    ]);
    expect(
      views.map((line) => delays.flatMap((_, at) => (operators.rows.has(at, line) ? [at] : []))),
    ).toEqual(views.map(seen));
    expect(views.map((line) => lines.viewOf(line) === demand.eligible[0])).toEqual([false, false, true]);
  });

  test('are numbered anew after they were given back, and outlive the growing of their tables', () => {
    const { lines, callers } = tables;
    const demand = known(RULES);
    for (let kind = 0; kind < 300; kind += 1) tables.idle.kindNumber(kind + 1);
    const taken = Array.from({ length: 600 }, (_, at) => lines.take(demand, at % 2, 0, Math.floor(at / 2)));
    expect(taken).toEqual(Array.from({ length: 600 }, (_, line) => line));
    const caller = callers.take('c1');
    callers.setKey(caller, 3, 7, 0, 1);
    lines.join(5, caller);
    lines.stepForward(caller);
    expect(
      taken.map((line) => [lines.stageOf(line), lines.kindNumberOf(line), lines.eldestOf(line)]),
    ).toEqual(taken.map((line) => [line % 2, Math.floor(line / 2), line === 5 ? caller : -1]));
    const first = (line: number): number => lines.byKey.first(line);
    expect([first(5), first(6), lines.due.first, lines.due.firstMs]).toEqual([caller, -1, 5, 4_007]);
    expect([...lines.heads.subarray(20, 24)]).toEqual([3, 7, 1, 0]);
    lines.leave(caller);
    expect([first(5), lines.due.first, demand.callers, demand.queue.waiting]).toEqual([-1, -1, 0, 0]);
    lines.dropAll(demand);
    expect([[...lines.all()], demand.lines.size]).toEqual([[], 0]);
    const again = Array.from({ length: 601 }, (_, at) => lines.take(demand, at % 2, 0, Math.floor(at / 2)));
    expect([new Set(again).size, Math.max(...again)]).toEqual([601, 600]);
    expect([lines.nextStage(again[0]!), again[1]]).toEqual([again[1], again[1]]);
  });
});
