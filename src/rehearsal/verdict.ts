import { OVER_BUDGET } from '../flow/index.ts';
import type { Rehearsal } from './rehearsal.ts';

/** What no call may come to, whatever the caller does. */
export type Verdict = {
  readonly code: 'BROKEN_ORDER' | 'LOST' | 'OVER_BUDGET' | 'LAST_RESORT' | 'NO_END';
  readonly say: string;
};

/** What is wrong with a call so far; null when nothing is. */
export function verdictOf(rehearsal: Rehearsal): Verdict | null {
  const { faults, step, happenings } = rehearsal;
  if (faults.length > 0) return { code: 'BROKEN_ORDER', say: faults.join('; ') };
  if (rehearsal.isLost)
    return { code: 'LOST', say: `at "${step.name}" the caller is left in silence for ever` };
  const troubles = happenings.flatMap((one) => (one.kind === 'trouble' ? [one.what] : []));
  if (troubles.includes(OVER_BUDGET))
    return { code: 'OVER_BUDGET', say: `at "${step.name}" the flow has gone round` };
  if (!rehearsal.isLastResort) return null;
  const say = `the call falls out of the flow into the last resort: ${troubles.join('; ')}`;
  return { code: 'LAST_RESORT', say };
}

/** The same of a call in which the caller has been silent for long: by now it must have come to something. */
export function lastVerdictOf(rehearsal: Rehearsal): Verdict | null {
  const verdict = verdictOf(rehearsal);
  if (verdict !== null || rehearsal.ended !== null || rehearsal.queue !== null) return verdict;
  const say = `at "${rehearsal.step.name}" a silent caller comes neither to a queue nor to an end`;
  return { code: 'NO_END', say };
}
