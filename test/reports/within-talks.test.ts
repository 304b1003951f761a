import { expect, test } from 'vitest';
import type { Entry } from '../../src/journal/index.ts';
import type { Dimension, Report } from '../../src/reports/index.ts';
import { callStory, seconds } from './call-story.ts';
import { Folding } from './folding.ts';

/** A talk of anna for support, from 110 to 310 seconds after nine; boris is there to be asked. */
const TALK = callStory({ callId: 'c1', at: 100, waits: 10, talks: 200, wrapsUp: 0, reason: 'billing' });
const of = { callId: 'c1', operator: 'anna', by: 'anna' } as const;
const asked = { callId: 'c1', operator: 'boris' } as const;

type Figures = Report['rows'][number]['figures'];

function figuresWith(more: readonly Entry[], by: Dimension, value: string): Figures {
  const folding = new Folding();
  folding.take([...TALK, ...more].toSorted((one, other) => one.atMs - other.atMs));
  const report = folding.report({ by, from: '2026-03-02T09:00:00Z', to: '2026-03-02T10:00:00Z' });
  return report.totals.find((total) => total.value === value)!.figures;
}

const EVERYWHERE = [
  ...([
    ['operator', 'anna'] as const,
    ['queue', 'support'] as const,
    ['reason', 'billing'] as const,
  ] as const),
  ...([['number', '100'] as const, ['flow', 'main@f1'] as const] as const),
] as const;

test('holds are told apart from the talk that they are part of, everywhere alike', () => {
  const entries: readonly Entry[] = [
    { kind: 'held', ...of, atMs: seconds(120) },
    { kind: 'resumed', ...of, atMs: seconds(150) },
    { kind: 'held', ...of, atMs: seconds(200) },
    { kind: 'resumed', ...of, atMs: seconds(210) },
  ];
  const told = { talkMs: 200_000, holds: 2, holdMs: 40_000, averageHoldMs: 20_000, longestHoldMs: 30_000 };
  for (const [by, value] of EVERYWHERE) expect(figuresWith(entries, by, value)).toMatchObject(told);
});

test('a hold ends with the talk, with a conference, and when nobody is asked any more', () => {
  const held: Entry = { kind: 'held', ...of, atMs: seconds(300) };
  expect(figuresWith([held], 'queue', 'support')).toMatchObject({ holds: 1, holdMs: 10_000 });
  const begins: readonly Entry[] = [
    { kind: 'held', ...of, atMs: seconds(120) },
    { kind: 'consultRang', ...asked, by: 'anna', atMs: seconds(120) },
  ];
  const missed: Entry = { kind: 'consultEnded', ...asked, outcome: 'missed', atMs: seconds(140) };
  const figures = figuresWith([...begins, missed], 'operator', 'anna');
  expect(figures).toMatchObject({ holdMs: 20_000, consults: 1, consultsAnswered: 0, consultMs: 0 });
});

test('a consultation is told of who asked and of who was asked, with the conference that it became', () => {
  const entries: readonly Entry[] = [
    { kind: 'held', ...of, atMs: seconds(120) },
    { kind: 'consultRang', ...asked, by: 'anna', atMs: seconds(120) },
    { kind: 'consultAnswered', ...asked, atMs: seconds(130) },
    {
      kind: 'conferenceBegan',
      callId: 'c1',
      operator: 'anna',
      with: 'boris',
      by: 'anna',
      atMs: seconds(160),
    },
    { kind: 'consultEnded', ...asked, outcome: 'answered', atMs: seconds(190) },
  ];
  const told = { consults: 1, consultsAnswered: 1, consultMs: 60_000, conferences: 1, holdMs: 40_000 };
  for (const [by, value] of EVERYWHERE) expect(figuresWith(entries, by, value)).toMatchObject(told);
  const boris = figuresWith(entries, 'operator', 'boris');
  expect(boris).toMatchObject({ consulted: 1, consultedMs: 60_000, consults: 0, holds: 0 });
});

