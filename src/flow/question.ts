import type { AnswerMissed } from './flow-io.ts';
import type { Run, ScriptPart, StepActs } from './step-acts.ts';

/** A prompt and the wait for the caller's answer, tried again a few times. */
export type Question = {
  /** Prompt i is said before attempt i; the last one repeats. */
  readonly prompts: readonly string[];
  /** Each prompt is said once in each of these; null: in the caller's language. */
  readonly languages: readonly string[] | null;
  readonly timeoutMs: number;
  readonly bargeIn: boolean;
  readonly typeAhead: boolean;
  /** So many silences, and so many wrong answers, are forgiven. */
  readonly silencesMax: number;
  readonly wrongsMax: number;
  /** The outcomes when there were too many of them. */
  readonly silent: string;
  readonly wrong: string;
  /** A digit of the answer: it ends in `leave`, in `wrongAnswer`, or waits for more by `listen`. */
  digit(run: Run, digit: string): void;
  /** The caller stopped pressing keys; without it, or before the first digit, that is a silence. */
  paused?(run: Run): void;
};

/** How to ask a question. */
export function asking(question: Question): StepActs {
  return {
    enter(run) {
      run.answer();
      run.state.silences = 0;
      run.state.wrongs = 0;
      if (!question.typeAhead) run.dropEarly();
      ask(question, run);
    },
    script: (run) => scriptOf(question, run),
    said: (run) => {
      if (!answeredEarly(question, run)) run.listen(question.timeoutMs);
    },
    digit(run, digit) {
      if (run.state.saying === null || question.bargeIn) {
        run.stopSaying();
        question.digit(run, digit);
      } else if (question.typeAhead) run.keepEarly(digit);
    },
    silence(run) {
      if (run.state.entry !== '' && question.paused !== undefined) question.paused(run);
      else silence(question, run);
    },
  };
}

/** The answer was not understood: asked again, or over. What was pressed after it meant the same question. */
export function wrongAnswer(question: Question, run: Run): void {
  run.state.wrongs += 1;
  missed(run, 'wrong');
  run.dropEarly();
  if (run.state.wrongs > question.wrongsMax) run.leave(question.wrong);
  else ask(question, run);
}

function silence(question: Question, run: Run): void {
  run.state.silences += 1;
  missed(run, 'silent');
  if (run.state.silences > question.silencesMax) run.leave(question.silent);
  else ask(question, run);
}

const missed = (run: Run, why: AnswerMissed): void =>
  run.emit({ kind: 'answerMissed', flow: run.state.flow, step: run.stepName, why });

function ask(question: Question, run: Run): void {
  run.state.entry = '';
  if (!answeredEarly(question, run)) run.say();
}

/** Takes what was pressed earlier; true when that was an answer, or its beginning. */
function answeredEarly(question: Question, run: Run): boolean {
  let early = run.nextEarly();
  if (early === undefined) return false;
  const attempt = attemptOf(run);
  while (early !== undefined && !run.left && attempt === attemptOf(run)) {
    question.digit(run, early);
    early = run.left || attempt !== attemptOf(run) ? undefined : run.nextEarly();
  }
  return true;
}

const attemptOf = (run: Run): number => run.state.silences + run.state.wrongs;

function scriptOf(question: Question, run: Run): readonly ScriptPart[] {
  const index = Math.min(attemptOf(run), question.prompts.length - 1);
  const items = [{ kind: 'prompt', name: question.prompts[index]! } as const];
  return (question.languages ?? [null]).map((language) => ({ language, items }));
}
