import type { Rehearsal } from './rehearsal.ts';

/** What no call may come to, whatever the caller does. */
export type Verdict = {
  readonly code: 'BROKEN_ORDER' | 'LOST' | 'LAST_RESORT' | 'NO_END';
  readonly say: string;
};

/** What is wrong with a call so far; null when nothing is. */
export function verdictOf(rehearsal: Rehearsal): Verdict | null {
  const [fault] = rehearsal.faults;
  if (fault !== undefined) return { code: 'BROKEN_ORDER', say: fault };
  if (rehearsal.isLost)
    return { code: 'LOST', say: `at "${rehearsal.step.name}" the caller is left in silence for ever` };
  if (!rehearsal.isLastResort) return null;
  const trouble = rehearsal.happenings
    .flatMap((happening) => (happening.kind === 'trouble' ? [happening.what] : []))
    .join('; ');
  return { code: 'LAST_RESORT', say: `the call falls out of the flow into the last resort: ${trouble}` };
}
