import { duration, durationMs, record } from '../schema.ts';
import { stepKind } from '../step-kind.ts';

const LONGEST_MS = 60_000;
const time = duration('the time of silence', 100, LONGEST_MS);

/**
 * Lets a time pass in silence. It answers nobody: before the answer the caller hears it ring meanwhile. Keys are kept
 * for the question that follows.
 */
export const wait = stepKind({
  kind: 'wait',
  about: 'lets a time pass in silence',
  shape: record({ for: time }),
  short: { scalar: { key: 'for', shape: time } },
  resume: 'skip',
  answered: false,
  ends: false,
  inherits: [],
  instant: () => false,
  outcomes: () => [{ name: 'done', must: true }],
  acts: ({ for: written }) => ({
    enter: (run) => run.listen(durationMs(written, LONGEST_MS)),
    silence: (run) => run.leave('done'),
  }),
});
