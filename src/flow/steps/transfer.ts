import { numberShape } from '../callee.ts';
import { dialling, diallingShape, NOT_REACHED } from '../dialling.ts';
import { stepKind } from '../step-kind.ts';

/** Gives the caller to somebody else for good: when the other party answers, the flow is over. */
export const transfer = stepKind({
  kind: 'transfer',
  about: 'gives the caller to a number, a SIP address or operators for good',
  example: { sip: 'sip:{{ dialled }}@pbx.example', ring: '20s' },
  shape: diallingShape,
  short: { scalar: { key: 'number', shape: numberShape } },
  resume: 'ask',
  answered: true,
  ends: true,
  inherits: ['busy', 'no_answer', 'declined', 'failed'],
  instant: () => false,
  outcomes: () => NOT_REACHED,
  acts: (params, check) => dialling(params, true, check, (run) => run.handOver('answered')),
});
