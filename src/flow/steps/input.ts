import { matchesPattern, PATTERNS } from '../digit-pattern.ts';
import { asking, type Question, wrongAnswer } from '../question.ts';
import { duration, durationMs, flag, maybe, type Of, oneOf, record, whole } from '../schema.ts';
import { questionFields, several, variable } from '../schema-steps.ts';
import type { StepActs } from '../step-acts.ts';
import type { StepCheck } from '../step-check.ts';
import { type Outcome, stepKind } from '../step-kind.ts';

const DIGITS_MAX = 30;

/** What `input` and `secure_input` have in common. */
export const digitFields = {
  ...questionFields,
  into: variable,
  digits: maybe(whole('digits', 1, DIGITS_MAX)),
  min: maybe(whole('min', 1, DIGITS_MAX)),
  max: maybe(whole('max', 1, DIGITS_MAX)),
  terminator: maybe(oneOf('the terminator', ['hash', 'star', 'none'])),
  between: maybe(duration('the time between two digits', 500, 30_000)),
  pattern: maybe(oneOf('the pattern', PATTERNS)),
  retries: maybe(
    record({ no_input: maybe(whole('no_input', 0, 9)), invalid: maybe(whole('invalid', 0, 9)) }),
  ),
};

const shape = record({ ...digitFields, secret: maybe(flag('whether the digits are hidden everywhere')) });

type Params = Of<typeof shape>;

/** How the taking of digits can end. */
export const DIGITS_OUTCOMES: readonly Outcome[] = [
  { name: 'ok', must: true, byCaller: true },
  { name: 'no_input', must: true, or: 'failed' },
  { name: 'invalid', must: true, byCaller: true, or: 'failed' },
  { name: 'failed', must: false },
];

/** Takes digits from the caller into a variable. */
export const input = stepKind({
  kind: 'input',
  about: 'takes digits from the caller into a variable',
  shape,
  resume: 'again',
  answered: true,
  ends: false,
  inherits: ['no_input', 'invalid', 'failed'],
  instant: () => false,
  outcomes: () => DIGITS_OUTCOMES,
  variables: ({ into, secret = false }) => [
    { name: into, path: ['into'], outcome: 'ok', type: 'string', secret },
  ],
  acts: askDigits,
});

/** Asks for digits, and puts them into the variable. */
export function askDigits(params: Params, check: StepCheck): StepActs {
  const { least, most } = lengthOf(params, check);
  check.prompts(several(params.prompts), ['prompts']);
  return { ...asking(questionOf(params, least, most)), isSecret: params.secret ?? false };
}

function lengthOf({ digits, min, max }: Params, check: StepCheck): { least: number; most: number } {
  const both = digits !== undefined && (min !== undefined || max !== undefined);
  const least = digits ?? min ?? 1;
  const most = digits ?? max ?? DIGITS_MAX;
  if (both || least > most) {
    const say = both ? '"digits" says the exact number already' : `min ${least} is more than max ${most}`;
    check.wrong([digits === undefined ? 'min' : 'digits'], {
      code: 'WRONG_VALUE',
      say,
      hint: 'write either "digits", or "min" and "max"',
    });
  }
  return { least, most };
}

function questionOf(params: Params, least: number, most: number): Question {
  const { into, pattern, secret = false } = params;
  const terminator = TERMINATORS[params.terminator ?? 'hash'];
  const betweenMs = durationMs(params.between, 3_000);
  const question: Question = {
    prompts: several(params.prompts),
    languages: null,
    timeoutMs: durationMs(params.timeout, 7_000),
    bargeIn: params.barge_in ?? true,
    typeAhead: !secret && (params.type_ahead ?? true),
    silencesMax: params.retries?.no_input ?? 2,
    wrongsMax: params.retries?.invalid ?? 2,
    silent: 'no_input',
    wrong: 'invalid',
    digit(run, digit) {
      run.take(digit, secret);
      if (digit === terminator) return question.paused!(run);
      if (!/^\d$/.test(digit)) return wrongAnswer(question, run);
      run.state.entry += digit;
      if (run.state.entry.length >= most) question.paused!(run);
      else run.listen(betweenMs);
    },
    paused(run) {
      const { entry } = run.state;
      if (entry.length < least || !matchesPattern(entry, pattern)) return wrongAnswer(question, run);
      (secret ? run.state.secrets : run.state.variables)[into] = entry;
      run.state.entry = '';
      run.leave('ok');
    },
  };
  return question;
}

const TERMINATORS = { hash: '#', star: '*', none: null } as const;
