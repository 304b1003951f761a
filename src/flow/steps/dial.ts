import { numberShape } from '../callee.ts';
import { dialling, diallingShape, NOT_REACHED } from '../dialling.ts';
import { stepKind } from '../step-kind.ts';

/**
 * Calls somebody and joins the caller with whoever answers. When they have talked and the other party has gone, the
 * flow goes on with `answered`; where nothing handles that, it hangs up.
 */
export const dial = stepKind({
  kind: 'dial',
  about: 'joins the caller with a number, a SIP address or operators, and goes on when they have talked',
  example: { number: '+4930123456', caller_id: 'dialled', ring: '20s', whisper: 'hello', confirm: 1 },
  shape: diallingShape,
  short: { scalar: { key: 'number', shape: numberShape } },
  resume: 'ask',
  answered: true,
  ends: true,
  inherits: ['busy', 'no_answer', 'declined', 'failed'],
  instant: () => false,
  outcomes: () => [{ name: 'answered', must: false }, ...NOT_REACHED],
  acts: (params, check) =>
    dialling(params, false, check, (run) => {
      if (run.handles('answered')) run.leave('answered');
      else run.hangUp('normal', 'self_served');
    }),
});
