import { describe, expect, test } from 'vitest';
import {
  isFor,
  type Scorecard,
  type ScoredForm,
  type ScoreQuestion,
  scoreBy,
} from '../../src/quality/index.ts';

const question = (name: string, more: Partial<ScoreQuestion> = {}): ScoreQuestion => ({
  ...{ name, kind: 'yes_no', title: {}, weight: 1, isCritical: false, isOptional: false },
  ...more,
});

/** An opening of 1 part and an answer of 3, in which clearness counts thrice. */
const FORM: Scorecard = {
  ...{ name: 'talk', version: '1', title: {}, queues: ['sales'] },
  sections: [
    {
      ...{ name: 'opening', title: {}, weight: 1 },
      questions: [question('greeted'), question('order', { isOptional: true })],
    },
    {
      ...{ name: 'answer', title: {}, weight: 3 },
      questions: [
        question('right', { isCritical: true }),
        question('clear', { kind: 'scale', weight: 3 }),
        question('advice', { kind: 'text', weight: 0, isOptional: true }),
      ],
    },
  ],
};
const GOOD = { greeted: true, order: true, right: true, clear: 5 };
const percentOf = (answers: object): number => (scoreBy(FORM, { ...GOOD, ...answers }) as ScoredForm).percent;

describe('a score', () => {
  test('is the mean of the sections by their weights, each the mean of its questions', () => {
    expect(percentOf({})).toBe(100);
    expect(percentOf({ greeted: false })).toBe(87.5);
    // 3/4 of the form, of which 3/4, of which (3 - 1) / 4.
    expect(percentOf({ clear: 3 })).toBe(71.9);
    expect(percentOf({ clear: 1, greeted: false, order: false })).toBe(18.8);
  });

  test('tells what each answer has brought, which makes up the whole', () => {
    const scored = scoreBy(FORM, { ...GOOD, clear: 4, advice: 'slower' }) as ScoredForm;
    expect(scored.answers).toEqual([
      { question: 'greeted', answer: true, points: 12.5, of: 12.5 },
      { question: 'order', answer: true, points: 12.5, of: 12.5 },
      { question: 'right', answer: true, points: 18.75, of: 18.75 },
      { question: 'clear', answer: 4, points: 42.19, of: 56.25 },
      { question: 'advice', answer: 'slower', points: 0, of: 0 },
    ]);
    expect(scored.percent).toBe(85.9);
  });

  test('leaves out what was left open, and gives its part to the others of the section', () => {
    const { order: _, ...answers } = GOOD;
    expect(scoreBy(FORM, { ...answers, greeted: false })).toMatchObject({ percent: 75 });
  });

  test('is 0 with a critical "no", which is told', () => {
    expect(scoreBy(FORM, { ...GOOD, right: false })).toMatchObject({ percent: 0, failed: ['right'] });
  });

  test('of a section without a weight counts as its questions do', () => {
    const [opening, answer] = FORM.sections;
    const flat = {
      ...FORM,
      sections: [
        { ...opening!, weight: null },
        { ...answer!, weight: null },
      ],
    };
    // Six parts in all: two of the opening, one and three of the answer.
    expect(scoreBy(flat, { ...GOOD, greeted: false })).toMatchObject({ percent: 83.3 });
  });
});

test.each([
  ['an answer to no question', { nobody: true }, 'has no question "nobody"'],
  ['a question that is not answered', { clear: undefined }, '"clear" is not answered'],
  ['a mark that is none', { clear: 6 }, '"clear" wants a whole number from 1 to 5'],
  ['half a mark', { clear: 2.5 }, '"clear" wants a whole number from 1 to 5'],
  ['words for yes or no', { greeted: 'yes' }, '"greeted" wants true or false'],
  ['a mark for words', { advice: 3 }, '"advice" wants text'],
])('%s is a mistake', (_, answers, say) => {
  const given = Object.entries({ ...GOOD, ...answers }).filter(([, value]) => value !== undefined);
  const scored = scoreBy(FORM, Object.fromEntries(given) as typeof GOOD);
  expect('mistake' in scored && scored.mistake).toContain(say);
});

test('a form in which nothing that counts is answered scores nothing', () => {
  const open = {
    ...FORM,
    sections: [{ ...FORM.sections[0]!, questions: [FORM.sections[0]!.questions[1]!] }],
  };
  expect(scoreBy(open, {})).toEqual({ mistake: 'no question that counts is answered' });
});

test('a form is for the calls of its queues, or for all', () => {
  expect([isFor(FORM, 'sales'), isFor(FORM, 'support'), isFor(FORM, null)]).toEqual([true, false, false]);
  expect(isFor({ queues: null }, null)).toBe(true);
});
