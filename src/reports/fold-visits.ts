import type { Entry, VisitOutcome } from '../journal/index.ts';
import type { Ledger, OpenCall, OpenVisit } from './ledger.ts';
import { added, type Sums, waitPart } from './measures.ts';

type EntryOf<K extends Entry['kind']> = Extract<Entry, { readonly kind: K }>;

/** A visit begins. One that still goes on is over: its end was not written. */
export function queueEntered(ledger: Ledger, open: OpenCall, entry: EntryOf<'queueEntered'>): OpenCall {
  const { queue, atMs, estimate = null } = entry;
  const call = open.visit === null ? open : closeVisit(ledger, open, 'failed', { atMs, waitMs: 0 });
  return enter(ledger, call, { queue, enteredMs: atMs, estimate });
}

function enter(ledger: Ledger, call: OpenCall, visit: OpenVisit): OpenCall {
  const { queue, enteredMs } = visit;
  const sums: Sums = { entered: 1, ...(call.talked !== null && { enteredAfterTalk: 1 }) };
  ledger.add('queue', queue, enteredMs, { ...sums, ...againSums(call) });
  if (call.talked !== null) tellGoneOn(ledger, call.talked, enteredMs);
  return { ...call, queue, visit, sums: added(call.sums, sums) };
}

/** Who calls again within a day does so within a week as well. */
export function againSums({ isAgain }: OpenCall): Sums {
  if (isAgain === null) return {};
  return isAgain === 'inDay' ? { againInDay: 1, againInWeek: 1 } : { againInWeek: 1 };
}

/** The caller goes on to a queue after a talk: the operator and the queue of that talk have sent somebody on. */
function tellGoneOn(ledger: Ledger, talked: NonNullable<OpenCall['talked']>, atMs: number): void {
  ledger.add('operator', talked.operator, atMs, { toAnotherQueue: 1 });
  if (talked.queue !== null) ledger.add('queue', talked.queue, atMs, { toAnotherQueue: 1 });
}

/** A visit ends with its one outcome. Its beginning may have been lost: then both are counted now. */
export function queueLeft(ledger: Ledger, open: OpenCall, entry: EntryOf<'queueLeft'>): OpenCall {
  const { queue, atMs, outcome } = entry;
  const waitMs = Math.round(entry.waitMs);
  if (open.visit?.queue === queue) return closeVisit(ledger, open, outcome, { atMs, waitMs });
  if (open.visit === null && isToldBefore(open, entry)) return open;
  const alone = open.visit === null ? open : closeVisit(ledger, open, 'failed', { atMs, waitMs: 0 });
  const entered = enter(ledger, alone, { queue, enteredMs: atMs, estimate: null });
  return closeVisit(ledger, entered, outcome, { atMs, waitMs });
}

/** A process that died as it had joined the caller with an operator has told of that, and so does the next one. */
const isToldBefore = ({ talked }: OpenCall, { joinedBefore }: EntryOf<'queueLeft'>): boolean =>
  joinedBefore !== undefined && talked?.operator === joinedBefore;

/** Ends the visit that goes on; `waitMs` is how long it took. */
export function closeVisit(
  ledger: Ledger,
  call: OpenCall,
  outcome: VisitOutcome,
  { atMs, waitMs }: { readonly atMs: number; readonly waitMs: number },
): OpenCall {
  const { queue, estimate } = call.visit!;
  const sums: Sums = {
    ...{ [`visit_${outcome}`]: 1, waitMs, waitMsMax: waitMs },
    ...(outcome === 'answered' && { answeredWaitMs: waitMs, [waitPart('answeredIn', waitMs)]: 1 }),
    ...(outcome === 'abandoned' && { abandonedWaitMs: waitMs, [waitPart('abandonedIn', waitMs)]: 1 }),
    ...(outcome === 'answered' && estimate !== null && judged(estimate, waitMs)),
  };
  ledger.add('queue', queue, atMs, sums);
  if (outcome === 'answered' && call.operator !== null) ledger.add('operator', call.operator, atMs, sums);
  return { ...call, visit: null, sums: added(call.sums, sums) };
}

/**
 * What was predicted against what came. Only waits that an answer has ended are judged: how long the others would have
 * had to wait, nobody knows.
 */
function judged({ p50Ms, p90Ms }: NonNullable<OpenVisit['estimate']>, realMs: number): Sums {
  return {
    ...{ predicted: 1, predictedMs: p50Ms, realMs, errorMs: Math.abs(realMs - p50Ms) },
    ...(realMs <= p50Ms && { withinHalf: 1 }),
    ...(realMs <= p90Ms && { withinNineTenths: 1 }),
  };
}
