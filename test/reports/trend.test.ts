import { describe, expect, test } from 'vitest';
import { type Report, spansOf, trendCsv, trendOf, trendPicture } from '../../src/reports/index.ts';
import { stretches } from '../../src/schedules/index.ts';
import { callStory } from './call-story.ts';
import { Folding } from './folding.ts';

const DAY_S = 86_400;
const calls = (reason: string, count: number, at: number) =>
  Array.from({ length: count }, (_, number) =>
    callStory({
      callId: `${reason}${at}-${number}`,
      at: at + number,
      waits: 5,
      talks: 60,
      wrapsUp: 0,
      reason,
    }),
  ).flat();

/** Of the day before: 4 of billing, 2 of delivery, 1 of thanks; of the day: 1, 5, 1, and 2 of a new one. */
function reports(): readonly [now: Report, before: Report] {
  const folding = new Folding();
  const before = [...calls('billing', 4, 0), ...calls('delivery', 2, 100), ...calls('thanks', 1, 200)];
  const now = [...calls('billing', 1, DAY_S), ...calls('delivery', 5, DAY_S), ...calls('thanks', 1, DAY_S)];
  folding.take(
    [...before, ...now, ...calls('=new', 2, DAY_S)].toSorted((one, other) => one.atMs - other.atMs),
  );
  const of = (from: string, to: string): Report => folding.report({ by: 'reason', from, to });
  return [of('2026-03-03T00:00Z', '2026-03-04T00:00Z'), of('2026-03-02T00:00Z', '2026-03-03T00:00Z')];
}

describe('a trend', () => {
  test('has what grows and what falls, the greatest change first, and all together last', () => {
    const { rows, counted } = trendOf(...reports());
    expect(counted).toBe('ended');
    expect(rows.map(({ value, change, changePercent }) => [value, change, changePercent])).toEqual([
      ['billing', -3, -75],
      ['delivery', 3, 150],
      ['=new', 2, null],
      ['thanks', 0, 0],
      [null, 2, (100 * 2) / 7],
    ]);
    const [billing, , fresh] = rows;
    expect([billing!.figures.ended, billing!.before.ended]).toEqual([1, 4]);
    expect([billing!.figures.partOfAll, billing!.before.partOfAll]).toEqual([100 / 9, 400 / 7]);
    expect(fresh!.before).toMatchObject({ ended: 0, answered: 0, asaMs: null });
  });

  test('adds up: the changes of all values are the change of all together', () => {
    const { rows } = trendOf(...reports());
    const sum = rows.filter(({ value }) => value !== null).reduce((total, { change }) => total + change, 0);
    expect(sum).toBe(rows.at(-1)!.change);
  });

  test('as comma-separated values has each figure beside what it was', () => {
    const lines = trendCsv(trendOf(...reports())).split('\r\n');
    expect(lines[0]).toMatch(
      /^reason,ended change,ended change %,ended,ended before,partOfAll,partOfAll before,/,
    );
    expect(lines[1]).toMatch(/^billing,-3,-75,1,4,11.11,57.14,/);
    expect(lines[3]).toMatch(/^'=new,2,,2,0,/);
    expect(lines[5]).toMatch(/^all,2,28.57,9,7,100,100,/);
  });

  test('as a picture says in words what it draws', () => {
    const svg = trendPicture(trendOf(...reports()), (atMs) => new Date(atMs).toISOString());
    expect(svg).toContain(
      'billing: 1, before 4; delivery: 5, before 2; =new: 2, before 0; thanks: 1, before 1.',
    );
    expect(svg.match(/<rect [^>]*fill="#404040"/g)).toHaveLength(5);
    expect(svg).not.toContain('NaN');
  });
});

describe('the span before', () => {
  const at = (text: string): number => Date.parse(text);
  const around = stretches('Europe/Berlin', at('2026-03-01T00:00Z'), at('2026-04-30T00:00Z'));

  test('is a week where the clocks are put forth in the one of the two', () => {
    const week = [at('2026-03-29T22:00Z'), at('2026-04-05T22:00Z')] as const;
    const { now, before } = spansOf(week, at('2026-05-01T00:00Z'), around);
    expect(now).toEqual(week);
    // The Sunday of 29 March has 23 hours.
    expect(before).toEqual([at('2026-03-22T23:00Z'), week[0]]);
  });

  test('of one that goes on ends as far from its beginning as now is', () => {
    const day = [at('2026-04-09T22:00Z'), at('2026-04-10T22:00Z')] as const;
    const { now, before } = spansOf(day, at('2026-04-10T08:32:10Z'), around);
    expect(now).toEqual([day[0], at('2026-04-10T08:35Z')]);
    expect(before).toEqual([at('2026-04-08T22:00Z'), at('2026-04-09T08:35Z')]);
  });
});
