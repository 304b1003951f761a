import { target } from '../schema-steps.ts';
import { stepKind } from '../step-kind.ts';

/** Goes on elsewhere: at a step of this flow or, with `{ flow: name }`, at the start of another. */
export const goto = stepKind({
  kind: 'goto',
  about: 'goes on at another step, or at the start of another flow',
  shape: target,
  resume: 'again',
  answered: false,
  ends: false,
  inherits: [],
  finalizes: true,
  instant: () => true,
  outcomes: (written) => [{ name: 'gone', must: true, target: { written, path: [] } }],
  acts: () => ({ enter: (run) => run.leave('gone') }),
});
