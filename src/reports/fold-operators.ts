import type { Entry } from '../journal/index.ts';
import { inGrains } from './grains.ts';
import type { Dimension, Ledger, Occupation, OpenCall, OpenOperator } from './ledger.ts';
import { added } from './measures.ts';

type EntryOf<K extends Entry['kind']> = Extract<Entry, { readonly kind: K }>;

/** Of somebody of whom nothing is told for longer, the rest is not believed. */
const SILENCE_MS_MAX = 7 * 24 * 3_600_000;

const UNKNOWN: OpenOperator = { occupation: null, sinceMs: 0, callId: null, handled: null };

/** A phone begins to ring. A caller for whom one rings at once waits for nobody: no wait was predicted to them. */
export function wasOffered(ledger: Ledger, call: OpenCall, entry: EntryOf<'offered'>): OpenCall {
  const { operator, atMs, callId } = entry;
  occupied(ledger, operator, 'ringingMs', atMs);
  ledger.keepOperator(operator, { ...ledger.operator(operator)!, callId });
  ledger.add('operator', operator, atMs, { offers: 1 });
  const rung = call.rung.includes(operator) ? call.rung : [...call.rung, operator];
  const after = { ...call, rung, sums: added(call.sums, { offers: 1 }) };
  if (call.visit === null) return after;
  ledger.add('queue', call.visit.queue, atMs, { offers: 1 });
  return call.visit.enteredMs === atMs ? { ...after, visit: { ...call.visit, estimate: null } } : after;
}

/** What the operator did until now is counted, in the intervals in which it was done. */
export function operatorChanged(ledger: Ledger, entry: EntryOf<'operatorChanged'>): void {
  occupied(ledger, entry.operator, occupationOf(entry), entry.atMs);
}

/** Who talks or is rung is at work, whatever they want to do next. */
function occupationOf({ unit, presence }: EntryOf<'operatorChanged'>): Occupation | null {
  if (unit === 'offered') return 'ringingMs';
  if (unit === 'busy') return 'busyMs';
  if (unit === 'wrapUp') return 'wrappingUpMs';
  if (presence === 'offline') return null;
  return presence === 'ready' ? 'freeMs' : 'pausedMs';
}

/** The operator's last talk belonged to these: they are told of its wrap-up. */
export function handled(
  ledger: Ledger,
  operatorId: string,
  what: NonNullable<OpenOperator['handled']>,
): void {
  ledger.keepOperator(operatorId, { ...(ledger.operator(operatorId) ?? UNKNOWN), handled: what });
}

/** The exchange or the process has died, and a talk's end may not have been written: nobody talks for ever. */
export function handsFree(ledger: Ledger, call: OpenCall, callId: string, atMs: number): void {
  for (const id of call.rung) {
    const operator = ledger.operator(id);
    const isAtWork = operator?.occupation === 'ringingMs' || operator?.occupation === 'busyMs';
    if (isAtWork && operator.callId === callId) occupied(ledger, id, 'freeMs', atMs);
  }
}

function occupied(ledger: Ledger, operatorId: string, now: Occupation | null, atMs: number): void {
  const before = ledger.operator(operatorId) ?? UNKNOWN;
  if (before.occupation === now && ledger.operator(operatorId) !== undefined) return;
  for (const { grainMs, ms } of untilNow(before, atMs))
    ledger.add('operator', operatorId, grainMs, { [before.occupation!]: ms });
  if (before.occupation === 'wrappingUpMs') tellWrapUp(ledger, operatorId, before, atMs);
  ledger.keepOperator(operatorId, { ...before, occupation: now, sinceMs: atMs });
}

/** What an operator has been doing up to a moment, cut at the borders of grains. */
export function untilNow({ occupation, sinceMs }: OpenOperator, nowMs: number): ReturnType<typeof inGrains> {
  return inGrains(sinceMs, occupation === null ? sinceMs : Math.min(nowMs, sinceMs + SILENCE_MS_MAX));
}

/** A wrap-up counts, whole, in the interval in which it ends. */
function tellWrapUp(ledger: Ledger, operatorId: string, before: OpenOperator, atMs: number): void {
  const sums = { wrapUpMs: Math.max(0, atMs - before.sinceMs) };
  ledger.add('operator', operatorId, atMs, sums);
  for (const [by, value] of Object.entries(before.handled ?? {}))
    if (value !== null) ledger.add(by as Dimension, value, atMs, sums);
}
