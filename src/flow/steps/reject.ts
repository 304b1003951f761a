import { maybe, oneOf, record } from '../schema.ts';
import { stepKind } from '../step-kind.ts';

const cause = oneOf('the cause', ['busy', 'congestion', 'rejected']);

/** Turns the call away before it is answered: the caller's network says why, and nobody pays. */
export const reject = stepKind({
  kind: 'reject',
  about: 'turns the call away before it is answered',
  example: 'busy',
  shape: record({ cause: maybe(cause) }),
  short: { scalar: { key: 'cause', shape: cause } },
  resume: 'again',
  answered: false,
  ends: true,
  inherits: [],
  instant: () => true,
  outcomes: () => [],
  acts: ({ cause: reason = 'rejected' }) => ({ enter: (run) => run.hangUp(reason, 'rejected') }),
});
