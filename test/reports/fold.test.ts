import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/journal/index.ts';
import type { Dimension, Report } from '../../src/reports/index.ts';
import { callStory, NINE, seconds, signedIn } from './call-story.ts';
import { Folding, type ReportAskText } from './folding.ts';

const HOUR = { from: '2026-03-02T09:00:00Z', to: '2026-03-02T10:00:00Z', interval: '1h' } as const;

function reportOn(entries: readonly Entry[], by: Dimension, more: Partial<ReportAskText> = {}): Report {
  const folding = new Folding();
  folding.take(entries.toSorted((one, other) => one.atMs - other.atMs));
  return folding.report({ by, ...HOUR, ...more });
}

const figuresOf = (report: Report, value: string | null) =>
  report.totals.find((total) => total.value === value)!.figures;

describe('the service level', () => {
  const entries = [
    callStory({ callId: '1', at: 0, waits: 20, talks: 60, wrapsUp: 0 }),
    callStory({ callId: '2', at: 100, waits: 21, talks: 60, wrapsUp: 0 }),
    callStory({ callId: '3', at: 200, waits: 5, hangsUp: 'queue' }),
    callStory({ callId: '4', at: 300, waits: 40, hangsUp: 'ringing' }),
  ].flat();

  test('counts who was answered within the target, and leaves those out who gave up within it', () => {
    expect(figuresOf(reportOn(entries, 'queue'), 'support').serviceLevel).toBeCloseTo(100 / 3);
    const within30 = figuresOf(reportOn(entries, 'queue', { targetMs: 30_000 }), 'support');
    expect(within30.serviceLevel).toBeCloseTo(200 / 3);
    const within45 = figuresOf(reportOn(entries, 'queue', { targetMs: 45_000 }), 'support');
    expect(within45.serviceLevel).toBe(100);
  });

  test('stands beside the waits: their mean, the longest, and those of callers who gave up', () => {
    const figures = figuresOf(reportOn(entries, 'queue'), 'support');
    expect(figures).toMatchObject({ entered: 4, answered: 2, abandoned: 2, asaMs: 20_500 });
    expect(figures).toMatchObject({ longestWaitMs: 40_000, abandonedWaitMs: 22_500, abandonedShare: 50 });
    expect(figures).toMatchObject({ abandonedInQueue: 1, abandonedWhileRinging: 1 });
  });

  test('of nothing is nothing, not a hundred percent', () => {
    const early = callStory({ callId: '3', at: 200, waits: 5, hangsUp: 'queue' });
    const figures = figuresOf(reportOn(early, 'queue'), 'support');
    expect(figures).toMatchObject({ serviceLevel: null, asaMs: null, ahtMs: null });
  });
});

