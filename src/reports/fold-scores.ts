import type { Entry } from '../journal/index.ts';
import type { Ledger } from './ledger.ts';
import type { Sums } from './measures.ts';

type Scored = Extract<Entry, { readonly kind: 'scored' }>;

/**
 * A score counts, of its operator and queue, when it is given, be the call long over. One that takes the place of
 * another takes that back where it was counted.
 */
export function scored(ledger: Ledger, { operator, queue, atMs, percent, isFirst, replaces }: Scored): void {
  const add = (whenMs: number, sums: Sums): void => {
    ledger.add('operator', operator, whenMs, sums);
    if (queue !== null) ledger.add('queue', queue, whenMs, sums);
  };
  add(atMs, { scores: 1, scoreTenths: tenths(percent), ...(isFirst && { scoredCalls: 1 }) });
  if (replaces !== null) add(replaces.atMs, { scores: -1, scoreTenths: -tenths(replaces.percent) });
}

/** Sums are whole numbers. */
const tenths = (percent: number): number => Math.round(10 * percent);
