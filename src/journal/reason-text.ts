import type { OfferReason } from './entry.ts';

/** The reason as a sentence for people; made when somebody reads it, never when it happens. */
export function reasonText({ rule, idleMs, candidatesCount, group }: OfferReason): string {
  const idle = `idle for ${Math.round(idleMs / 1_000)} s`;
  const among = candidatesCount > 1 ? `, the best of ${candidatesCount} free operators who fit` : '';
  const together = group > 1 ? `, ${group} phones ring together` : '';
  return `${rule}: ${idle}${among}${together}`;
}
