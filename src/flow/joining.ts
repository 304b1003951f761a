import { maybe, name, record } from './schema.ts';
import { prompts, several } from './schema-steps.ts';
import { type StepKind, stepKind } from './step-kind.ts';

/** `whisper` and `announce`: what is heard when the next queue or call out joins the caller with somebody. */
export const joining = (kind: 'whisper' | 'announce', about: string): StepKind =>
  stepKind({
    kind,
    about,
    example: { prompts: ['hello'], language: 'en' },
    shape: record({ prompts, language: maybe(name('a language')) }),
    short: { scalar: { key: 'prompts', shape: prompts }, list: { key: 'prompts', shape: prompts } },
    resume: 'again',
    answered: false,
    ends: false,
    inherits: [],
    instant: () => true,
    outcomes: () => [{ name: 'done', must: true }],
    acts({ prompts: written, language }, check) {
      const names = several(written);
      if (language !== undefined) check.language(language, ['language']);
      const spoken = check.languages.filter((one) => language === undefined || one === language);
      check.prompts(names, ['prompts'], spoken);
      return {
        enter(run) {
          const heard = { language: language ?? run.state.language, prompts: names };
          run.emit({ kind: 'wish', visit: run.state.visit, wish: { kind, ...heard } });
          run.leave('done');
        },
      };
    },
  });
