import { asking, type Question, wrongAnswer } from '../question.ts';
import { durationMs, named, record } from '../schema.ts';
import { keyWord, menuRetries, questionFields, several, target, wordOfKey } from '../schema-steps.ts';
import { stepKind } from '../step-kind.ts';

/** Lets the caller choose by one key. */
export const menu = stepKind({
  kind: 'menu',
  about: 'lets the caller choose by one key',
  shape: record({ ...questionFields, keys: named(keyWord, target), retries: menuRetries }),
  resume: 'again',
  answered: true,
  ends: false,
  inherits: ['failed'],
  instant: () => false,
  outcomes: ({ keys }) => [
    ...Object.entries(keys).map(([key, written]) => ({
      name: key,
      must: true,
      byCaller: true,
      target: { written, path: ['keys', key] },
    })),
    { name: 'failed', must: true },
  ],
  acts({ prompts, keys, timeout, retries, barge_in, type_ahead }, check) {
    check.prompts(several(prompts), ['prompts']);
    if (Object.keys(keys).length === 0) {
      check.wrong(['keys'], {
        code: 'WRONG_VALUE',
        say: 'the menu has no keys',
        hint: 'write { 1: some-step }',
      });
    }
    const question: Question = {
      prompts: several(prompts),
      languages: null,
      timeoutMs: durationMs(timeout, 5_000),
      bargeIn: barge_in ?? true,
      typeAhead: type_ahead ?? true,
      silencesMax: retries?.no_input ?? 2,
      wrongsMax: retries?.no_match ?? 2,
      silent: 'failed',
      wrong: 'failed',
      digit(run, digit) {
        run.take(digit, false);
        const key = wordOfKey(digit);
        if (Object.hasOwn(keys, key)) run.leave(key);
        else wrongAnswer(question, run);
      },
    };
    return asking(question);
  },
});
