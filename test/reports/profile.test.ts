import { describe, expect, test } from 'vitest';
import {
  bordersOf,
  type Profile,
  profileCsv,
  profileOf,
  profilePicture,
  weekOf,
} from '../../src/reports/index.ts';
import { callStory, NINE } from './call-story.ts';
import { Folding } from './folding.ts';

const DAY_S = 86_400;
const WEEK_S = 7 * DAY_S;

/** Two weeks from Monday, the 2nd of March; calls come on Mondays at nine, and on the first Tuesday at ten. */
function profile(offsetMs = 0): Profile {
  const folding = new Folding();
  const call = { waits: 10, talks: 60, wrapsUp: 0 };
  for (const [at, queue] of [
    [60, 'support'],
    [120, 'sales'],
    [WEEK_S + 60, 'support'],
    [DAY_S + 3_660, 'support'],
  ] as const)
    folding.take(callStory({ callId: `c${at}`, at, queue, ...call }));
  const fromMs = NINE - 9 * 3_600_000 - offsetMs;
  const toMs = fromMs + 2 * WEEK_S * 1_000;
  const stretches = [{ fromMs: fromMs - 9e8, untilMs: toMs + 9e8, offsetMs }];
  const borders = bordersOf({ fromMs, toMs }, '1h', stretches);
  const ask = { by: 'queue', interval: '1h', zone: 'UTC', targetMs: 20_000, borders, only: null } as const;
  return profileOf({ ...ask, nowMs: toMs }, folding.kept({ by: 'queue', borders, only: null }), stretches);
}

describe('the hours of the week', () => {
  test('are told of each value and of all together, with how many such hours there were', () => {
    const { rows, together } = profile();
    const short = (row: Profile['rows'][number]) => [
      ...[row.value, row.weekday, row.hour, row.hoursCount, row.figures.entered],
    ];
    expect(rows.map(short)).toEqual([
      ['sales', 1, 9, 2, 1],
      ['support', 1, 9, 2, 2],
      ['support', 2, 10, 2, 1],
    ]);
    expect(together.map(short)).toEqual([
      [null, 1, 9, 2, 3],
      [null, 2, 10, 2, 1],
    ]);
    expect(together[0]!.figures).toMatchObject({ answered: 3, asaMs: 10_000, serviceLevel: 100 });
    expect(together[0]!.figures).not.toHaveProperty('waitingAtStart');
  });

  test('go by the clocks of the zone, past midnight and half an hour off', () => {
    const kolkata = profile(19_800_000).together.map(({ weekday, hour }) => [weekday, hour]);
    expect(kolkata).toEqual([
      [1, 14],
      [2, 15],
    ]);
    const apia = profile(-36_000_000).together.map(({ weekday, hour }) => [weekday, hour]);
    expect(apia).toEqual([
      [2, 0],
      [7, 23],
    ]);
  });

  test('are an average week', () => {
    const week = weekOf(profile());
    expect([week[0]![9], week[1]![10], week[1]![9]]).toEqual([1.5, 0.5, null]);
  });

  test('are a table, and a picture that says what it shows', () => {
    const [head, first] = profileCsv(profile()).split('\r\n');
    expect(head).toMatch(/^weekday,hour,hours,queue,entered,answered,/);
    expect(first).toMatch(/^1,9,2,sales,1,1,/);
    const picture = profilePicture(profile());
    expect(picture).toContain("Mon: 9 o'clock 1.5; Tue: 10 o'clock 0.5.");
    expect(picture).toContain('>1.5</text>');
    expect(picture.match(/<rect/g)).toHaveLength(1 + 7 * 24);
    expect(picture).not.toMatch(/NaN|undefined|Infinity/);
  });
});
