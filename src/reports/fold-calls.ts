import type { Entry } from '../journal/index.ts';
import { handsFree } from './fold-operators.ts';
import { leftInFlow } from './fold-steps.ts';
import { againSums, closeVisit } from './fold-visits.ts';
import type { Ledger, OpenCall } from './ledger.ts';
import { added, type Sums } from './measures.ts';

type EntryOf<K extends Entry['kind']> = Extract<Entry, { readonly kind: K }>;

const DAY_MS = 24 * 3_600_000;
const WEEK_MS = 7 * DAY_MS;

/**
 * The arrival counts at once, unless it is we who call, and once: a process that dies in that moment has told of it,
 * and so does the next one, which knows nothing of that. Who calls again is known by the number; one that is withheld
 * is nobody's.
 */
export function callArrived(ledger: Ledger, call: OpenCall, entry: EntryOf<'callArrived'>): OpenCall {
  const { callId, atMs, dialled, caller } = entry;
  const flow = entry.flow === null ? null : flowVersion(entry.flow, entry.flowHash);
  const arrivedMs = Math.min(call.arrivedMs, atMs);
  if (entry.callbackId !== undefined || call.number !== null) return { ...call, arrivedMs };
  ledger.add('number', dialled, atMs, { arrived: 1 });
  if (flow !== null) ledger.add('flow', flow, atMs, { arrived: 1 });
  const lastMs = caller === '' ? undefined : ledger.past.lastArrivalMs(caller, callId, arrivedMs);
  return { ...call, number: dialled, flow, arrivedMs, isAgain: again(arrivedMs, lastMs) };
}

/** Records that are older than versions of flows have none. */
const flowVersion = (flow: string, hash: string | undefined): string =>
  hash === undefined ? flow : `${flow}@${hash}`;

/** Calls without records: each has come and ended in the same moment. */
export function callsRefused(ledger: Ledger, { atMs, dialled, count }: EntryOf<'callsRefused'>): void {
  const sums: Sums = { ended: count, call_rejected: count };
  ledger.add('number', dialled, atMs, { ...sums, arrived: count });
  ledger.add('reason', '', atMs, sums);
}

/** The record's moment of the answer. */
export function callAnswered(_ledger: Ledger, call: OpenCall, { atMs }: EntryOf<'callAnswered'>): OpenCall {
  return { ...call, answeredMs: call.answeredMs ?? Math.max(atMs, call.arrivedMs) };
}

function again(arrivedMs: number, lastMs: number | undefined): OpenCall['isAgain'] {
  if (lastMs === undefined || arrivedMs - lastMs > WEEK_MS) return null;
  return arrivedMs - lastMs > DAY_MS ? 'inWeek' : 'inDay';
}

/** The contact reason that is noted last is the call's. */
export function tagged(_ledger: Ledger, call: OpenCall, entry: EntryOf<'tagged'>): OpenCall {
  return { ...call, reason: entry.reason ?? call.reason };
}

/**
 * Everything that the call has counted is told of its number, flow and reason, in the interval of its end. A visit or a
 * talk whose end was not written (the process had died) ends here.
 */
export function callEnded(ledger: Ledger, open: OpenCall, entry: EntryOf<'callEnded'>): void {
  const { atMs, outcome, where, callId, unseen } = entry;
  const call = open.visit === null ? open : closeVisit(ledger, open, 'failed', { atMs, waitMs: 0 });
  if (outcome === 'node_failure' || unseen === true) handsFree(ledger, call, callId, atMs);
  const abandoned: Sums = where === null ? {} : { [`abandonedIn_${where}`]: 1 };
  if (where !== null && where !== 'flow' && call.queue !== null)
    ledger.add('queue', call.queue, atMs, abandoned);
  // The wall clock may have jumped back: the call's own end is that of its record.
  const endedMs = Math.max(atMs, call.answeredMs ?? call.arrivedMs);
  if (where === 'flow') leftInFlow(ledger, callId, endedMs);
  const ending: Sums = {
    ...{ ended: 1, [`call_${outcome}`]: 1, callMs: endedMs - call.arrivedMs },
    ...abandoned,
    ...againSums(call),
  };
  const sums = added(call.sums, ending);
  if (call.number !== null) ledger.add('number', call.number, endedMs, sums);
  if (call.flow !== null) ledger.add('flow', call.flow, endedMs, sums);
  ledger.add('reason', call.reason ?? '', endedMs, sums);
  ledger.forgetCall(callId);
}
