import type { ScoredAnswer } from '../journal/index.ts';
import { SCALE_MAX, type Scorecard, type ScoreQuestion } from './scorecard.ts';

/** What somebody answers: name of the question → yes or no, a mark, or words. */
export type Answers = Readonly<Record<string, boolean | number | string>>;

/** A form with answers: what each is worth, and what that makes together. */
export type ScoredForm = {
  /** 0 to 100, with one digit behind the point. */
  readonly percent: number;
  /** Critical questions that were answered with no. */
  readonly failed: readonly string[];
  readonly answers: readonly ScoredAnswer[];
};

export type AnswerMistake = { readonly mistake: string };

/**
 * What the answers are worth. Each answer has a share of its best, and a section the mean of those by weight; the score
 * is the mean of the sections by theirs. A critical "no" makes it 0. Points are hundredths of the whole score, so that
 * those of all answers are the score, were nothing critical.
 */
export function scoreBy(form: Scorecard, answers: Answers): ScoredForm | AnswerMistake {
  const mistake = mistakeIn(form, answers);
  if (mistake !== undefined) return { mistake };
  const sections = form.sections.map(({ weight, questions }) => {
    const answered = questions.filter(({ name }) => answers[name] !== undefined);
    const inside = answered.reduce((sum, question) => sum + question.weight, 0);
    return { answered, inside, weight: inside === 0 ? 0 : (weight ?? inside) };
  });
  const whole = sections.reduce((sum, { weight }) => sum + weight, 0);
  if (whole === 0) return { mistake: 'no question that counts is answered' };
  const scored = sections.flatMap(({ answered, inside, weight }) =>
    answered.map((question) => {
      const of = inside === 0 ? 0 : (100 * (weight / whole) * question.weight) / inside;
      const answer = answers[question.name]!;
      return { question, answer, of, points: of * shareOf(question, answer) };
    }),
  );
  const failed = scored.filter(({ question, answer }) => question.isCritical && answer === false);
  const points = scored.reduce((sum, each) => sum + each.points, 0);
  return {
    percent: failed.length > 0 ? 0 : rounded(points, 1),
    failed: failed.map(({ question }) => question.name),
    answers: scored.map((each) => ({
      question: each.question.name,
      answer: each.answer,
      points: rounded(each.points, 2),
      of: rounded(each.of, 2),
    })),
  };
}

/** From 0 to 1. */
function shareOf({ kind }: ScoreQuestion, answer: boolean | number | string): number {
  if (kind === 'yes_no') return answer === true ? 1 : 0;
  return kind === 'scale' ? (Number(answer) - 1) / (SCALE_MAX - 1) : 0;
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

function mistakeIn(form: Scorecard, answers: Answers): string | undefined {
  const questions = form.sections.flatMap((section) => section.questions);
  const known = new Map(questions.map((question) => [question.name, question]));
  const strange = Object.keys(answers).find((name) => !known.has(name));
  if (strange !== undefined) {
    const names = [...known.keys()].join(', ');
    return `the form "${form.name}" has no question "${strange}": it has ${names}`;
  }
  const open = questions.find(({ name, kind, isOptional }) => {
    return kind !== 'text' && !isOptional && answers[name] === undefined;
  });
  if (open !== undefined) return `"${open.name}" is not answered`;
  const wrong = questions.find((question) => !fits(question, answers[question.name]));
  return wrong === undefined ? undefined : `"${wrong.name}" wants ${WANTED[wrong.kind]}`;
}

const WANTED: Readonly<Record<ScoreQuestion['kind'], string>> = {
  yes_no: 'true or false',
  scale: `a whole number from 1 to ${SCALE_MAX}`,
  text: 'text',
};

function fits({ kind }: ScoreQuestion, answer: Answers[string] | undefined): boolean {
  if (answer === undefined) return true;
  if (kind === 'yes_no') return typeof answer === 'boolean';
  if (kind === 'text') return typeof answer === 'string';
  return Number.isInteger(answer) && Number(answer) >= 1 && Number(answer) <= SCALE_MAX;
}
