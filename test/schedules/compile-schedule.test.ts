import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ScheduleRules } from '../../src/bundle/index.ts';
import { nextChangeMs, type Schedule, stateAt } from '../../src/flow/index.ts';
import { compileSchedule, timeZones } from '../../src/schedules/index.ts';
import { loadSmall } from '../bundle/small-bundle.ts';
import { runs } from '../properties.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The rules of a schedule as an admin writes it, without its name. */
function rules(written: string): ScheduleRules {
  const text = `schedules:\n  office:\n${written.replace(/^/gm, '    ')}\n`;
  const { bundle, mistakes } = loadSmall({ 'schedules.yaml': text });
  expect(mistakes).toEqual([]);
  return bundle!.schedules.get('office')!;
}

const at = (moment: string): number => Date.parse(moment);

/** The changes of a few days, as "2026-03-29T01:00Z open". */
const changes = (written: string, from: string, days: number): readonly string[] => {
  const schedule = compileSchedule(rules(written), at(from), at(from) + days * DAY_MS);
  return schedule.changes.map(({ atMs, state }) => `${new Date(atMs).toISOString().slice(0, 16)}Z ${state}`);
};

describe('opening hours', () => {
  test('in winter and in summer are the same on the wall and differ in UTC', () => {
    const office = 'zone: Europe/Berlin\nhours: { mon-fri: 09:00-17:00 }';
    expect(changes(office, '2026-03-27T00:00Z', 4)).toEqual([
      '2026-03-27T00:00Z closed',
      '2026-03-27T08:00Z open',
      '2026-03-27T16:00Z closed',
      '2026-03-30T07:00Z open',
      '2026-03-30T15:00Z closed',
    ]);
    expect(changes(office, '2026-10-23T00:00Z', 4).slice(-2)).toEqual([
      '2026-10-26T08:00Z open',
      '2026-10-26T16:00Z closed',
    ]);
  });

  test('in the hour that is left out there is no time: they begin when the clocks go on', () => {
    expect(changes('zone: Europe/Berlin\nhours: { sun: 02:30-03:30 }', '2026-03-28T23:00Z', 1)).toEqual([
      '2026-03-28T23:00Z closed',
      '2026-03-29T01:00Z open',
      '2026-03-29T01:30Z closed',
    ]);
    expect(changes('zone: Europe/Berlin\nhours: { sun: 02:15-02:45 }', '2026-03-28T23:00Z', 1)).toEqual([
      '2026-03-28T23:00Z closed',
    ]);
  });

  test('in the hour that comes twice they come twice', () => {
    expect(changes('zone: Europe/Berlin\nhours: { sun: 02:15-02:45 }', '2026-10-24T22:00Z', 1)).toEqual([
      '2026-10-24T22:00Z closed',
      '2026-10-25T00:15Z open',
      '2026-10-25T00:45Z closed',
      '2026-10-25T01:15Z open',
      '2026-10-25T01:45Z closed',
    ]);
  });

  test('of the whole week are one stretch, whatever the clocks do', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York']) {
      const always = `zone: ${zone}\nhours: { mon-sun: 00:00-24:00 }`;
      expect(changes(always, '2026-01-01T00:00Z', 400)).toEqual(['2026-01-01T00:00Z open']);
    }
  });

  test.each([
    ['Europe/Moscow', '2026-07-01T06:00Z open', '2026-07-01T14:00Z closed'],
    ['America/New_York', '2026-07-01T13:00Z open', '2026-07-01T21:00Z closed'],
    ['Asia/Kolkata', '2026-07-01T03:30Z open', '2026-07-01T11:30Z closed'],
    ['Asia/Kathmandu', '2026-07-01T03:15Z open', '2026-07-01T11:15Z closed'],
  ])('are those of %s', (zone, opens, closes) => {
    const found = changes(`zone: ${zone}\nhours: { wed: 09:00-17:00 }`, '2026-07-01T00:00Z', 1);
    expect(found.slice(1)).toEqual([opens, closes]);
  });

  test('over midnight belong to the day on which they begin', () => {
    expect(
      changes('zone: UTC\nhours: { fri: 22:00-06:00, sat: 08:00-09:00 }', '2026-11-27T00:00Z', 2),
    ).toEqual([
      '2026-11-27T00:00Z closed',
      '2026-11-27T22:00Z open',
      '2026-11-28T06:00Z closed',
      '2026-11-28T08:00Z open',
      '2026-11-28T09:00Z closed',
    ]);
  });

  test('do not hold on a holiday, but a night that has begun goes on into it', () => {
    const office = `zone: UTC
hours: { mon-sun: ["09:00-12:00", "22:00-02:00"] }
holidays: { 12-25: Christmas, 2026-12-27: Day off }`;
    expect(changes(office, '2026-12-24T23:00Z', 4)).toEqual([
      '2026-12-24T23:00Z open',
      '2026-12-25T02:00Z holiday',
      '2026-12-26T00:00Z closed',
      '2026-12-26T09:00Z open',
      '2026-12-26T12:00Z closed',
      '2026-12-26T22:00Z open',
      '2026-12-27T02:00Z holiday',
      '2026-12-28T00:00Z closed',
      '2026-12-28T09:00Z open',
      '2026-12-28T12:00Z closed',
      '2026-12-28T22:00Z open',
    ]);
  });

  test('of a date win over those of its day of every year, over holidays and over the week', () => {
    const office = `zone: UTC
hours: { mon-sun: 09:00-18:00 }
holidays: { 12-31: New Year's Eve }
exceptions: { 12-31: 10:00-12:00, 2027-12-31: 10:00-11:00, 2027-01-02: closed }`;
    expect(changes(office, '2026-12-31T00:00Z', 3)).toEqual([
      '2026-12-31T00:00Z holiday',
      '2026-12-31T10:00Z open',
      '2026-12-31T12:00Z holiday',
      '2027-01-01T00:00Z closed',
      '2027-01-01T09:00Z open',
      '2027-01-01T18:00Z closed',
    ]);
    expect(changes(office, '2027-12-31T00:00Z', 1).slice(1)).toEqual([
      '2027-12-31T10:00Z open',
      '2027-12-31T11:00Z holiday',
    ]);
  });
});

