import type { Entry } from '../journal/index.ts';
import type { Ledger } from './ledger.ts';
import type { Measure } from './measures.ts';

type EntryOf<K extends Entry['kind']> = Extract<Entry, { readonly kind: K }>;

/** A promise counts when it is given … */
export function callbackBooked(ledger: Ledger, { queue, atMs }: EntryOf<'callbackBooked'>): void {
  ledger.add('queue', queue, atMs, { callbacksAsked: 1 });
}

/** … and when it ends, in the interval of its end. */
export function callbackEnded(ledger: Ledger, { queue, atMs, outcome }: EntryOf<'callbackEnded'>): void {
  ledger.add('queue', queue, atMs, { [MEASURES[outcome]]: 1 });
}

const MEASURES: Readonly<Record<EntryOf<'callbackEnded'>['outcome'], Measure>> = {
  reached: 'callbacksReached',
  merged: 'callbacksMerged',
  cancelled: 'callbacksCancelled',
  unreached: 'callbacksFailed',
  expired: 'callbacksFailed',
  refused: 'callbacksFailed',
};
