import { leaf, wrongType } from '../schema.ts';
import { stepKind } from '../step-kind.ts';

/**
 * Answers the call: billing begins here. Without it the first step that speaks, listens or queues answers.
 */
export const answer = stepKind({
  kind: 'answer',
  about: 'answers the call',
  shape: leaf<null>({ type: ['null', 'object'], maxProperties: 0 }, (value) =>
    value === null || (typeof value === 'object' && Object.keys(value as object).length === 0)
      ? undefined
      : wrongType('{}', value),
  ),
  resume: 'skip',
  answered: false,
  ends: false,
  inherits: [],
  instant: () => true,
  outcomes: () => [{ name: 'done', must: true }],
  acts: () => ({
    enter(run) {
      run.answer();
      run.leave('done');
    },
  }),
});