const ZONES = [
  ...['Europe/Berlin', 'Europe/Moscow', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'],
  ...['Africa/Casablanca', 'America/St_Johns', 'UTC'],
];

/** Swedes write the date first, year before month. */
const CLOCKS = new Map(
  ZONES.map((timeZone) => {
    const style = { dateStyle: 'short', timeStyle: 'short', timeZone } as const;
    return [timeZone, new Intl.DateTimeFormat('sv-SE', style)];
  }),
);

/** What the clock on the wall shows: "2026-03-29", Monday is 0, minutes after midnight. */
function onTheWall(
  zone: string,
  atMs: number,
): { readonly date: string; readonly day: number; readonly minute: number } {
  const [date, time] = CLOCKS.get(zone)!.format(atMs).split(' ') as [string, string];
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  return { date, day: (new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7, minute: hour * 60 + minute };
}

/** The same rules, applied to what the clock on the wall shows. */
function literally({ zone, week, holidays }: ScheduleRules, atMs: number): string {
  const { date, day, minute } = onTheWall(zone, atMs);
  const before = new Date(at(`${date}T00:00Z`) - DAY_MS).toISOString().slice(0, 10);
  const isHoliday = (one: string): boolean => holidays.has(one) || holidays.has(one.slice(5));
  const own = isHoliday(date) ? [] : week[day]!;
  const night = isHoliday(before) ? [] : week[(day + 6) % 7]!;
  const isOpen =
    own.some(({ fromMin, toMin }) => minute >= fromMin && minute < toMin) ||
    night.some(({ toMin }) => minute < toMin - 1_440);
  return isOpen ? 'open' : isHoliday(date) ? 'holiday' : 'closed';
}

test('at every moment of any zone it is what the clock on the wall says', () => {
  const span = fc
    .tuple(fc.nat(1_439), fc.integer({ min: 1, max: 1_440 }))
    .map(([fromMin, minutes]) => ({ fromMin, toMin: fromMin + minutes }));
  const week = fc.array(fc.array(span, { maxLength: 2 }), { minLength: 7, maxLength: 7 });
  const holidays = fc.constantFrom<readonly string[]>([], ['03-29', '10-25'], ['2026-04-05', '11-01']);
  const minute = fc.nat(400 * 1_440).map((minutes) => at('2026-01-01T00:00Z') + minutes * 60_000);
  const nearChange = fc
    .tuple(fc.constantFrom('2026-03-29T01:00Z', '2026-10-25T01:00Z', '2026-03-08T07:00Z'), fc.nat(360))
    .map(([moment, minutes]) => at(moment) + (minutes - 180) * 60_000);
  const moments = fc.array(fc.oneof(minute, nearChange), { minLength: 30, maxLength: 30 });
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), week, holidays, moments, (zone, days, free, some) => {
      const drawn = { zone, week: days, holidays: new Set(free), exceptions: new Map(), emergency: false };
      const schedule = compileSchedule(drawn, at('2025-12-31T00:00Z'), at('2027-03-01T00:00Z'));
      for (const moment of some) expect(stateAt(schedule, moment)).toBe(literally(drawn, moment));
    }),
    { numRuns: runs(60) },
  );
});

describe('a schedule', () => {
  const schedule: Schedule = {
    changes: [
      { atMs: 100, state: 'closed' },
      { atMs: 200, state: 'open' },
      { atMs: 300, state: 'closed' },
    ],
    untilMs: 400,
  };

  test('says nothing of before its beginning and after its end', () => {
    const states = [99, 100, 199, 200, 299, 300, 399, 400, Number.NaN].map((ms) => stateAt(schedule, ms));
    const known = ['closed', 'closed', 'open', 'open', 'closed', 'closed'];
    expect(states).toEqual([undefined, ...known, undefined, undefined]);
  });

  test('knows when its state ends', () => {
    expect([150, 200, 350].map((ms) => nextChangeMs(schedule, ms))).toEqual([200, 300, 400]);
  });
});

test('time zones go by their names, of today and of before', () => {
  const known = ['Europe/Berlin', 'Asia/Calcutta', 'America/Argentina/Buenos_Aires', 'UTC', 'Etc/GMT+3'];
  expect(known.filter((zone) => !timeZones.has(zone))).toEqual([]);
  expect(['Europe/Berlinn', '+03:00', '', 'CEST', '../UTC'].filter((zone) => timeZones.has(zone))).toEqual(
    [],
  );
});
