import type { CallEntry, Entry } from '../journal/index.ts';
import { callbackBooked, callbackEnded } from './fold-callbacks.ts';
import { callAnswered, callArrived, callEnded, callsRefused, tagged } from './fold-calls.ts';
import { conferenceBegan, consultAnswered, consultEnded, consultRang, transferred } from './fold-consults.ts';
import { held, resumed } from './fold-holds.ts';
import { operatorChanged, wasOffered } from './fold-operators.ts';
import { scored } from './fold-scores.ts';
import { answerMissed, stepEntered } from './fold-steps.ts';
import { questionAnswered, surveyed } from './fold-surveys.ts';
import { offerEnded, talkBegan, talkEnded } from './fold-talks.ts';
import { queueEntered, queueLeft } from './fold-visits.ts';
import type { Ledger, OpenCall } from './ledger.ts';

/** To be raised whenever the same entries would give other sums: then all are folded anew. */
export const FOLD_VERSION = 6;

type EntryOf<K extends Entry['kind']> = Extract<Entry, { readonly kind: K }>;
type OfCall = CallEntry['kind'];

/** What an entry of a call counts, and the call after it. Kinds that are not here count nothing. */
const FOLDS: { readonly [K in OfCall]?: (ledger: Ledger, call: OpenCall, entry: EntryOf<K>) => OpenCall } = {
  callArrived,
  callAnswered,
  queueEntered,
  offered: wasOffered,
  offerEnded,
  queueLeft,
  talkBegan,
  talkEnded,
  held,
  resumed,
  transferred,
  consultRang,
  consultAnswered,
  consultEnded,
  conferenceBegan,
  surveyed,
  tagged,
};

/**
 * Folds one entry into the ledger: the only place where anything is counted. A call is opened at first sight, whatever
 * is seen first, and what still comes for one that has ended counts no more, as with its record.
 */
export function foldEntry(ledger: Ledger, entry: Entry): void {
  if (entry.kind === 'operatorChanged') return operatorChanged(ledger, entry);
  if (entry.kind === 'callbackBooked') return callbackBooked(ledger, entry);
  if (entry.kind === 'callbackEnded') return callbackEnded(ledger, entry);
  if (entry.kind === 'callsRefused') return callsRefused(ledger, entry);
  if (entry.kind === 'scored') return scored(ledger, entry);
  if (entry.kind === 'stepEntered') return stepEntered(ledger, entry);
  if (entry.kind === 'answerMissed') return answerMissed(ledger, entry);
  if (entry.kind === 'surveyed') questionAnswered(ledger, entry);
  if (!('callId' in entry)) return;
  if (entry.kind !== 'callEnded' && FOLDS[entry.kind] === undefined) return;
  const call = ledger.call(entry.callId) ?? opened(ledger, entry);
  if (call === undefined) return;
  if (entry.kind === 'callEnded') return callEnded(ledger, call, entry);
  const fold = FOLDS[entry.kind] as (ledger: Ledger, call: OpenCall, entry: CallEntry) => OpenCall;
  ledger.keepCall(entry.callId, fold(ledger, call, entry));
}

function opened(ledger: Ledger, { callId, atMs }: CallEntry): OpenCall | undefined {
  if (ledger.past.hasEnded(callId)) return undefined;
  return {
    ...{
      number: null,
      flow: null,
      reason: null,
      arrivedMs: atMs,
      answeredMs: null,
      isAgain: null,
      visit: null,
    },
    ...{ operator: null, queue: null, talked: null, hold: null, consult: null, rung: [], sums: {} },
  };
}