describe('handling and occupancy', () => {
  const entries = [
    signedIn('anna', 0),
    ...callStory({ callId: '1', at: 100, waits: 10, talks: 200, wrapsUp: 40, reason: 'billing' }),
    ...callStory({ callId: '2', at: 1_000, waits: 1, talks: 100, wrapsUp: 20, reason: 'delivery' }),
  ];

  test('handling is talk and wrap-up per talk, by queue, operator, number, flow and reason alike', () => {
    for (const [by, value] of [
      ['queue', 'support'],
      ['operator', 'anna'],
      ['number', '100'],
      ['flow', 'main@f1'],
    ] as const)
      expect(figuresOf(reportOn(entries, by), value).ahtMs).toBe(180_000);
    const reasons = reportOn(entries, 'reason');
    expect([figuresOf(reasons, 'billing').ahtMs, figuresOf(reasons, 'delivery').ahtMs]).toEqual([
      240_000, 120_000,
    ]);
  });

  test('an operator is occupied while rung, in talk and wrapping up, until now', () => {
    const paused: Entry = { ...signedIn('anna', 1_800), presence: 'paused' } as Entry;
    const figures = figuresOf(reportOn([...entries, paused], 'operator', { nowMs: seconds(2_400) }), 'anna');
    const times = { ringingMs: 2_000, busyMs: 300_000, wrappingUpMs: 60_000, pausedMs: 600_000 };
    expect(figures).toMatchObject({ ...times, freeMs: 1_438_000, signedInMs: 2_400_000 });
    expect(figures.occupancy).toBeCloseTo((100 * 362) / 1_800);
  });

  test('time is counted where it was spent, not where it ended', () => {
    const { rows } = reportOn(entries, 'operator', { interval: '5m', nowMs: seconds(3_600) });
    const busy = rows.map(({ fromMs, figures }) => [(fromMs - NINE) / 60_000, figures.busyMs]);
    expect(busy.filter(([, ms]) => ms !== 0)).toEqual([
      [0, 190_000],
      [5, 10_000],
      [15, 100_000],
    ]);
  });

  test('nobody is believed to do the same for more than a week', () => {
    const span = { from: '2026-03-01T00:00:00Z', to: '2026-04-01T00:00:00Z' };
    const report = reportOn([signedIn('anna', 0)], 'operator', { ...span, interval: '1d' });
    expect(figuresOf(report, 'anna').freeMs).toBe(7 * 24 * 3_600_000);
  });

  test.each([{ outcome: 'node_failure' }, { outcome: 'answered', unseen: true }] as const)(
    'an operator whose process died in a talk is free when the call is closed: %o',
    (how) => {
      const whole = callStory({ callId: '9', at: 100, waits: 10, talks: 200, wrapsUp: 40 });
      const cut = whole.filter(
        ({ kind, atMs }) => kind !== 'talkEnded' && kind !== 'callEnded' && atMs <= seconds(110),
      );
      const closed: Entry = {
        ...{
          kind: 'callEnded',
          callId: '9',
          ...how,
          where: null,
          by: 'system',
          atMs: seconds(110),
        },
      };
      const report = reportOn([signedIn('anna', 0), ...cut, closed], 'operator', { nowMs: seconds(1_000) });
      expect(figuresOf(report, 'anna')).toMatchObject({ busyMs: 0, freeMs: 999_000 });
    },
  );
});

describe('predicted against real waits', () => {
  test('are told of callers who were answered, and for whom no phone rang at once', () => {
    const entries = [
      callStory({ callId: '1', at: 0, waits: 30, talks: 9, wrapsUp: 0, estimateMs: 20_000 }),
      callStory({ callId: '2', at: 100, waits: 70, talks: 9, wrapsUp: 0, estimateMs: 20_000 }),
      callStory({ callId: '3', at: 200, waits: 10, talks: 9, wrapsUp: 0, estimateMs: 20_000 }),
      callStory({ callId: '4', at: 300, waits: 1, talks: 9, wrapsUp: 0, estimateMs: 20_000 }),
      callStory({ callId: '5', at: 400, waits: 50, hangsUp: 'queue', estimateMs: 20_000 }),
    ].flat();
    const figures = figuresOf(reportOn(entries, 'queue'), 'support');
    expect(figures).toMatchObject({ predicted: 3, predictedMs: 20_000, errorMs: 70_000 / 3 });
    expect(figures.realMs).toBeCloseTo(110_000 / 3);
    expect(figures.withinHalf).toBeCloseTo(100 / 3);
    expect(figures.withinNineTenths).toBeCloseTo(200 / 3);
  });
});

describe('callers who come again', () => {
  const calls = (hours: number, caller: string): readonly Entry[] =>
    callStory({ callId: `${hours} ${caller}`, caller, at: hours * 3_600, waits: 9, hangsUp: 'queue' });

  test('within a day and within a week are told apart by the number; one that is withheld is nobody', () => {
    const entries = [
      calls(0, '+1'),
      calls(23, '+1'),
      calls(48, '+1'),
      calls(300, '+1'),
      calls(0, ''),
      calls(1, ''),
    ];
    const span = { from: '2026-03-01T00:00:00Z', to: '2026-04-01T00:00:00Z', interval: '1d' } as const;
    for (const [by, value] of [
      ['number', '100'],
      ['queue', 'support'],
      ['reason', ''],
    ] as const)
      expect(figuresOf(reportOn(entries.flat(), by, span), value)).toMatchObject({
        againInDay: 1,
        againInWeek: 2,
      });
  });
});