test('a consultation ends when the one who was asked has the caller', () => {
  const entries: readonly Entry[] = [
    { kind: 'consultRang', ...asked, by: 'anna', atMs: seconds(280) },
    { kind: 'consultAnswered', ...asked, atMs: seconds(290) },
  ];
  const handed = [...TALK.filter(({ atMs }) => atMs <= seconds(310) && atMs !== seconds(310)), ...entries];
  const folding = new Folding();
  folding.take([
    ...handed,
    { kind: 'transferred', ...of, to: { operator: 'boris' }, atMs: seconds(310) },
    {
      kind: 'talkEnded',
      callId: 'c1',
      operator: 'anna',
      talkMs: 200_000,
      by: 'operator',
      atMs: seconds(310),
    },
    { kind: 'talkBegan', ...asked, atMs: seconds(310) },
    { kind: 'talkEnded', ...asked, talkMs: 90_000, by: 'caller', atMs: seconds(400) },
  ]);
  const { totals } = folding.report({
    ...{ by: 'operator', from: '2026-03-02T09:00:00Z', to: '2026-03-02T10:00:00Z' },
  });
  const told = (operator: string) => totals.find(({ value }) => value === operator)!.figures;
  expect(told('anna')).toMatchObject({ consultMs: 20_000, transferredToOperator: 1, talks: 1 });
  expect(told('boris')).toMatchObject({ consultedMs: 20_000, transferredToOperator: 0, talks: 1 });
});

test('who gives the caller away is told, and where to', () => {
  const given = (to: Extract<Entry, { kind: 'transferred' }>['to'], at: number): Entry => ({
    ...{ kind: 'transferred', ...of, to, atMs: seconds(at) },
  });
  const entries = [given({ queue: 'sales' }, 309), given({ flow: true }, 309), given({ flow: true }, 309)];
  const told = { transferredToQueue: 1, transferredToOperator: 0, transferredToFlow: 2 };
  for (const [by, value] of EVERYWHERE) expect(figuresWith(entries, by, value)).toMatchObject(told);
});

test('answers are told by question, and of the talk before', () => {
  const said = { kind: 'surveyed', callId: 'c1', survey: 'poll', atMs: seconds(309) } as const;
  const scores = (question: string, scale: 'csat' | 'nps', marks: readonly number[]): readonly Entry[] =>
    marks.map((score) => ({ ...said, question, scale, score }));
  const entries: readonly Entry[] = [
    ...scores('how', 'csat', [5, 4, 1]),
    ...scores('again', 'nps', [10, 9, 9, 8, 7, 6, 0]),
    { ...said, question: 'why', recordingId: 'r1', soundMs: 2_000 },
    // A Cordboard of before did not say which marks were asked for.
    { ...said, question: 'old', score: 5 },
  ];
  const all = {
    ...{ surveyAnswers: 12, csatAnswers: 3, satisfied: 2, npsAnswers: 7, promoters: 3, detractors: 2 },
    voiceAnswers: 1,
  };
  for (const [by, value] of EVERYWHERE) expect(figuresWith(entries, by, value)).toMatchObject(all);
  const how = figuresWith(entries, 'survey', 'poll/how');
  expect(how).toMatchObject({ surveyAnswers: 3, npsAnswers: 0, nps: null });
  expect(how.csat).toBeCloseTo(10 / 3);
  expect(how.satisfiedShare).toBeCloseTo(200 / 3);
  const again = figuresWith(entries, 'survey', 'poll/again');
  expect(again).toMatchObject({ csat: null, satisfiedShare: null });
  expect(again.nps).toBeCloseTo(100 / 7);
  expect(figuresWith(entries, 'survey', 'poll/old')).toMatchObject({ surveyAnswers: 1, csatAnswers: 0 });
});

test('an answer by voice that is told behind the end of the call is one to its question', () => {
  const late: Entry = {
    ...{ kind: 'surveyed', callId: 'c1', survey: 'poll', question: 'why', recordingId: 'r1', soundMs: 1 },
    atMs: seconds(2_000),
  };
  expect(figuresWith([late], 'survey', 'poll/why')).toMatchObject({ voiceAnswers: 1 });
  expect(figuresWith([late], 'queue', 'support')).toMatchObject({ voiceAnswers: 0 });
});
