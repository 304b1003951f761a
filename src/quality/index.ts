// Scorecards: the forms by which people judge how an operator handled a call, and what their answers are worth.
// A form and answers in, points out; every point can be told from the question that gave it.
// Never: a file, a clock, a name of who may score whom.
export { type AnswerMistake, type Answers, type ScoredForm, scoreBy } from './score-by.ts';
export {
  isFor,
  type Scorecard,
  type ScoreQuestion,
  type ScoreQuestionKind,
  type ScoreSection,
} from './scorecard.ts';
