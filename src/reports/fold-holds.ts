import type { Entry } from '../journal/index.ts';
import type { Ledger, OpenCall } from './ledger.ts';
import { added, type Sums } from './measures.ts';

type EntryOf<K extends Entry['kind']> = Extract<Entry, { readonly kind: K }>;

/** The caller hears music. */
export function held(_ledger: Ledger, call: OpenCall, entry: EntryOf<'held' | 'resumed'>): OpenCall {
  const { operator, atMs } = entry;
  const before = call.hold?.operator === operator ? call.hold : { operator, sinceMs: null, sums: {} };
  return { ...call, hold: { ...before, sinceMs: before.sinceMs ?? atMs } };
}

export const resumed = (_ledger: Ledger, call: OpenCall, { atMs }: EntryOf<'held' | 'resumed'>): OpenCall =>
  holdOver(call, atMs);

/** Whatever joins the caller with somebody again ends the hold, if there is one. It counts when its talk does. */
export function holdOver(call: OpenCall, atMs: number): OpenCall {
  const { hold } = call;
  if (hold === null || hold.sinceMs === null) return call;
  const holdMs = Math.max(0, Math.round(atMs - hold.sinceMs));
  const sums = added(hold.sums, { holds: 1, holdMs, holdMsMax: holdMs });
  return { ...call, hold: { ...hold, sinceMs: null, sums } };
}

/** The holds of a talk that ends now, and the call without them. */
export function holdsOf(open: OpenCall, operator: string, atMs: number): readonly [OpenCall, Sums] {
  if (open.hold?.operator !== operator) return [open, {}];
  const call = holdOver(open, atMs);
  return [{ ...call, hold: null }, call.hold!.sums];
}