describe('what a call does after a talk', () => {
  test('a visit to another queue is a transfer of the one who talked', () => {
    const first = callStory({ callId: '1', at: 0, waits: 9, talks: 60, wrapsUp: 0 });
    const second = callStory({
      callId: '1',
      at: 69,
      waits: 9,
      talks: 60,
      wrapsUp: 0,
      queue: 'billing',
      operator: 'boris',
    });
    const entries = [
      ...first.filter(({ kind }) => kind !== 'callEnded'),
      ...second.filter(({ kind }) => kind !== 'callArrived'),
    ];
    const queues = reportOn(entries, 'queue');
    expect(figuresOf(queues, 'support')).toMatchObject({ toAnotherQueue: 1, enteredAfterTalk: 0 });
    expect(figuresOf(queues, 'billing')).toMatchObject({ toAnotherQueue: 0, enteredAfterTalk: 1 });
    expect(figuresOf(reportOn(entries, 'operator'), 'anna').toAnotherQueue).toBe(1);
    expect(figuresOf(reportOn(entries, 'number'), '100')).toMatchObject({ ended: 1, answered: 1, talks: 2 });
  });
});

describe('a journal with gaps', () => {
  test('still has one end for every visit', () => {
    const whole = callStory({ callId: '1', at: 0, waits: 9, talks: 60, wrapsUp: 0 });
    for (const lost of ['queueEntered', 'queueLeft', 'callArrived', 'talkEnded', 'offerEnded']) {
      const { figures } = reportOn(
        whole.filter(({ kind }) => kind !== lost),
        'queue',
      ).totals.at(-1)!;
      expect(figures).toMatchObject({ entered: 1, waitingAtStart: 0, waitingAtEnd: 0 });
      expect(figures.answered! + figures.failed!).toBe(1);
    }
  });

  test('counts a call once, of which two processes tell that it has come', () => {
    const whole = callStory({ callId: '1', at: 0, waits: 9, hangsUp: 'queue' });
    const report = reportOn([...whole.slice(0, 2), ...whole], 'number');
    expect(figuresOf(report, '100')).toMatchObject({ arrived: 1, ended: 1, abandoned: 1 });
    expect(figuresOf(reportOn([...whole.slice(0, 2), ...whole], 'flow'), 'main@f1').arrived).toBe(1);
  });

  test('counts nothing that is told of a call after its end', () => {
    const whole = callStory({ callId: '1', at: 0, waits: 9, hangsUp: 'queue' });
    const report = reportOn([...whole, whole.at(-1)!], 'number');
    expect(figuresOf(report, '100')).toMatchObject({ arrived: 1, ended: 1, abandoned: 1 });
  });

  test('kinds of entries that it does not know change nothing', () => {
    const unknown = { kind: 'somethingNew', callId: '1', atMs: NINE } as unknown as Entry;
    expect(reportOn([unknown], 'queue').rows).toEqual([]);
  });
});

test('calls that were only counted in a storm are in the figures of their number, each with its one end', () => {
  const [atMs, refused] = [NINE + 1_000, 'calls_per_second'] as const;
  const entries: readonly Entry[] = [
    ...callStory({ callId: '1', at: 0, waits: 5, talks: 60, wrapsUp: 0 }),
    { kind: 'callsRefused', atMs, dialled: '100', refused, count: 250 },
  ];
  const { figures } = reportOn(entries, 'number').totals.find(({ value }) => value === '100')!;
  expect(figures).toMatchObject({ arrived: 251, ended: 251, rejected: 250 });
});
