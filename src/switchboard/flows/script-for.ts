import { percentileOf } from '../../base/index.ts';
import type { TrialSide } from '../../journal/index.ts';
import type { Call } from '../call.ts';
import type { Desk } from '../desk.ts';
import type { FlowsChanged } from '../event.ts';
import type { Plan, Script } from '../plan.ts';

/** The version that a caller meets, and on which side of a trial that is; null while nothing is tried. */
export type MetScript = Script & Pick<Plan, 'numbers'> & { readonly side: TrialSide | null };

/**
 * The same caller meets the same version as long as the trial goes on, also when its share grows: who was in it stays
 * in it. The version before is the salt, so that another trial falls on other callers. Who hides the number is drawn
 * anew with each call.
 */
export function scriptFor(plan: Plan, callId: string, caller: string): MetScript {
  const { trial } = plan;
  if (trial == null) return { ...scriptOf(plan), side: null };
  const at = percentileOf(`${plan.flowHash}\n${caller === '' ? callId : caller}`);
  return at < trial.percent ? { ...scriptOf(trial), side: 'new' } : { ...scriptOf(plan), side: 'before' };
}

const scriptOf = ({ flowHash, flows, numbers }: Omit<MetScript, 'side'>): Omit<MetScript, 'side'> => ({
  flowHash,
  flows,
  numbers,
});

/** Versions of the flows that new callers meet, or in which one of these calls goes on. */
export function versionsMet(plan: Plan, calls: Iterable<Call>): ReadonlySet<string> {
  const versions = new Set([plan.flowHash]);
  if (plan.trial != null) versions.add(plan.trial.flowHash);
  for (const { script } of calls) versions.add(script.flowHash);
  return versions;
}

/** New callers meet these flows from now on; a trial of which nothing is said is over. */
export function flowsChanged(desk: Desk, { kind: _, ...scripts }: FlowsChanged): void {
  desk.plan = { ...desk.plan, trial: null, ...scripts };
}
