import type { Entry } from '../journal/index.ts';
import { consultOver } from './fold-consults.ts';
import { holdsOf } from './fold-holds.ts';
import { handled } from './fold-operators.ts';
import type { Ledger, OpenCall } from './ledger.ts';
import { added, type Sums } from './measures.ts';

type EntryOf<K extends Entry['kind']> = Extract<Entry, { readonly kind: K }>;

/** A phone has stopped ringing. Who picked up is the one whom the visit's answer counts for. */
export function offerEnded(ledger: Ledger, call: OpenCall, entry: EntryOf<'offerEnded'>): OpenCall {
  const { operator, outcome, atMs } = entry;
  const sums: Sums = { [`offer_${outcome}`]: 1 };
  ledger.add('operator', operator, atMs, sums);
  if (call.visit !== null) ledger.add('queue', call.visit.queue, atMs, sums);
  const after = { ...call, sums: added(call.sums, sums) };
  return outcome === 'answered' ? { ...after, operator } : after;
}

/** Caller and operator hear each other. One who was asked beside the talk before has the caller now. */
export function talkBegan(ledger: Ledger, open: OpenCall, entry: EntryOf<'talkBegan'>): OpenCall {
  const { operator, atMs } = entry;
  const call = open.consult?.operator === operator ? consultOver(ledger, open, atMs) : open;
  return { ...call, operator, talked: { queue: call.queue, operator } };
}

/** A talk counts, whole, in the interval in which it ends. */
export function talkEnded(ledger: Ledger, open: OpenCall, entry: EntryOf<'talkEnded'>): OpenCall {
  const { operator, atMs } = entry;
  const [call, holds] = holdsOf(open, operator, atMs);
  const talkMs = Math.round(entry.talkMs);
  const queue = call.talked?.queue ?? null;
  const sums: Sums = { talks: 1, talkMs, talkMsMax: talkMs, ...holds };
  ledger.add('operator', operator, atMs, sums);
  if (queue !== null) ledger.add('queue', queue, atMs, sums);
  handled(ledger, operator, { queue, number: call.number, flow: call.flow, reason: call.reason ?? '' });
  return { ...call, sums: added(call.sums, sums) };
}
