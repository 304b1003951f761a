import { name, record } from '../schema.ts';
import type { Run } from '../step-acts.ts';
import { stepKind } from '../step-kind.ts';
import { type SurveyQuestion, scoreOf } from '../survey.ts';

const ANSWER_MS = 7_000;
const BETWEEN_MS = 2_000;
/** So long a silence ends an answer by voice. */
const SILENCE_MS = 5_000;
/** A question is said twice; who does not answer it then is asked no further. */
const TRIES_MAX = 2;

const surveyName = name('a survey');

/**
 * Asks the caller the questions of a survey, one after the other. The star ends it. Keys that were pressed before a
 * question are no answer to it.
 */
export const survey = stepKind({
  kind: 'survey',
  about: 'asks the caller the questions of a survey',
  example: 'after-call',
  shape: record({ name: surveyName }),
  short: { scalar: { key: 'name', shape: surveyName } },
  resume: 'ask',
  answered: true,
  ends: false,
  inherits: [],
  instant: () => false,
  outcomes: () => [
    { name: 'done', must: true, byCaller: true },
    { name: 'skipped', must: true, or: 'done' },
  ],
  acts({ name: written }, check) {
    const asking = new Asking(written, check.survey(written, ['name']));
    return {
      enter(run) {
        run.answer();
        run.state.progress = { part: 0, text: '' };
        asking.ask(run);
      },
      script: (run) => asking.script(run),
      said: (run) => asking.said(run),
      digit: (run, digit) => asking.digit(run, digit),
      silence: (run) => asking.silence(run),
      errandEnded(run, result) {
        if (result.kind === 'survey') asking.next(run, result.outcome === 'saved');
      },
    };
  },
});

/** One survey. `progress` holds which question is asked, and whether any was answered. */
class Asking {
  readonly #survey: string;
  readonly #questions: readonly SurveyQuestion[];

  constructor(surveyed: string, questions: readonly SurveyQuestion[]) {
    this.#survey = surveyed;
    this.#questions = questions;
  }

  #question({ state }: Run): SurveyQuestion | undefined {
    return this.#questions[state.progress.part];
  }

  ask(run: Run): void {
    run.dropEarly();
    run.state.wrongs = 0;
    if (this.#question(run) === undefined) this.#end(run);
    else this.#say(run);
  }

  #say(run: Run): void {
    run.state.entry = '';
    run.say();
  }

  script(run: Run) {
    const items = this.#question(run)!.prompts.map((one) => ({ kind: 'prompt', name: one }) as const);
    return [{ language: null, items }];
  }

  said(run: Run): void {
    const question = this.#question(run)!;
    if (question.kind !== 'free') return run.listen(ANSWER_MS);
    const { name: asked, longestMs } = question;
    const errand = { kind: 'survey', survey: this.#survey, question: asked, longestMs } as const;
    run.sendErrand({ ...errand, silenceMs: SILENCE_MS }, longestMs);
  }

  digit(run: Run, digit: string): void {
    const question = this.#question(run)!;
    run.stopSaying();
    run.take(digit, false);
    if (digit === '*') return this.#end(run);
    if (run.state.errandId !== null) return;
    if (question.kind === 'free') return this.said(run);
    if (digit === '#' && run.state.entry !== '') return this.silence(run);
    run.state.entry += digit;
    const found = scoreOf(question.kind, run.state.entry);
    if (found === undefined) this.#again(run);
    else if (found.isWhole) this.#answered(run, question.name, question.kind, found.score);
    else run.listen(BETWEEN_MS);
  }

  silence(run: Run): void {
    const question = this.#question(run)!;
    if (question.kind === 'free') return this.#again(run);
    const found = scoreOf(question.kind, run.state.entry);
    if (found === undefined) this.#again(run);
    else this.#answered(run, question.name, question.kind, found.score);
  }

  #again(run: Run): void {
    run.state.wrongs += 1;
    if (run.state.wrongs >= TRIES_MAX) this.#end(run);
    else this.#say(run);
  }

  #answered(run: Run, question: string, scale: 'csat' | 'nps', score: number): void {
    const wish = { kind: 'surveyed', survey: this.#survey, question, score, scale } as const;
    run.emit({ kind: 'wish', visit: run.state.visit, wish });
    this.next(run, true);
  }

  next(run: Run, isAnswered: boolean): void {
    const { part, text } = run.state.progress;
    run.state.progress = { part: part + 1, text: isAnswered ? 'answered' : text };
    this.ask(run);
  }

  #end(run: Run): void {
    run.leave(run.state.progress.text === '' ? 'skipped' : 'done');
  }
}
