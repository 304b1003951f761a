import { record } from '../schema.ts';
import { prompts, several } from '../schema-steps.ts';
import { stepKind } from '../step-kind.ts';

/** Says prompts without answering: the caller hears them instead of the ringing, and pays nothing yet. */
export const earlyMedia = stepKind({
  kind: 'early_media',
  about: 'says prompts before the call is answered, so that nobody pays for it',
  example: 'hello',
  shape: record({ prompts }),
  short: { scalar: { key: 'prompts', shape: prompts }, list: { key: 'prompts', shape: prompts } },
  resume: 'again',
  answered: false,
  ends: false,
  inherits: [],
  instant: () => false,
  outcomes: () => [{ name: 'done', must: true }],
  acts({ prompts: written }, check) {
    const names = several(written);
    check.prompts(names, ['prompts']);
    const script = [{ language: null, items: names.map((name) => ({ kind: 'prompt', name }) as const) }];
    return {
      enter(run) {
        if (!run.state.answered)
          run.emit({ kind: 'wish', visit: run.state.visit, wish: { kind: 'early_media' } });
        run.say();
      },
      script: () => script,
      said: (run) => run.leave('done'),
    };
  },
});
