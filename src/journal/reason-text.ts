import type { OfferReason } from './entry.ts';

/** The reason as a sentence for people; made when somebody reads it, never when it happens. */
export function reasonText(reason: OfferReason): string {
  const { rule, idleMs, candidatesCount, group, strategy } = reason;
  if (rule === 'taken by name') return `${rule}, out of turn`;
  const idle = `idle for ${Math.round(idleMs / 1_000)} s`;
  const by = strategy === undefined ? '' : ` by ${strategy}`;
  const among = candidatesCount > 1 ? `, the best${by} of ${candidatesCount} free operators who fit` : '';
  const together = group > 1 ? `, ${group} phones ring together` : '';
  return `${rule}: ${idle}${fitting(reason)}${among}${together}`;
}

function fitting({ needs = '', levels = {}, stage = 0 }: OfferReason): string {
  if (needs === '') return '';
  const has = Object.entries(levels).map(([skill, level]) => `${skill} ${level}`);
  const later = stage === 0 ? '' : ` after ${stage} ${stage === 1 ? 'stage' : 'stages'}`;
  return `, has ${has.length === 0 ? 'what was asked for' : has.join(', ')} for ${needs}${later}`;
}
