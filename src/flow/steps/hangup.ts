import { maybe, oneOf, record } from '../schema.ts';
import { stepKind } from '../step-kind.ts';

const cause = oneOf('the cause', ['normal', 'busy', 'congestion', 'rejected']);

/** Ends the call. The cause is for the network; the outcome is for the call's record. */
export const hangup = stepKind({
  kind: 'hangup',
  about: 'ends the call',
  shape: record({
    cause: maybe(cause),
    outcome: maybe(oneOf('the outcome', ['self_served', 'closed', 'rejected', 'failed'])),
  }),
  short: { scalar: { key: 'cause', shape: cause } },
  resume: 'again',
  answered: false,
  ends: true,
  inherits: [],
  finalizes: true,
  instant: () => true,
  outcomes: () => [],
  acts: ({ cause: reason = 'normal', outcome }) => ({
    enter: (run) => run.hangUp(reason, outcome ?? (reason === 'normal' ? 'self_served' : 'rejected')),
  }),
});
