import type { Entry } from '../journal/index.ts';
import { holdOver } from './fold-holds.ts';
import type { Ledger, OpenCall } from './ledger.ts';
import { added, type Sums } from './measures.ts';

type EntryOf<K extends Entry['kind']> = Extract<Entry, { readonly kind: K }>;

/** What is told of the talk that goes on, or was the last: of its operator, its queue and its call. */
export function tellTalk(ledger: Ledger, call: OpenCall, atMs: number, sums: Sums): OpenCall {
  const { talked } = call;
  if (talked !== null) ledger.add('operator', talked.operator, atMs, sums);
  if (talked !== null && talked.queue !== null) ledger.add('queue', talked.queue, atMs, sums);
  return { ...call, sums: added(call.sums, sums) };
}

/** The operator gives the caller away. */
export function transferred(ledger: Ledger, call: OpenCall, entry: EntryOf<'transferred'>): OpenCall {
  const { to, atMs } = entry;
  if ('queue' in to) return tellTalk(ledger, call, atMs, { toQueue: 1 });
  return tellTalk(ledger, call, atMs, 'operator' in to ? { toOperator: 1 } : { toFlow: 1 });
}

export function consultRang(ledger: Ledger, call: OpenCall, entry: EntryOf<'consultRang'>): OpenCall {
  const { operator, atMs } = entry;
  const consult = { operator, sinceMs: null };
  return tellTalk(ledger, { ...call, consult }, atMs, { consults: 1 });
}

export function consultAnswered(ledger: Ledger, call: OpenCall, entry: EntryOf<'consultAnswered'>): OpenCall {
  const { operator, atMs } = entry;
  ledger.add('operator', operator, atMs, { consulted: 1 });
  const consult = { operator, sinceMs: atMs };
  return tellTalk(ledger, { ...call, consult }, atMs, { consultsAnswered: 1 });
}

/** Caller and operator are joined again, whoever was asked. */
export const consultEnded = (ledger: Ledger, call: OpenCall, { atMs }: EntryOf<'consultEnded'>): OpenCall =>
  consultOver(ledger, holdOver(call, atMs), atMs);

/** All three hear each other; the consultation goes on until one of the operators is gone. */
export const conferenceBegan = (
  ledger: Ledger,
  call: OpenCall,
  { atMs }: EntryOf<'conferenceBegan'>,
): OpenCall => tellTalk(ledger, holdOver(call, atMs), atMs, { conferences: 1 });

/** A consultation counts, whole, in the interval in which it ends: told of who asked, and of who was asked. */
export function consultOver(ledger: Ledger, call: OpenCall, atMs: number): OpenCall {
  const { consult } = call;
  if (consult === null) return call;
  const over = { ...call, consult: null };
  if (consult.sinceMs === null) return over;
  const ms = Math.max(0, Math.round(atMs - consult.sinceMs));
  ledger.add('operator', consult.operator, atMs, { consultedMs: ms });
  return tellTalk(ledger, over, atMs, { consultMs: ms });
}
