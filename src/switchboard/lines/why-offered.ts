import type { Entry, OperatorAt } from '../../journal/index.ts';
import type { Operator } from '../../operators/index.ts';
import { COOL_DOWN_MS, fits, type Needs, needsText, parseNeeds, unmet } from '../../routing/index.ts';

export type Offered = Extract<Entry, { kind: 'offered' }>;

/** Why the others were not rung at that moment, each as a sentence. */
export type WhyOthers = readonly { readonly operator: string; readonly why: string }[];

/**
 * Why other operators of the queue were not rung when this offer was made: `then` is what they did, `timeline` the
 * call's own, `staff` who is bound to the queue, with the skills of now. It is worked out when somebody asks.
 */
export function whyOthers(
  offered: Offered,
  timeline: readonly Entry[],
  staff: readonly Operator[],
  then: ReadonlyMap<string, OperatorAt>,
): WhyOthers {
  const parsed = parseNeeds(offered.why.needs ?? '');
  const together = timeline.filter((entry) => isSameMoment(entry, offered)).map(({ operator }) => operator);
  return staff
    .filter(({ id }) => id !== offered.operator && !together.includes(id))
    .map((operator) => {
      const at = then.get(operator.id);
      const inVain = lastInVain(operator.id, offered, timeline);
      const needs = parsed.ok ? parsed.needs : undefined;
      return { operator: operator.id, why: inWords(operator, offered, needs, at, inVain) };
    });
}

const isSameMoment = (entry: Entry, offered: Offered): entry is Offered =>
  entry.kind === 'offered' && entry.atMs === offered.atMs && entry.why.group > 1;

type Ended = Extract<Entry, { kind: 'offerEnded' }>;

/** The operator's last offer of this call, if it came to nothing within the cool-down before. */
function lastInVain(operatorId: string, { atMs }: Offered, timeline: readonly Entry[]): Ended | undefined {
  return timeline.findLast(
    (entry): entry is Ended =>
      entry.kind === 'offerEnded' &&
      entry.operator === operatorId &&
      entry.atMs <= atMs &&
      atMs - entry.atMs < COOL_DOWN_MS &&
      entry.outcome !== 'answered' &&
      entry.outcome !== 'withdrawn',
  );
}

function inWords(
  { id, profile }: Operator,
  offered: Offered,
  needs: Needs | undefined,
  at: OperatorAt | undefined,
  inVain: Ended | undefined,
): string {
  if (needs !== undefined && !fits(needs, profile.skills, id)) {
    return `lacks ${needsText(unmet(needs, profile.skills, id))}`;
  }
  if (inVain !== undefined) return `${inVain.outcome} this call ${ago(offered.atMs - inVain.atMs)} ago`;
  if (at === undefined) return 'nothing is known of them from then';
  const since = ago(offered.atMs - at.sinceMs);
  if (at.presence === 'offline') return 'was not signed in';
  if (at.unit === 'busy') return `had been talking for ${since}`;
  if (at.unit === 'offered') return 'was being rung for another caller';
  if (at.unit === 'wrapUp') return `had been in wrap-up for ${since}`;
  if (at.presence === 'missed') return 'had been taken out after calls that were not answered';
  if (at.presence === 'paused')
    return `was paused${at.reason === null ? '' : ` (${at.reason})`} for ${since}`;
  return `was free for ${since} and comes later in the queue's order, or had no phone that could be reached`;
}

const ago = (ms: number): string => `${Math.max(0, Math.round(ms / 1_000))} s`;
