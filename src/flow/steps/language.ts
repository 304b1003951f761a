import { asking, type Question, wrongAnswer } from '../question.ts';
import {
  durationMs,
  flag,
  leaf,
  maybe,
  named,
  type Of,
  record,
  type Shape,
  textComplaint,
} from '../schema.ts';
import { keyWord, menuRetries, questionFields, several, wordOfKey } from '../schema-steps.ts';
import type { StepActs } from '../step-acts.ts';
import type { StepCheck } from '../step-check.ts';
import { stepKind } from '../step-kind.ts';

const code: Shape<string> = leaf({ type: 'string', description: 'a language of the flow' }, textComplaint);

const shape = record({
  to: maybe(code),
  keys: maybe(named(keyWord, code)),
  remember: maybe(flag('a caller who chose in an earlier call is not asked again')),
  ...questionFields,
  prompts: maybe(questionFields.prompts),
  retries: menuRetries,
});

type Params = Of<typeof shape>;

/**
 * Sets the caller's language: to a fixed one, or to the caller's choice. The prompt is then said in each of
 * them.
 */
export const language = stepKind({
  kind: 'language',
  about: "sets the caller's language, or lets the caller choose it",
  shape,
  short: { scalar: { key: 'to', shape: code } },
  resume: 'again',
  answered: true,
  speaks: ({ to }) => to === undefined,
  ends: false,
  inherits: ['failed'],
  instant: ({ to, remember }) => to !== undefined || remember === true,
  outcomes: ({ to, remember }) => [
    { name: 'done', must: true, byCaller: to === undefined && remember !== true },
    ...(to === undefined ? [{ name: 'failed', must: true }] : []),
  ],
  acts: (params, check) => (params.to === undefined ? chosen(params, check) : fixed(params.to, check)),
});

function fixed(to: string, check: StepCheck): StepActs {
  check.language(to, ['to']);
  return {
    enter(run) {
      run.state.language = to;
      run.leave('done');
    },
  };
}

function chosen(
  { keys = {}, prompts = [], remember, timeout, retries, barge_in, type_ahead }: Params,
  check: StepCheck,
): StepActs {
  const languages = [...new Set(Object.values(keys))];
  for (const [key, to] of Object.entries(keys)) check.language(to, ['keys', key]);
  if (languages.length === 0 || several(prompts).length === 0) {
    const hint = 'write { prompts: …, keys: { 1: ru, 2: en } }, or just the language';
    check.wrong([], { code: 'MISSING_KEY', say: 'a choice needs "prompts" and "keys"', hint });
  }
  check.prompts(
    several(prompts),
    ['prompts'],
    languages.filter((one) => check.languages.includes(one)),
  );
  const question: Question = {
    prompts: several(prompts),
    languages,
    timeoutMs: durationMs(timeout, 5_000),
    bargeIn: barge_in ?? true,
    typeAhead: type_ahead ?? true,
    silencesMax: retries?.no_input ?? 1,
    wrongsMax: retries?.no_match ?? 2,
    silent: 'failed',
    wrong: 'failed',
    digit(run, digit) {
      run.take(digit, false);
      const key = wordOfKey(digit);
      if (!Object.hasOwn(keys, key)) return wrongAnswer(question, run);
      run.state.language = keys[key]!;
      run.emit({ kind: 'languageChosen', language: keys[key]! });
      run.leave('done');
    },
  };
  const choice = asking(question);
  return remember === true ? { ...choice, ...remembering(languages, choice) } : choice;
}

/** Who chose in an earlier call goes on at once, unless the flow has that language no longer. */
function remembering(languages: readonly string[], choice: StepActs): Pick<StepActs, 'enter' | 'told'> {
  return {
    enter: (run) => run.emit({ kind: 'ask', question: { about: 'language' } }),
    told(run, fact) {
      if (fact.about !== 'language') return;
      if (fact.language === null || !languages.includes(fact.language)) return choice.enter(run);
      run.state.language = fact.language;
      run.leave('done');
    },
  };
}
