import { flag, maybe, record } from '../schema.ts';
import { prompts, several } from '../schema-steps.ts';
import type { Run, StepActs } from '../step-acts.ts';
import { stepKind } from '../step-kind.ts';

/** Says prompts of the bundle, one after the other. */
export const play = stepKind({
  kind: 'play',
  about: 'says prompts of the bundle',
  shape: record({ prompts, barge_in: maybe(flag('whether a key ends it')) }),
  short: { scalar: { key: 'prompts', shape: prompts }, list: { key: 'prompts', shape: prompts } },
  resume: 'again',
  answered: true,
  ends: false,
  inherits: [],
  instant: () => false,
  outcomes: () => [{ name: 'done', must: true }],
  acts({ prompts: written, barge_in }, check) {
    const names = several(written);
    check.prompts(names, ['prompts']);
    const script = [{ language: null, items: names.map((name) => ({ kind: 'prompt', name }) as const) }];
    return { ...telling(barge_in ?? true), script: () => script };
  },
});

/** What steps do that only tell something: a key ends it, and is kept for the question that follows. */
export function telling(bargeIn: boolean): Required<Pick<StepActs, 'enter' | 'said' | 'digit'>> {
  const tell = (run: Run): void => {
    run.answer();
    run.say();
  };
  return {
    enter: tell,
    said: (run) => run.leave('done'),
    digit(run, digit) {
      run.keepEarly(digit);
      if (bargeIn) run.leave('done');
    },
  };
}
