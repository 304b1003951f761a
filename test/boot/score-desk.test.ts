import { beforeEach, expect, test } from 'vitest';
import { SimulatedClock } from '../../src/base/index.ts';
import { ScoreDesk } from '../../src/boot/score-desk.ts';
import type { ScoreWish } from '../../src/http/index.ts';
import type { Entry, Score, ScoreQuery } from '../../src/journal/index.ts';
import { talkForm } from '../http/small-scores.ts';

type Scored = Extract<Entry, { kind: 'scored' }>;

const WISH: ScoreWish = {
  ...{ callId: 'c1', form: 'talk', operator: 'anna', queue: 'sales', comment: null, remarks: [] },
  answers: { greeted: true, tone: 4 },
};

let clock: SimulatedClock;
let written: Entry[];
let desk: ScoreDesk;

/** What stood when it was asked, as the store folds it; the answer takes a while, so that two who ask at once meet. */
async function standing({ callId, caller, form, limit }: ScoreQuery): Promise<readonly Score[]> {
  const scores = new Map<string, Score>();
  for (const [scoreId, entry] of written.entries()) {
    if (entry.kind === 'scoresErased') scores.clear();
    if (entry.kind !== 'scored') continue;
    const key = `${entry.callId} ${entry.form} ${entry.by}`;
    scores.delete(key);
    scores.set(key, { ...entry, scoreId });
  }
  const found = [...scores.values()].filter((score) => {
    const isAsked = (callId ?? score.callId) === score.callId && (form ?? score.form) === score.form;
    return isAsked && (caller ?? '+1') === '+1';
  });
  await new Promise((resolve) => setImmediate(resolve));
  return found.toReversed().slice(0, limit);
}

beforeEach(() => {
  clock = new SimulatedClock();
  written = [];
  desk = new ScoreDesk({
    ...{ store: { scores: standing }, write: (entry) => written.push(entry), clock },
    forms: () =>
      new Map([
        ['talk', talkForm],
        ['short', { ...talkForm, name: 'short', queues: null }],
      ]),
  });
});

const scored = (): readonly Scored[] => written.filter((entry) => entry.kind === 'scored');

test('a score is one entry with what each answer was worth', async () => {
  const score = await desk.give(WISH, 'olga');
  expect(written).toEqual([
    {
      ...{ kind: 'scored', atMs: clock.now().wallMs, callId: 'c1', form: 'talk', version: '1', by: 'olga' },
      ...{ operator: 'anna', queue: 'sales', percent: 81.3, failed: [], comment: null, remarks: [] },
      answers: [
        { question: 'greeted', answer: true, points: 25, of: 25 },
        { question: 'tone', answer: 4, points: 56.25, of: 75 },
      ],
      ...{ isFirst: true, replaces: null },
    },
  ]);
  expect(score).toMatchObject({ by: 'olga', percent: 81.3 });
});

test('anew, it says what it takes the place of; by another form or person, it is one more', async () => {
  await desk.give(WISH, 'olga');
  clock.advance(1_000);
  await desk.give({ ...WISH, answers: { greeted: false, tone: 5 } }, 'olga');
  await desk.give({ ...WISH, form: 'short' }, 'olga');
  await desk.give(WISH, 'pavel');
  expect(scored().map(({ isFirst, replaces }) => [isFirst, replaces?.percent ?? null])).toEqual([
    ...[
      [true, null],
      [false, 81.3],
    ],
    ...[
      [false, null],
      [false, null],
    ],
  ]);
  expect(scored()[1]!.replaces!.atMs).toBe(scored()[0]!.atMs);
});

test('who scores twice at once replaces once', async () => {
  await Promise.all(
    [1, 2, 3].map((tone) => desk.give({ ...WISH, answers: { greeted: true, tone } }, 'olga')),
  );
  expect(scored().map(({ replaces }) => replaces?.percent ?? null)).toEqual([null, 25, 43.8]);
});

test.each([
  ['a form that does not exist', { form: 'tlak' }, 'SCORECARD_UNKNOWN', 'did you mean "talk"?'],
  ['a form for other queues', { queue: 'support' }, 'CALL_NOT_SCORABLE', 'is for calls of sales'],
  ['answers that do not fit', { answers: { greeted: 1 } }, 'ANSWERS_INVALID', '"tone" is not answered'],
])('%s is refused, and what comes after it is not', async (_, wrong, code, why) => {
  const refused = desk.give({ ...WISH, ...wrong } as ScoreWish, 'olga');
  const next = desk.give(WISH, 'pavel');
  await expect(refused).rejects.toMatchObject({ code, details: { why: expect.stringContaining(why) } });
  expect(await next).toMatchObject({ by: 'pavel' });
  expect(written).toHaveLength(1);
});

test('all scores of a number are erased call by call', async () => {
  await desk.give(WISH, 'olga');
  await desk.give(WISH, 'pavel');
  await desk.give({ ...WISH, callId: 'c2' }, 'olga');
  expect(await desk.eraseOf('+1', 'admin')).toBe(2);
  expect(written.slice(3)).toMatchObject([
    { kind: 'scoresErased', callId: 'c2', by: 'admin' },
    { kind: 'scoresErased', callId: 'c1', by: 'admin' },
  ]);
  expect(await desk.eraseOf('+2', 'admin')).toBe(0);
});
